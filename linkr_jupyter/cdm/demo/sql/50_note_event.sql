-- Which notes are written, when, in which language, and the numbers they quote.
CREATE OR REPLACE TEMP TABLE note_event AS
WITH events AS (
    SELECT visit_id, 'admission' AS kind, start_minute + 90 AS t, 0 AS day FROM support
    UNION ALL
    SELECT u.visit_id, 'progress', u.t0 + 600 + i * 1440, i + 1
    FROM unit u, LATERAL unnest(range((u.t1 - u.t0 - 600 + 1439) // 1440)) AS r(i)
    WHERE u.kind = 'icu' AND u.t1 - u.t0 > 720
    UNION ALL
    SELECT visit_id, CASE concept_id WHEN 4163872 THEN 'chest_xray' WHEN 2000000303 THEN 'ct_pulmonary' WHEN 4302356 THEN 'ct_body'
                          WHEN 4125350 THEN 'ct_head' ELSE 'echo' END, least(end_minute, min(t) + 45), 0
    FROM act WHERE concept_id IN (4163872, 2000000303, 4302356, 4125350, 4335825) GROUP BY visit_id, concept_id, t // 600, end_minute
    UNION ALL
    SELECT visit_id, CASE WHEN died THEN 'death' ELSE 'letter' END, end_minute - CASE WHEN died THEN 0 ELSE 30 END, 0
    FROM support WHERE route <> 'er_only'
)
SELECT e.*, s.person_id, s.reason, s.age, s.male, s.start_minute, s.end_minute, s.vent_start, s.vent_end, s.k,
       CASE WHEN getvariable('centre') = 2 OR uniform('language', s.visit_id, 0) < 0.45 THEN 'fr' ELSE 'en' END AS language,
       getvariable('note_base') + row_number() OVER () AS note_id
FROM (SELECT * FROM events ORDER BY visit_id, t, kind) e
JOIN support s USING (visit_id)
WHERE e.t <= s.end_minute;

CREATE OR REPLACE TEMP TABLE quoted AS
SELECT visit_id, t // 1440 AS day,
       round(avg(value) FILTER (measure = 'heart_rate'))::INTEGER AS heart_rate,
       round(arg_min(value, t) FILTER (measure = 'systolic'))::INTEGER AS systolic,
       round(arg_min(value, t) FILTER (measure = 'diastolic'))::INTEGER AS diastolic,
       round(avg(value) FILTER (measure = 'mean_pressure'))::INTEGER AS mean_pressure,
       round(avg(value) FILTER (measure = 'respiratory_rate'))::INTEGER AS respiratory_rate,
       round(avg(value) FILTER (measure = 'spo2'))::INTEGER AS spo2,
       round(max(value) FILTER (measure = 'temperature'), 1) AS temperature,
       round(max(value) FILTER (measure IN ('lactate', 'lactate_er')), 1) AS lactate,
       round(max(value) FILTER (measure = 'crp'))::INTEGER AS crp,
       round(median(value) FILTER (measure = 'gcs_total'))::INTEGER AS gcs,
       max(value) FILTER (measure = 'creatinine') AS creatinine
FROM reading
WHERE measure IN ('heart_rate', 'systolic', 'diastolic', 'mean_pressure', 'respiratory_rate', 'spo2', 'temperature', 'lactate', 'lactate_er', 'crp', 'gcs_total', 'creatinine')
GROUP BY visit_id, t // 1440;

-- The words of a stay, in both languages.
CREATE OR REPLACE TEMP TABLE wording AS
WITH history AS (
    SELECT i.person_id, string_agg(lower(w.concept_name[1]) || w.concept_name[2:], ', ' ORDER BY w.concept_id) AS en,
           string_agg(lower(w.french[1]) || w.french[2:], ', ' ORDER BY w.concept_id) AS fr
    FROM illness i JOIN k_chronic c USING (chronic) JOIN word w ON w.concept_id = c.concept_id GROUP BY i.person_id
), grown AS (
    SELECT visit_id, string_agg(DISTINCT organism, ', ' ORDER BY organism) AS organism FROM culture WHERE grows GROUP BY visit_id
), treated AS (
    SELECT visit_id, arg_min(name_en, t) AS en, arg_min(name_fr, t) AS fr FROM given JOIN antibiotic USING (drug) GROUP BY visit_id
), worst AS (
    SELECT visit_id, max(crp) AS crp FROM quoted GROUP BY visit_id
)
SELECT s.visit_id, l.language, p.site, worst.crp AS peak,
       CASE l.language WHEN 'en' THEN lower(w.concept_name[1]) || w.concept_name[2:] ELSE lower(w.french[1]) || w.french[2:] END AS reason,
       coalesce(CASE l.language WHEN 'en' THEN h.en ELSE h.fr END, CASE l.language WHEN 'en' THEN 'none' ELSE 'aucun' END) AS history,
       coalesce(g.organism, CASE l.language WHEN 'en' THEN 'no organism identified' ELSE 'aucun germe identifié' END) AS organism,
       coalesce(CASE l.language WHEN 'en' THEN t.en ELSE t.fr END, CASE l.language WHEN 'en' THEN 'none' ELSE 'aucune' END) AS antibiotic,
       CASE l.language WHEN 'en' THEN p.label_en ELSE p.label_fr END AS ward
FROM support s
CROSS JOIN (VALUES ('en'), ('fr')) AS l(language)
JOIN k_reason r USING (reason)
JOIN word w ON w.concept_id = r.concept_id
JOIN k_site p ON p.site = CASE WHEN s.route = 'er_only' THEN 'emergency' ELSE s.ward END
LEFT JOIN history h ON h.person_id = s.person_id
LEFT JOIN grown g ON g.visit_id = s.visit_id
LEFT JOIN treated t ON t.visit_id = s.visit_id
LEFT JOIN worst ON worst.visit_id = s.visit_id;
