-- Organ support in intensive care, from the same illness that drives the vital signs.
CREATE OR REPLACE TEMP TABLE support AS
WITH first_icu AS (
    SELECT visit_id, min(t0) AS t0, min_by(t1, t0) AS t1 FROM unit WHERE kind = 'icu' GROUP BY visit_id
), staged AS (
    SELECT v.visit_id, s.*, i.t0 AS icu_start, i.t1 AS icu_end, (i.t1 - i.t0) / 60.0 AS icu_hours,
           uniform('ventilation', s.person_id, s.k) AS u_vent, uniform('weaning', s.person_id, s.k) AS u_wean,
           uniform('line', s.person_id, s.k) AS u_line, uniform('second infection', s.person_id, s.k) AS u_infection
    FROM stay s
    JOIN visit v ON v.person_id = s.person_id AND v.k = s.k AND v.kind = 'stay'
    LEFT JOIN first_icu i ON i.visit_id = v.visit_id
), ventilated AS (
    SELECT *, icu_start IS NOT NULL AND (reason = 'bypass' OR (icu_hours > 14 OR died_in_icu) AND (
               reason = 'cardiac_arrest' OR neuro > 1.6 AND u_vent < 0.9 OR resp > 2.1 AND u_vent < 0.85
               OR resp > 1.4 AND u_vent < 0.5 OR shock > 1.7 AND u_vent < 0.75 OR died_in_icu AND u_vent < 0.75)) AS vent
    FROM staged
), timed AS (
    SELECT *, CASE WHEN vent THEN icu_start + 5 + floor(100 * pow(u_vent, 2))::INTEGER END AS vent_start
    FROM ventilated
), weaned AS (
    SELECT *, CASE WHEN NOT vent THEN NULL
                   WHEN died_in_icu THEN icu_end
                   WHEN reason = 'bypass' THEN least(icu_end - 20, vent_start + 240 + floor(700 * u_wean)::INTEGER)
                   ELSE greatest(vent_start + 60, least(icu_end - 20, vent_start + (60 * icu_hours * (0.30 + 0.45 * u_wean))::INTEGER)) END AS vent_end,
           CASE WHEN icu_start IS NULL OR shock < 0.95 THEN NULL
                WHEN died_in_icu THEN icu_end
                ELSE least(icu_end, icu_start + 120 + (60 * 0.62 * recovery * ln(shock / 0.4))::INTEGER) END AS shock_end
    FROM timed
)
SELECT *, CASE WHEN vent AND vent_end - vent_start > 4900 AND u_infection < 0.5
               THEN vent_start + 3900 + floor(900 * u_infection / 0.5)::INTEGER END AS second_infection,
       NOT vent AND icu_start IS NOT NULL AND (co2 > 1.2 OR resp > 1.1) AND u_vent < 0.75 AS noninvasive,
       icu_start IS NOT NULL AND renal > 2 AND u_line < 0.8 AS dialysis
FROM weaned;
