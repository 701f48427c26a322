-- When things are measured: every panel on its own clock in every unit stay.
CREATE OR REPLACE TEMP TABLE tick AS
WITH clock AS (
    SELECT u.unit_id, u.visit_id, u.person_id, u.kind, p.panel, p.jitter,
           greatest(u.t0, coalesce(f.t0, u.t0)) AS t0, least(u.t1, coalesce(f.t1, u.t1)) AS t1,
           CASE u.kind WHEN 'icu' THEN p.icu WHEN 'ward' THEN p.ward WHEN 'emergency' THEN p.emergency ELSE p.outpatient END
               * CASE WHEN p.panel = 'cuff' AND a.fact IS NOT NULL AND u.kind = 'icu' THEN 4 ELSE 1 END AS every
    FROM unit u
    CROSS JOIN k_panel p
    LEFT JOIN fact f ON p.fact = f.fact AND f.visit_id = u.visit_id
    LEFT JOIN fact a ON a.fact = 'arterial_line' AND a.visit_id = u.visit_id
    WHERE (p.fact IS NULL OR f.fact IS NOT NULL)
        AND NOT (p.panel IN ('chemistry', 'count') AND u.visit_id IN (SELECT visit_id FROM fact WHERE fact = 'ankle_sprain'))
), counted AS (
    SELECT *, unnest(range((t1 - t0) // every + 2)) AS n FROM clock WHERE every IS NOT NULL AND t1 > t0
), ticks AS (
    SELECT *,
           -- first on arrival in the unit, then on a grid that passes by 6 o'clock
           CASE WHEN n = 0 THEN t0 + 3 + below(draw_bits(panel, unit_id, -1), jitter + 6)
                ELSE ((t0 + every * 2 // 5 - 360) // every + n) * every + 360
                     + below(draw_bits(panel, unit_id, n), 2 * jitter + 1) - jitter END AS t
    FROM counted
)
SELECT person_id, visit_id, unit_id, kind, panel, n, t::INTEGER AS t FROM ticks WHERE t > t0 AND t < t1;

-- And the state of the illness at that moment.
CREATE OR REPLACE TEMP VIEW moment AS
WITH onset AS (
    SELECT t.*, s.* EXCLUDE (visit_id),
           (t.t - s.start_minute) / 60.0 - s.h_onset AS h,
           CASE WHEN t.t > s.second_infection THEN exp((s.second_infection - t.t) / 4000.0) ELSE 0 END AS relapse
    FROM tick t
    LEFT JOIN (SELECT visit_id, start_minute, peak, recovery, died, hours, second_infection,
                      CASE WHEN route = 'elective' THEN greatest(4, h_before) ELSE 0 END AS h_onset,
                      inf, shock, resp, co2, renal, hep, bleed, neuro, heart, glyc
               FROM support) s USING (visit_id)
), phases AS (
    SELECT *, CASE WHEN h < 0 OR h IS NULL THEN 0 ELSE course(h, peak, recovery, died, hours) END AS slow,
           CASE WHEN h < 0 OR h IS NULL THEN 0 ELSE course(h, peak * 0.6, recovery * 0.55, died, hours) END AS fast,
           CASE WHEN h < 0 OR h IS NULL THEN 0
                -- what lags behind the illness, as C reactive protein does
                WHEN died THEN least(1, 0.62 + 0.38 * h / 30) * course(h, peak, recovery, died, hours)
                ELSE least(1, 0.62 + 0.38 * h / 30) * exp(-greatest(0, h - peak - 22) / greatest(recovery, 62)) END AS late
    FROM onset
)
SELECT person_id, visit_id, unit_id, kind, panel, n, t, draw_bits(panel, unit_id, n) AS bits,
       coalesce(h, 0) AS h,
       coalesce(inf * slow + 1.3 * relapse, 0) AS inf, coalesce(inf * late + 1.2 * relapse, 0) AS lag,
       coalesce(shock * fast + 0.3 * relapse, 0) AS shock, coalesce(resp * slow + 0.6 * relapse, 0) AS resp,
       coalesce(co2 * fast, 0) AS co2, coalesce(renal * late, 0) AS renal, coalesce(hep * late, 0) AS hep,
       coalesce(bleed * slow, 0) AS bleed, coalesce(neuro * slow, 0) AS neuro, coalesce(heart * fast, 0) AS heart,
       
       -- insulin works within hours
       coalesce(CASE WHEN h < 0 THEN 0 WHEN died THEN glyc * fast ELSE glyc * exp(-greatest(0, h - 2) / 15) END, 0) AS glyc
FROM phases;
