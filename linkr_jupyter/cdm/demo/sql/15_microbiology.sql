-- Specimens, what grew, and the antibiogram: one organism an infection, so that cultures agree.
CREATE OR REPLACE TEMP TABLE culture AS
WITH taken AS (
    SELECT f.person_id, f.visit_id, f.fact, c.* EXCLUDE (fact), n,
           CASE WHEN f.fact = 'pneumonia_ventilated' THEN 'lung' ELSE replace(f.fact, 'infection_', '') END AS site,
           f.t0 + (60 * (c.delay * (0.6 + 0.8 * uniform(c.specimen, f.visit_id, f.t0)) + n * c.every))::INTEGER AS t, f.t1,
           uniform('grows in ' || c.specimen, f.visit_id, CASE WHEN f.fact = 'screening' THEN n ELSE -1 END) AS u
    FROM fact f JOIN k_culture c USING (fact), LATERAL unnest(range(c.times)) AS r(n)
    WHERE uniform('taken ' || c.specimen, f.visit_id, f.t0) < c.share
), grown AS (
    -- the second bottle of a positive pair is positive four times in five
    SELECT t.*, t.u < t.positive AND (n = 0 OR uniform('second bottle', visit_id, n) < 0.8) AS grows, o.organism, o.concept_id AS organism_concept_id
    FROM taken t
    JOIN k_organism o ON o.site = t.site AND o.slot = draw_bits('organism ' || t.site, t.visit_id, 0) % 256
    WHERE t.t < t.t1
)
SELECT *, getvariable('specimen_base') + row_number() OVER () AS specimen_id
FROM (SELECT * FROM grown ORDER BY person_id, t, specimen, n);

CREATE OR REPLACE TEMP TABLE susceptibility AS
SELECT c.person_id, c.visit_id, c.specimen_id, c.t, c.site, c.organism, a.concept_id, a.drug_en, a.drug_fr,
       row_number() OVER (PARTITION BY c.specimen_id ORDER BY a.concept_id) AS place,
       CASE WHEN uniform(a.drug_en || c.organism, c.visit_id, 0) < a.resistant THEN 'R'
            WHEN uniform(a.drug_en || c.organism, c.visit_id, 0) < a.resistant + a.intermediate THEN 'I' ELSE 'S' END AS result
FROM culture c JOIN k_antibiogram a ON a.organism = c.organism AND c.grows;

-- What the laboratory teaches the wards.
INSERT INTO fact
SELECT DISTINCT c.person_id, c.visit_id, label, c.t, s.end_minute, 1
FROM (
    SELECT person_id, visit_id, 'bacteraemia' AS label, min(t) AS t FROM culture WHERE grows AND specimen = 'blood' AND site <> 'screening' GROUP BY ALL
    UNION ALL SELECT person_id, visit_id, 'pneumonia_' || organism_concept_id, min(t) FROM culture WHERE grows AND site IN ('lung', 'ventilator') GROUP BY ALL
    UNION ALL SELECT person_id, visit_id, 'candidaemia', min(t) FROM culture WHERE grows AND organism LIKE 'Candida%' AND specimen = 'blood' GROUP BY ALL
    UNION ALL SELECT person_id, visit_id, CASE WHEN organism LIKE 'Staph%' THEN 'resistant_staphylococcus' ELSE 'resistant_gram_negative' END, min(t)
        FROM susceptibility WHERE result = 'R' AND site <> 'screening' AND drug_en IN ('OXACILLIN', 'CEFTRIAXONE', 'CEFTAZIDIME') GROUP BY ALL
) c JOIN support s USING (visit_id);

INSERT INTO specimen BY NAME
SELECT specimen_id, person_id, specimen_concept_id, 32856 AS specimen_type_concept_id, on_day(t) AS specimen_date, at_minute(t) AS specimen_datetime,
       1 AS quantity, printf('D%d-%010d', getvariable('centre'), specimen_id % 10000000000) AS specimen_source_id,
       specimen AS specimen_source_value
FROM culture ORDER BY specimen_id;

-- Measurement rows of microbiology: 64 numbers are kept for each specimen, the first for the culture itself.
CREATE OR REPLACE TEMP TABLE microbiology AS
WITH rows AS (
    SELECT person_id, visit_id, t, specimen_id, 0 AS place, culture_concept_id AS concept_id,
           CASE WHEN grows THEN organism_concept_id ELSE 2000000509 END AS value_as_concept_id,
           CASE WHEN grows THEN organism ELSE CASE getvariable('centre') WHEN 1 THEN 'NO GROWTH' ELSE 'Culture stérile' END END AS value_source_value,
           CASE getvariable('centre') WHEN 1 THEN label_en ELSE label_fr END AS source_value, NULL::BIGINT AS event_id
    FROM culture
    UNION ALL
    SELECT person_id, visit_id, t, specimen_id, place, concept_id, CASE result WHEN 'R' THEN 4148441 WHEN 'S' THEN 4307105 ELSE 2000000512 END, result,
           CASE getvariable('centre') WHEN 1 THEN drug_en ELSE drug_fr END, micro_id(specimen_id)
    FROM susceptibility
)
SELECT r.* EXCLUDE (specimen_id, place), micro_id(specimen_id) + place AS measurement_id, u.unit_id
FROM rows r
ASOF LEFT JOIN unit u ON u.visit_id = r.visit_id AND u.t0 <= r.t;

INSERT INTO fact_relationship BY NAME
SELECT 36 AS domain_concept_id_1, specimen_id AS fact_id_1, 21 AS domain_concept_id_2, micro_id(specimen_id) AS fact_id_2, 32669 AS relationship_concept_id FROM culture
UNION ALL
SELECT 21, micro_id(specimen_id), 36, specimen_id, 32668 FROM culture
ORDER BY 2, 1;
