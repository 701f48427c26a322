-- Observations: smoking, way of living, and decisions to limit treatment.
INSERT INTO observation BY NAME
WITH said AS (
    SELECT person_id, visit_id, start_minute + 200 AS t, 43054909 AS concept_id, 'smoking' AS question,
           CASE WHEN person_id IN (SELECT person_id FROM illness WHERE chronic = 'tobacco') THEN 2000000623
                WHEN uniform('smoked', person_id, 0) < 0.3 THEN 2000000622 ELSE 2000000621 END AS answer
    FROM support WHERE route <> 'er_only'
    UNION ALL
    SELECT person_id, visit_id, start_minute + 210, 2000000627, 'living',
           CASE WHEN uniform('living', person_id, 0) < 0.32 THEN 2000000628
                WHEN age > 82 AND uniform('living', person_id, 0) > 0.7 THEN 2000000630 ELSE 2000000629 END
    FROM support WHERE route <> 'er_only' AND age > 60
    UNION ALL
    SELECT person_id, visit_id, icu_start + 300, 2000000624, 'limitation', 2000000626 FROM support WHERE icu_start IS NOT NULL
    UNION ALL
    SELECT person_id, visit_id, start_minute + ((end_minute - start_minute) * 0.8)::INTEGER, 2000000624, 'limitation', 2000000625
    FROM support WHERE died AND hours > 30 AND uniform('limitation', person_id, k) < 0.7
    UNION ALL
    SELECT person_id, visit_id, start_minute + 400, 2000000624, 'limitation', 2000000625
    FROM support WHERE NOT died AND age > 84 AND uniform('limitation', person_id, k) < 0.25
), ordered AS (
    SELECT o.*, u.unit_id, CASE getvariable('centre') WHEN 1 THEN w.concept_name ELSE w.french END AS words
    FROM (SELECT d.* FROM said d JOIN support s USING (person_id, visit_id) WHERE d.t < s.end_minute) o
    JOIN word w ON w.concept_id = o.answer
    ASOF LEFT JOIN unit u ON u.visit_id = o.visit_id AND u.t0 <= o.t
    ORDER BY o.person_id, t, o.concept_id, answer
)
SELECT getvariable('observation_base') + row_number() OVER () AS observation_id, o.person_id, o.concept_id AS observation_concept_id,
       on_day(t) AS observation_date, at_minute(t) AS observation_datetime, 32817 AS observation_type_concept_id,
       words AS value_as_string, answer AS value_as_concept_id,
       o.visit_id AS visit_occurrence_id, unit_id AS visit_detail_id, question AS observation_source_value, 0 AS observation_source_concept_id,
       words AS value_source_value
FROM ordered o;
