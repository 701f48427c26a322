-- Local units, rounding, reference ranges and detection limits; then the dirt of real life, kept small:
-- heart rate 0 (probe off), weight typed in grams, missing units, lost results, rows twice, no unit stay,
-- emergency department temperatures in degrees Fahrenheit (centre 1).
INSERT INTO measurement BY NAME
WITH local AS (
    SELECT r.*, k.concept_id, k.source_value, k.source_concept_id, k.mapped, k.local_unit, k.local_unit_concept_id,
           k.local_factor AS factor, k.local_decimals AS decimals, k.low, k.high, k.detection, k.panel,
           r.bits % 100003 AS dirt, (r.bits >> 20) % 10007 AS dirt2
    FROM reading r
    JOIN k_measure k USING (measure)
), valued AS (
    SELECT *, measure = 'temperature' AND kind = 'emergency' AND getvariable('centre') = 1 AS fahrenheit,
           CASE WHEN measure = 'heart_rate' AND dirt < 60 THEN 0
                WHEN measure = 'weight' AND dirt < 900 THEN round(value, 1) * 1000
                WHEN panel IN ('chemistry', 'count', 'coagulation') AND dirt BETWEEN 2000 AND 2400 THEN NULL
                WHEN detection IS NOT NULL AND value < detection THEN detection * factor
                WHEN measure = 'temperature' AND kind = 'emergency' AND getvariable('centre') = 1 THEN round(value * 1.8 + 32, 1)
                ELSE round(value * factor, decimals::INTEGER) END AS number,
           detection IS NOT NULL AND value < detection AS below,
           panel IN ('chemistry', 'count', 'coagulation') AND dirt BETWEEN 2000 AND 2400 AS lost,
           local_unit IS NULL OR dirt2 < 140 AS no_unit
    FROM local
), repeated AS (
    SELECT *, 0 AS copy FROM valued
    UNION ALL SELECT *, 1 FROM valued WHERE dirt BETWEEN 5000 AND 5250
), ordered AS (
    SELECT * FROM repeated ORDER BY person_id, t, measure, unit_id, copy
)
SELECT getvariable('measurement_base') + row_number() OVER () AS measurement_id,
       person_id, CASE WHEN mapped THEN concept_id ELSE 0 END AS measurement_concept_id,
       on_day(t) AS measurement_date, at_minute(t) AS measurement_datetime,
       strftime(at_minute(t), '%H:%M:%S') AS measurement_time,
       CASE WHEN panel IN ('chemistry', 'count', 'liver', 'coagulation', 'inflammation', 'procalcitonin', 'lactate', 'cardiac', 'cardiac_er',
                           'natriuretic', 'pancreas', 'hba1c', 'embolism', 'muscle') OR measure IN ('ph', 'paco2', 'pao2', 'arterial_bicarbonate', 'base_excess')
            THEN 32856 ELSE 32817 END AS measurement_type_concept_id,
       CASE WHEN below THEN 4171756 END AS operator_concept_id,
       number AS value_as_number,
       CASE WHEN no_unit THEN NULL WHEN fahrenheit THEN 9289 ELSE local_unit_concept_id END AS unit_concept_id,
       CASE WHEN NOT fahrenheit THEN round(low * factor, 3) END AS range_low,
       CASE WHEN NOT fahrenheit THEN round(high * factor, 3) END AS range_high,
       getvariable('centre') * 1000 + (SELECT number FROM k_site WHERE site = 'medical_icu') * 10 + (unit_id % 4) + 1 AS provider_id,
       visit_id AS visit_occurrence_id,
       CASE WHEN dirt2 BETWEEN 5000 AND 5150 THEN NULL ELSE unit_id END AS visit_detail_id,
       CASE WHEN fahrenheit THEN 'Temperature Fahrenheit' ELSE source_value END AS measurement_source_value,
       source_concept_id AS measurement_source_concept_id,
       CASE WHEN no_unit THEN NULL WHEN fahrenheit THEN '°F' ELSE local_unit END AS unit_source_value,
       CASE WHEN no_unit OR source_concept_id > 0 THEN NULL ELSE local_unit_concept_id END AS unit_source_concept_id,
       CASE WHEN lost THEN CASE getvariable('centre') WHEN 1 THEN 'HEMOLYZED' ELSE 'prélèvement coagulé' END
            WHEN below THEN '<' || format('{:g}', number::DOUBLE)
            ELSE format('{:g}', number::DOUBLE) END AS value_source_value
FROM ordered;
