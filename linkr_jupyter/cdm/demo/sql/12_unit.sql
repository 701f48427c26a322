-- Unit stays, end to end: emergency department, wards and intensive care.
CREATE OR REPLACE TEMP TABLE unit AS
WITH parts AS (
    SELECT s.person_id, s.k, v.visit_id, s.start_minute, s.end_minute, part.*
    FROM stay s
    JOIN visit v ON v.person_id = s.person_id AND v.k = s.k AND v.kind = 'stay',
    LATERAL (VALUES
        (1, 'emergency', 'emergency', CASE WHEN s.route = 'er_only' THEN s.hours ELSE s.h_emergency END),
        (2, 'ward', s.ward, CASE WHEN s.route = 'er_only' THEN 0 WHEN s.in_icu THEN s.h_before ELSE s.h_ward END),
        (3, 'icu', s.unit, CASE WHEN s.in_icu THEN s.h_icu ELSE 0 END),
        (4, 'ward', s.ward, CASE WHEN NOT s.in_icu OR s.died_in_icu THEN 0 WHEN s.second_icu THEN s.h_between ELSE s.h_after END),
        (5, 'icu', s.unit, CASE WHEN s.second_icu THEN s.h_again ELSE 0 END),
        (6, 'ward', s.ward, CASE WHEN s.second_icu THEN s.h_after ELSE 0 END)
    ) AS part(step, kind, site, hours)
    WHERE part.hours > 0
), placed AS (
    SELECT *, start_minute + (60 * sum(hours) OVER w)::INTEGER AS t1, row_number() OVER w AS position,
           count(*) OVER (PARTITION BY visit_id) AS positions
    FROM parts WINDOW w AS (PARTITION BY visit_id ORDER BY step ROWS UNBOUNDED PRECEDING)
)
SELECT person_id, k, visit_id, visit_id * 20 + position AS unit_id, kind, site, step, position, positions,
       start_minute AS visit_start, coalesce(lag(t1) OVER w, start_minute) AS t0,
       CASE WHEN position = positions THEN end_minute ELSE t1 END AS t1
FROM placed WINDOW w AS (PARTITION BY visit_id ORDER BY step)
UNION ALL
SELECT person_id, k, visit_id, visit_id * 20 + 1, 'outpatient', 'outpatient', 1, 1, 1, start_minute, start_minute, end_minute
FROM visit WHERE kind = 'consultation';
