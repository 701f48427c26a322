-- Local units, rounding, reference ranges and detection limits; then the dirt of real life, kept small:
-- heart rate 0 (probe off), weight typed in grams, missing units, lost results, rows twice, no unit stay,
-- emergency department temperatures in degrees Fahrenheit (centre 1).
CREATE OR REPLACE TEMP TABLE sorted AS
SELECT getvariable('measurement_base') + row_number() OVER () AS number, *
FROM (
    WITH numbered AS (
        SELECT person_id, visit_id, unit_id, kind, t, bits, value, k.place FROM reading JOIN k_measure k USING (measure)
    )
    SELECT * FROM numbered
    UNION ALL BY NAME SELECT * FROM numbered WHERE below(bits, 100003) BETWEEN 5000 AND 5250
    UNION ALL BY NAME
    SELECT person_id, visit_id, unit_id, t, measurement_id::UBIGINT AS bits, measurement_id, concept_id AS culture_id,
           source_value AS culture, value_as_concept_id AS result_id, value_source_value AS result, event_id
    FROM microbiology
    ORDER BY person_id, t, bits
);

-- A join would lose the order of the rows: what is known of each measure is looked up by its place in a list.
SET VARIABLE measures = (
    SELECT list({'concept_id': CASE WHEN mapped THEN concept_id ELSE 0 END, 'heart': measure = 'heart_rate', 'weight': measure = 'weight',
                 'temperature': measure = 'temperature', 'source_value': source_value, 'source_concept_id': source_concept_id,
                 'unit': local_unit, 'unit_concept_id': local_unit_concept_id, 'factor': local_factor, 'decimals': local_decimals::INTEGER,
                 'low': round(low * local_factor, local_decimals::INTEGER), 'high': round(high * local_factor, local_decimals::INTEGER), 'detection': detection,
                 'type_concept_id': type_concept_id, 'loses': loses_results} ORDER BY place)
    FROM k_measure
);

INSERT INTO measurement BY NAME
WITH local AS (
    SELECT *, getvariable('measures')[place] AS k, below(bits, 100003) AS dirt, below(bits >> 20, 10007) AS dirt2 FROM sorted
), marked AS (
    SELECT *, k.temperature AND kind = 'emergency' AND getvariable('centre') = 1 AS fahrenheit FROM local
), valued AS (
    SELECT *, k.loses AND dirt BETWEEN 2000 AND 2400 AS lost, value < k.detection AS below,
           k.unit IS NULL OR dirt2 < 140 AS no_unit,
           CASE WHEN dirt < 60 AND k.heart THEN 0
                WHEN dirt < 900 AND k.weight THEN round(value, 1) * 1000
                WHEN k.loses AND dirt BETWEEN 2000 AND 2400 THEN NULL
                WHEN value < k.detection THEN k.detection * k.factor
                WHEN fahrenheit THEN round(value * 1.8 + 32, 1)
                ELSE round(value * k.factor, k.decimals) END AS shown
    FROM marked
)
SELECT coalesce(measurement_id, number) AS measurement_id, person_id, coalesce(culture_id, k.concept_id) AS measurement_concept_id,
       on_day(t) AS measurement_date, at_minute(t) AS measurement_datetime,
       coalesce(k.type_concept_id, 32856) AS measurement_type_concept_id, CASE WHEN below THEN 4171756 END AS operator_concept_id,
       shown AS value_as_number, result_id AS value_as_concept_id,
       CASE WHEN no_unit THEN NULL WHEN fahrenheit THEN 9289 ELSE k.unit_concept_id END AS unit_concept_id,
       CASE WHEN NOT fahrenheit THEN k.low END AS range_low,
       CASE WHEN NOT fahrenheit THEN k.high END AS range_high,
       visit_id AS visit_occurrence_id, CASE WHEN dirt2 BETWEEN 5000 AND 5150 THEN NULL ELSE unit_id END AS visit_detail_id,
       CASE WHEN fahrenheit THEN 'Temperature Fahrenheit' ELSE coalesce(culture, k.source_value) END AS measurement_source_value,
       coalesce(k.source_concept_id, 0) AS measurement_source_concept_id,
       CASE WHEN no_unit THEN NULL WHEN fahrenheit THEN '°F' ELSE k.unit END AS unit_source_value,
       event_id AS measurement_event_id, CASE WHEN event_id IS NOT NULL THEN 1147138 END AS meas_event_field_concept_id,
       CASE WHEN culture_id IS NOT NULL THEN result
            WHEN lost THEN CASE getvariable('centre') WHEN 1 THEN 'HEMOLYZED' ELSE 'prélèvement coagulé' END
            WHEN below THEN '<' || shown
            WHEN k.decimals = 0 THEN shown::BIGINT::VARCHAR ELSE shown::VARCHAR END AS value_source_value
FROM valued;
