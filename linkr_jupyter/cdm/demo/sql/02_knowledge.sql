-- The clinical knowledge of the generator: small tables that a clinician can read and correct.
CREATE TEMP MACRO knowledge(file) AS TABLE
    SELECT * FROM read_csv(getvariable('folder') || '/clinical/' || file || '.csv', header = true);

CREATE TEMP TABLE k_reason AS FROM knowledge('reason');
CREATE TEMP TABLE k_chronic AS FROM knowledge('chronic');
CREATE TEMP TABLE k_panel AS FROM knowledge('panel');
-- At the second centre each product has a local code, and one in four is not mapped yet.
CREATE TEMP TABLE k_drug AS
SELECT *, CASE getvariable('centre') WHEN 1 THEN label_en ELSE label_fr END AS label,
       CASE getvariable('centre') WHEN 1 THEN 0 ELSE 2000030000 + place END AS source_concept_id,
       getvariable('centre') = 1 OR place % 4 <> 1 AS mapped
FROM (SELECT *, row_number() OVER () AS place FROM knowledge('drug'));
CREATE TEMP TABLE k_regimen AS FROM knowledge('regimen');
CREATE TEMP TABLE k_complication AS FROM knowledge('complication');
CREATE TEMP TABLE k_action AS FROM knowledge('action');
CREATE TEMP TABLE k_site AS FROM knowledge('care_site');
CREATE TEMP TABLE k_culture AS FROM knowledge('culture');
CREATE TEMP TABLE k_fragment AS SELECT * REPLACE (coalesce(fact, '') AS fact) FROM knowledge('fragment');
CREATE TEMP TABLE k_note AS FROM knowledge('note_kind');
CREATE TEMP TABLE k_antibiogram AS FROM knowledge('antibiogram');

-- Organisms of each site of infection, as 256 slots.
CREATE TEMP TABLE k_organism AS
WITH edges AS (
    SELECT *, sum(weight) OVER (PARTITION BY site ORDER BY concept_id) / sum(weight) OVER (PARTITION BY site) AS upper
    FROM knowledge('organism')
)
SELECT site, slot, arg_min(organism, upper) AS organism, arg_min(concept_id, upper) AS concept_id
FROM edges, range(256) AS s(slot) WHERE upper > slot / 256.0 GROUP BY site, slot;

CREATE TEMP TABLE k_measure AS
SELECT m.*, row_number() OVER () AS place, coalesce(m.share, m.measure) AS stream,
       coalesce(l.label, m.measure) AS source_value,
       coalesce(l.factor, 1.0) AS local_factor, coalesce(l.decimals, m.decimals) AS local_decimals,
       coalesce(l.unit, m.unit) AS local_unit,
       coalesce(l.unit_concept_id, m.unit_concept_id) AS local_unit_concept_id,
       coalesce(l.source_concept_id, 0) AS source_concept_id,
       coalesce(l.mapped, true) AS mapped,
       -- where the number comes from: the laboratory, or the bedside
       CASE WHEN panel IN ('chemistry', 'count', 'liver', 'coagulation', 'inflammation', 'procalcitonin', 'lactate', 'lactate_er', 'cardiac', 'cardiac_er',
                           'natriuretic', 'pancreas', 'hba1c', 'embolism', 'muscle')
              OR m.measure IN ('ph', 'paco2', 'pao2', 'arterial_bicarbonate', 'base_excess') THEN 32856 ELSE 32817 END AS type_concept_id,
       panel IN ('chemistry', 'count', 'coagulation') AS loses_results
FROM knowledge('measure') m
LEFT JOIN knowledge('local_measure') l ON l.measure = m.measure AND l.centre = getvariable('centre');

-- Weights become 1,024 slots, so that choosing a reason is an equi-join.
CREATE TEMP TABLE k_slot AS
WITH weighted AS (
    SELECT 'young' AS band, reason, young AS weight FROM k_reason
    UNION ALL SELECT 'middle', reason, middle FROM k_reason
    UNION ALL SELECT 'old', reason, old FROM k_reason
), edges AS (
    SELECT band, reason, weight,
           sum(weight) OVER (PARTITION BY band ORDER BY reason) / sum(weight) OVER (PARTITION BY band) AS upper
    FROM weighted WHERE weight > 0
)
SELECT band, slot, arg_min(reason, upper) AS reason
FROM edges, range(1024) AS s(slot)
WHERE upper > slot / 1024.0
GROUP BY band, slot;
