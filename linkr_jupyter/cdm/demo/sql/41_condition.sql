-- Conditions: the reason for the stay, its complications, and the chronic illnesses coded with it.
INSERT INTO condition_occurrence BY NAME
WITH coded AS (
    SELECT s.person_id, s.visit_id, s.start_minute AS t, s.end_minute AS t1, r.concept_id, r.icd10, 32902 AS status, 0 AS rank
    FROM support s JOIN k_reason r USING (reason)
    UNION ALL
    SELECT f.person_id, f.visit_id, f.t0 + (c.delay * 60)::INTEGER, s.end_minute, c.concept_id, c.icd10, 32908, 1
    FROM fact f JOIN k_complication c ON c.fact = f.fact AND f.level >= c.minimum
    JOIN support s ON s.visit_id = f.visit_id
    WHERE uniform(c.icd10, f.visit_id, c.concept_id) < c.share AND f.t0 + c.delay * 60 < f.t1
    UNION ALL
    SELECT f.person_id, f.visit_id, f.t0, f.t1, c.concept_id, c.icd10, 32908, 2
    FROM fact f JOIN k_chronic c ON f.fact = 'chronic_' || c.chronic
    WHERE uniform(c.chronic, f.visit_id, 5) < 0.85
    UNION ALL
    SELECT v.person_id, v.visit_id, v.start_minute, v.end_minute, r.concept_id, r.icd10, 32890, 3
    FROM visit v JOIN consultation USING (person_id, k, start_minute) JOIN k_reason r USING (reason) WHERE v.kind = 'consultation'
), once AS (
    SELECT * FROM coded QUALIFY row_number() OVER (PARTITION BY visit_id, concept_id ORDER BY rank, t) = 1
), ordered AS (
    SELECT o.*, u.unit_id, c.concept_id AS source_id FROM once o
    LEFT JOIN source_code c ON c.standard_id = o.concept_id AND c.code = o.icd10
    ASOF LEFT JOIN unit u ON u.visit_id = o.visit_id AND u.t0 <= o.t
    ORDER BY o.person_id, o.t, rank, o.concept_id
)
SELECT getvariable('condition_base') + row_number() OVER () AS condition_occurrence_id, o.person_id,
       CASE WHEN draw_bits('unmapped', o.visit_id, o.concept_id) % 90 = 0 THEN 0 ELSE o.concept_id END AS condition_concept_id,
       on_day(t) AS condition_start_date, at_minute(t) AS condition_start_datetime,
       CASE WHEN rank < 2 THEN on_day(o.t1) END AS condition_end_date, CASE WHEN rank < 2 THEN at_minute(o.t1) END AS condition_end_datetime,
       32817 AS condition_type_concept_id, status AS condition_status_concept_id, o.visit_id AS visit_occurrence_id,
       unit_id AS visit_detail_id, o.icd10 AS condition_source_value, coalesce(source_id, 0) AS condition_source_concept_id,
       CASE status WHEN 32902 THEN 'PRINCIPAL' WHEN 32908 THEN 'ASSOCIATED' ELSE 'OUTPATIENT' END AS condition_status_source_value
FROM ordered o;
