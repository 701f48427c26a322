-- Procedures and devices, from the same facts.
CREATE OR REPLACE TEMP TABLE act AS
SELECT f.person_id, f.visit_id, f.fact, a.*  EXCLUDE (fact), f.t1, f.t0, i,
       (f.t0 + (a.delay * 60 * (0.8 + 0.4 * uniform('delay', f.visit_id, a.concept_id)) + i * a.every * 60)::INTEGER) AS t, s.end_minute
FROM fact f
JOIN k_action a ON a.fact = f.fact AND f.level >= a.minimum
JOIN support s ON s.visit_id = f.visit_id,
LATERAL unnest(range((CASE WHEN a.every = 0 THEN 1 ELSE 1 + (f.t1 - f.t0) // (a.every * 60) END)::BIGINT)) AS r(i)
WHERE uniform(a.label_en, f.visit_id, f.t0 + 31 * i) < a.share;
DELETE FROM act WHERE t > end_minute OR every > 0 AND t > t1;

INSERT INTO procedure_occurrence BY NAME
WITH once AS (
    SELECT *, CASE WHEN concept_id = 4097246 THEN least(t1, t + 1440) WHEN concept_id = 2000000302 THEN least(end_minute, t + 1380)
                   WHEN concept_id IN (4120120, 4332501) THEN least(end_minute, t + 240) ELSE least(end_minute, t + 20) END AS stop
    FROM act WHERE kind = 'procedure'
    QUALIFY row_number() OVER (PARTITION BY visit_id, concept_id, t // 240 ORDER BY t, fact) = 1
), ordered AS (
    SELECT o.*, u.unit_id FROM once o
    ASOF LEFT JOIN unit u ON u.visit_id = o.visit_id AND u.t0 <= o.t
    ORDER BY o.person_id, t, concept_id, fact
)
SELECT getvariable('procedure_base') + row_number() OVER () AS procedure_occurrence_id, person_id, concept_id AS procedure_concept_id,
       on_day(t) AS procedure_date, at_minute(t) AS procedure_datetime, on_day(stop) AS procedure_end_date, at_minute(stop) AS procedure_end_datetime,
       32817 AS procedure_type_concept_id, 0 AS modifier_concept_id, 1 AS quantity, o.visit_id AS visit_occurrence_id, unit_id AS visit_detail_id,
       CASE getvariable('centre') WHEN 1 THEN label_en ELSE label_fr END AS procedure_source_value, 0 AS procedure_source_concept_id
FROM ordered o;

INSERT INTO device_exposure BY NAME
WITH ordered AS (
    SELECT o.*, u.unit_id FROM act o
    ASOF LEFT JOIN unit u ON u.visit_id = o.visit_id AND u.t0 <= o.t
    WHERE o.kind = 'device' ORDER BY o.person_id, t, concept_id, fact
)
SELECT getvariable('device_base') + row_number() OVER () AS device_exposure_id, person_id, concept_id AS device_concept_id,
       on_day(t) AS device_exposure_start_date, at_minute(t) AS device_exposure_start_datetime,
       on_day(greatest(t1, t)) AS device_exposure_end_date, at_minute(greatest(t1, t)) AS device_exposure_end_datetime,
       32817 AS device_type_concept_id, 1 AS quantity, o.visit_id AS visit_occurrence_id, unit_id AS visit_detail_id,
       CASE getvariable('centre') WHEN 1 THEN label_en ELSE label_fr END AS device_source_value, 0 AS device_source_concept_id
FROM ordered o;
