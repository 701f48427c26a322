-- Eras by the OHDSI rule: exposures and occurrences no more than 30 days apart are one era.
INSERT INTO drug_era BY NAME
WITH events AS (
    SELECT DISTINCT e.person_id, s.ingredient_concept_id AS concept_id, e.drug_exposure_start_date AS a, e.drug_exposure_end_date AS b
    FROM drug_exposure e JOIN drug_strength s ON s.drug_concept_id = e.drug_concept_id
    WHERE e.person_id BETWEEN getvariable('low_id') AND getvariable('high_id')
), starts AS (
    SELECT *, coalesce(a > max(b) OVER (PARTITION BY person_id, concept_id ORDER BY a, b ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 30, true) AS opens
    FROM events
), groups AS (
    SELECT *, sum(opens::INTEGER) OVER (PARTITION BY person_id, concept_id ORDER BY a, b ROWS UNBOUNDED PRECEDING) AS era FROM starts
), eras AS (
    SELECT person_id, concept_id, min(a) AS a, max(b) AS b, count(*) AS n, sum(b - a + 1) AS covered FROM groups GROUP BY person_id, concept_id, era
)
SELECT getvariable('drug_era_base') + row_number() OVER () AS drug_era_id, person_id, concept_id AS drug_concept_id,
       a AS drug_era_start_date, b AS drug_era_end_date, n AS drug_exposure_count, greatest(0, (b - a + 1) - covered)::INTEGER AS gap_days
FROM (SELECT * FROM eras ORDER BY person_id, a, concept_id);

INSERT INTO condition_era BY NAME
WITH events AS (
    SELECT person_id, condition_concept_id AS concept_id, condition_start_date AS a, coalesce(condition_end_date, condition_start_date) AS b
    FROM condition_occurrence
    WHERE condition_concept_id <> 0 AND person_id BETWEEN getvariable('low_id') AND getvariable('high_id')
), starts AS (
    SELECT *, coalesce(a > max(b) OVER (PARTITION BY person_id, concept_id ORDER BY a, b ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + 30, true) AS opens
    FROM events
), groups AS (
    SELECT *, sum(opens::INTEGER) OVER (PARTITION BY person_id, concept_id ORDER BY a, b ROWS UNBOUNDED PRECEDING) AS era FROM starts
), eras AS (
    SELECT person_id, concept_id, min(a) AS a, max(b) AS b, count(*) AS n FROM groups GROUP BY person_id, concept_id, era
)
SELECT getvariable('condition_era_base') + row_number() OVER () AS condition_era_id, person_id, concept_id AS condition_concept_id,
       a AS condition_era_start_date, b AS condition_era_end_date, n AS condition_occurrence_count
FROM (SELECT * FROM eras ORDER BY person_id, a, concept_id);
