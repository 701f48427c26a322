INSERT INTO person BY NAME
SELECT person_id, CASE WHEN male THEN 8507 ELSE 8532 END AS gender_concept_id,
       year(birth) AS year_of_birth, month(birth) AS month_of_birth, day(birth) AS day_of_birth, birth::TIMESTAMP AS birth_datetime,
       race AS race_concept_id, CASE WHEN getvariable('centre') = 2 THEN 0 WHEN u < 0.08 THEN 38003563 ELSE 38003564 END AS ethnicity_concept_id,
       getvariable('centre') * 1000 + 1 + (draw_bits('town', person_id, 0) % 20)::INTEGER AS location_id,
       getvariable('centre') * 1000 + 1 AS care_site_id,
       printf('D%d-%07d', getvariable('centre'), person_id % 10000000) AS person_source_value,
       CASE WHEN male THEN 'M' ELSE 'F' END AS gender_source_value, 0 AS gender_source_concept_id,
       CASE race WHEN 8527 THEN 'WHITE' WHEN 8516 THEN 'BLACK' WHEN 8515 THEN 'ASIAN' WHEN 0 THEN 'UNKNOWN' END AS race_source_value,
       0 AS race_source_concept_id,
       CASE WHEN getvariable('centre') = 2 THEN NULL WHEN u < 0.08 THEN 'HISPANIC' ELSE 'NOT HISPANIC' END AS ethnicity_source_value,
       0 AS ethnicity_source_concept_id
FROM (SELECT *, uniform('ethnicity', person_id, 0) AS u,
             CASE WHEN getvariable('centre') = 2 OR uniform('race', person_id, 0) < 0.2 THEN 0
                  WHEN uniform('race', person_id, 0) < 0.8 THEN 8527
                  WHEN uniform('race', person_id, 0) < 0.93 THEN 8516 ELSE 8515 END AS race
      FROM patient)
ORDER BY person_id;

-- Deaths: in hospital at the end of the last stay, or later at home.
CREATE OR REPLACE TEMP TABLE dead AS
SELECT person_id, end_minute AS t, reason, true AS in_hospital FROM stay WHERE died
UNION ALL
SELECT person_id, t, reason, false FROM (
    SELECT person_id, reason,
           greatest(max(end_minute) OVER (PARTITION BY person_id), coalesce((SELECT max(v.end_minute) FROM visit v WHERE v.person_id = s.person_id), 0))
             + 1440 * (3 + floor(-ln(1 - uniform('time to death', person_id, 1)) * 210)::INTEGER) AS t,
           uniform('later death', person_id, 1) < clamp(0.05 * exp(0.035 * (age - 65) + 0.5 * frailty) * severity, 0, 0.6) AS dies
    FROM stay s WHERE NOT died
    QUALIFY start_minute = max(start_minute) OVER (PARTITION BY person_id)
) WHERE dies AND t < 1778 * 1440 AND person_id NOT IN (SELECT person_id FROM stay WHERE died);

INSERT INTO death BY NAME
SELECT d.person_id, on_day(t) AS death_date, at_minute(t) AS death_datetime, 32817 AS death_type_concept_id,
       CASE WHEN in_hospital THEN r.concept_id ELSE 0 END AS cause_concept_id,
       CASE WHEN in_hospital THEN r.icd10 END AS cause_source_value, coalesce(CASE WHEN in_hospital THEN c.concept_id END, 0) AS cause_source_concept_id
FROM dead d
JOIN k_reason r USING (reason)
LEFT JOIN source_code c ON c.standard_id = r.concept_id AND c.code = r.icd10
ORDER BY d.person_id;

INSERT INTO observation_period BY NAME
SELECT v.person_id * 10 + 1 AS observation_period_id, v.person_id, on_day(min(start_minute)) AS observation_period_start_date,
       on_day(greatest(max(end_minute), coalesce(max(d.t), 0))) AS observation_period_end_date, 32817 AS period_type_concept_id
FROM visit v LEFT JOIN dead d ON d.person_id = v.person_id
GROUP BY v.person_id ORDER BY v.person_id;
