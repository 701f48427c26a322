-- The vocabulary tables, from our own lists; descendants follow from the relations.
CREATE TEMP MACRO words(file) AS TABLE
    SELECT * FROM read_csv(getvariable('folder') || '/vocabulary/' || file || '.csv', header = true, all_varchar = true);

CREATE TEMP TABLE word AS
SELECT concept_id::BIGINT AS concept_id, concept_name, domain_id, vocabulary_id, concept_class_id,
       standard_concept, concept_code, french, synonyms
FROM read_csv(getvariable('folder') || '/vocabulary/concept_*.csv', header = true, all_varchar = true, union_by_name = true);

-- Source codes: ICD-10 codes of the conditions, local labels of the second centre.
CREATE TEMP TABLE source_code AS
WITH codes AS (
    SELECT concept_id AS standard_id, icd10 AS code FROM k_reason
    UNION SELECT concept_id, icd10 FROM k_chronic
    UNION SELECT concept_id, icd10 FROM k_complication
)
SELECT 2000010000 + row_number() OVER (ORDER BY code, standard_id) AS concept_id, standard_id, code FROM codes;

INSERT INTO concept BY NAME
SELECT concept_id, concept_name, domain_id, vocabulary_id, concept_class_id, standard_concept, concept_code,
       DATE '1970-01-01' AS valid_start_date, DATE '2099-12-31' AS valid_end_date
FROM word
UNION ALL
SELECT s.concept_id, w.concept_name || ' (ICD-10 ' || s.code || ')', w.domain_id, 'LinkR demo', 'ICD10 code', NULL, s.code, DATE '1970-01-01', DATE '2099-12-31'
FROM source_code s JOIN word w ON w.concept_id = s.standard_id
UNION ALL
SELECT source_concept_id, min(source_value), 'Measurement', 'LinkR demo', 'Local code', NULL, 'LOC-' || source_concept_id, DATE '1970-01-01', DATE '2099-12-31'
FROM k_measure WHERE source_concept_id > 0 GROUP BY source_concept_id
UNION ALL
SELECT source_concept_id, label, 'Drug', 'LinkR demo', 'Local code', NULL, 'LOC-' || source_concept_id, DATE '1970-01-01', DATE '2099-12-31'
FROM k_drug WHERE source_concept_id > 0
UNION ALL
SELECT 0, 'No matching concept', 'Metadata', 'None', 'Undefined', NULL, 'No matching concept', DATE '1970-01-01', DATE '2099-12-31'
ORDER BY 1;

INSERT INTO concept_synonym BY NAME
SELECT DISTINCT concept_id, concept_synonym_name, language_concept_id FROM (
    SELECT concept_id, french AS concept_synonym_name, 4180190 AS language_concept_id FROM word
    UNION ALL
    SELECT concept_id, unnest(string_split(synonyms, ';')), 4180186 FROM word WHERE synonyms IS NOT NULL
) WHERE concept_synonym_name <> '' AND concept_synonym_name IS NOT NULL
ORDER BY ALL;

CREATE TEMP TABLE relation AS
SELECT concept_id_1::BIGINT AS concept_id_1, concept_id_2::BIGINT AS concept_id_2, relationship_id FROM words('relation');

INSERT INTO concept_relationship BY NAME
WITH local AS (
    SELECT source_concept_id, concept_id FROM k_measure WHERE mapped AND source_concept_id > 0 AND concept_id > 0
    UNION ALL SELECT source_concept_id, concept_id FROM k_drug WHERE mapped AND source_concept_id > 0
)
SELECT DISTINCT concept_id_1, concept_id_2, relationship_id, DATE '1970-01-01' AS valid_start_date, DATE '2099-12-31' AS valid_end_date FROM (
    SELECT * FROM relation
    UNION ALL
    SELECT concept_id_2, concept_id_1, CASE relationship_id WHEN 'Is a' THEN 'Subsumes' WHEN 'RxNorm has ing' THEN 'RxNorm ing of' ELSE 'ATC - RxNorm' END FROM relation
    UNION ALL SELECT concept_id, concept_id, unnest(['Maps to', 'Mapped from']) FROM word WHERE standard_concept = 'S'
    UNION ALL SELECT concept_id, standard_id, 'Maps to' FROM source_code
    UNION ALL SELECT standard_id, concept_id, 'Mapped from' FROM source_code
    UNION ALL SELECT source_concept_id, concept_id, 'Maps to' FROM local
    UNION ALL SELECT concept_id, source_concept_id, 'Mapped from' FROM local
) ORDER BY ALL;

INSERT INTO concept_ancestor BY NAME
WITH RECURSIVE path AS (
    SELECT concept_id AS ancestor_concept_id, concept_id AS descendant_concept_id, 0 AS depth
    FROM word WHERE standard_concept IN ('S', 'C')
    UNION ALL
    SELECT r.concept_id_2, p.descendant_concept_id, p.depth + 1
    FROM path p JOIN relation r ON r.concept_id_1 = p.ancestor_concept_id
    WHERE p.depth < 8
)
SELECT ancestor_concept_id, descendant_concept_id,
       min(depth)::INTEGER AS min_levels_of_separation, max(depth)::INTEGER AS max_levels_of_separation
FROM path GROUP BY ALL ORDER BY ALL;

INSERT INTO drug_strength BY NAME
SELECT *, DATE '1970-01-01' AS valid_start_date, DATE '2099-12-31' AS valid_end_date
FROM read_csv(getvariable('folder') || '/vocabulary/drug_strength.csv', header = true)
ORDER BY drug_concept_id, ingredient_concept_id;

INSERT INTO vocabulary BY NAME
SELECT vocabulary_id, CASE vocabulary_id WHEN 'LinkR demo' THEN 'Concepts made by LinkR for its demo hospital' ELSE vocabulary_id END AS vocabulary_name,
       'https://linkr.interhop.org' AS vocabulary_reference, 'LinkR demo subset' AS vocabulary_version, 0 AS vocabulary_concept_id
FROM (SELECT DISTINCT vocabulary_id FROM concept) ORDER BY 1;

INSERT INTO domain BY NAME
SELECT domain_id, domain_id AS domain_name, CASE domain_id WHEN 'Specimen' THEN 36 WHEN 'Measurement' THEN 21 ELSE 0 END AS domain_concept_id
FROM (SELECT DISTINCT domain_id FROM concept) ORDER BY 1;

INSERT INTO concept_class BY NAME
SELECT concept_class_id, concept_class_id AS concept_class_name, 0 AS concept_class_concept_id
FROM (SELECT DISTINCT concept_class_id FROM concept) ORDER BY 1;

INSERT INTO relationship BY NAME
SELECT relationship_id, relationship_id AS relationship_name, hierarchical::VARCHAR AS is_hierarchical, ancestry::VARCHAR AS defines_ancestry,
       reverse AS reverse_relationship_id, 0 AS relationship_concept_id
FROM (VALUES ('Is a', 1, 0, 'Subsumes'), ('Subsumes', 1, 1, 'Is a'), ('Maps to', 0, 0, 'Mapped from'), ('Mapped from', 0, 0, 'Maps to'),
             ('RxNorm has ing', 0, 0, 'RxNorm ing of'), ('RxNorm ing of', 1, 1, 'RxNorm has ing'),
             ('RxNorm - ATC', 0, 0, 'ATC - RxNorm'), ('ATC - RxNorm', 1, 1, 'RxNorm - ATC')) AS r(relationship_id, hierarchical, ancestry, reverse)
ORDER BY 1;

-- Names of antibiotics, for the notes.
CREATE TEMP TABLE antibiotic AS
SELECT d.drug, string_agg(w.concept_name, '-' ORDER BY s.numerator_value DESC, s.amount_value DESC) AS name_en,
       string_agg(w.french, '-' ORDER BY s.numerator_value DESC, s.amount_value DESC) AS name_fr
FROM k_drug d
JOIN concept_ancestor a ON a.descendant_concept_id = d.concept_id AND a.ancestor_concept_id = 21602796
JOIN drug_strength s ON s.drug_concept_id = d.concept_id
JOIN word w ON w.concept_id = s.ingredient_concept_id
GROUP BY d.drug;
