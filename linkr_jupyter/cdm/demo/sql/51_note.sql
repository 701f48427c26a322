-- Notes: for every part the most specific sentence that the facts of that moment allow, one of its variants.
CREATE OR REPLACE TEMP TABLE sentence AS
WITH candidates AS (
    SELECT n.note_id, n.visit_id, n.kind, f.part, f.priority, f.text
    FROM note_event n
    JOIN k_fragment f ON f.kind = n.kind AND f.language = n.language AND f.fact = ''
    UNION ALL
    SELECT n.note_id, n.visit_id, n.kind, f.part, f.priority, f.text
    FROM note_event n
    JOIN fact a ON a.visit_id = n.visit_id AND (n.kind IN ('letter', 'admission') OR n.t BETWEEN a.t0 AND a.t1 + 60)
    JOIN k_fragment f ON f.kind = n.kind AND f.language = n.language AND f.fact = a.fact
)
SELECT note_id, part, text FROM candidates
QUALIFY row_number() OVER (PARTITION BY note_id, part ORDER BY priority DESC, 
    -- imaging of one stay tells one story
    draw_bits(text, CASE kind WHEN 'progress' THEN note_id ELSE visit_id END, part), text) = 1;

INSERT INTO note BY NAME
WITH texts AS (
    SELECT note_id, string_agg(text, chr(10) ORDER BY part) AS text FROM sentence GROUP BY note_id
), filled AS (
    SELECT n.*, w.site, c.class_concept_id, c.title_en, c.title_fr, c.site AS own_site, x.text AS pattern,
           MAP {
               'age': floor(n.age)::INTEGER::VARCHAR, 'sex': CASE WHEN n.male THEN 'man' ELSE 'woman' END,
               'sexe': CASE WHEN n.male THEN 'Homme' ELSE 'Femme' END, 'sexe_min': CASE WHEN n.male THEN 'homme' ELSE 'femme' END,
               'un': CASE WHEN n.male THEN 'un' ELSE 'une' END, 'e': CASE WHEN n.male THEN '' ELSE 'e' END,
               'reason': w.reason, 'history': w.history, 'ward': w.ward, 'organism': CASE WHEN n.kind = 'progress' AND n.day < 3 THEN CASE n.language WHEN 'en' THEN 'pending' ELSE 'en cours' END ELSE w.organism END, 'antibiotic': w.antibiotic,
               'side': CASE WHEN n.visit_id % 3 = 0 THEN CASE n.language WHEN 'en' THEN 'left' ELSE 'gauche' END ELSE CASE n.language WHEN 'en' THEN 'right' ELSE 'droit' END END,
               'side_f': CASE WHEN n.visit_id % 3 = 0 THEN 'gauche' ELSE 'droite' END,
               'day': n.day::VARCHAR, 'days': greatest(1, (n.end_minute - n.start_minute + 1439) // 1440)::VARCHAR,
               'start': CASE n.language WHEN 'en' THEN strftime(at_minute(n.start_minute), '%Y-%m-%d') ELSE strftime(at_minute(n.start_minute), '%d/%m/%Y') END,
               'end': CASE n.language WHEN 'en' THEN strftime(at_minute(n.end_minute), '%Y-%m-%d') ELSE strftime(at_minute(n.end_minute), '%d/%m/%Y') END,
               'heart_rate': coalesce(q.heart_rate::VARCHAR, '-'), 'systolic': coalesce(q.systolic::VARCHAR, '-'), 'diastolic': coalesce(q.diastolic::VARCHAR, '-'),
               'mean_pressure': coalesce(q.mean_pressure::VARCHAR, '-'), 'respiratory_rate': coalesce(q.respiratory_rate::VARCHAR, '-'),
               'spo2': coalesce(q.spo2::VARCHAR, '-'), 'lactate': local_number(q.lactate, n.language), 'gcs': coalesce(q.gcs::VARCHAR, '15'),
               'temperature': local_number(q.temperature, n.language), 'crp': coalesce(CASE n.kind WHEN 'letter' THEN w.peak ELSE coalesce(q.crp, w.peak) END::VARCHAR, '-'),
               'creatinine': local_number(CASE getvariable('centre') WHEN 1 THEN round(q.creatinine, 2) ELSE round(q.creatinine * 88.4) END, n.language),
               'creatinine_unit': CASE getvariable('centre') WHEN 1 THEN 'mg/dL' ELSE 'µmol/L' END,
               'ventilation': ((n.vent_end - n.vent_start) // 60)::VARCHAR,
               'minutes': (5 + draw_bits('minutes', n.visit_id, 0) % 20)::VARCHAR, 'volume': (15 + draw_bits('volume', n.visit_id, 0) % 45)::VARCHAR,
               'ef': (52 + draw_bits('ef', n.visit_id, 0) % 14)::VARCHAR, 'low_ef': (25 + draw_bits('low ef', n.visit_id, 0) % 20)::VARCHAR,
               'destination': CASE WHEN n.age > 74 AND n.end_minute - n.start_minute > 12000 AND n.visit_id % 2 = 0
                                   THEN CASE n.language WHEN 'en' THEN 'a rehabilitation unit' ELSE 'un service de rééducation' END
                                   ELSE CASE n.language WHEN 'en' THEN 'home' ELSE 'le domicile' END END
           } AS words
    FROM note_event n
    JOIN texts x USING (note_id)
    JOIN k_note c ON c.kind = n.kind
    JOIN wording w ON w.visit_id = n.visit_id AND w.language = n.language
    LEFT JOIN quoted q ON q.visit_id = n.visit_id AND q.day = n.t // 1440
), written AS (
    SELECT f.note_id, string_agg(CASE WHEN piece LIKE '%}%' THEN coalesce(words[split_part(piece, '}', 1)], '') || split_part(piece, '}', 2) ELSE piece END, '' ORDER BY place) AS text
    FROM filled f, LATERAL (SELECT unnest(string_split(f.pattern, '{')) AS piece, generate_subscripts(string_split(f.pattern, '{'), 1) AS place)
    GROUP BY f.note_id
)
SELECT f.note_id, f.person_id, on_day(f.t) AS note_date, at_minute(f.t) AS note_datetime, 32831 AS note_type_concept_id,
       f.class_concept_id AS note_class_concept_id, CASE f.language WHEN 'en' THEN f.title_en ELSE f.title_fr END AS note_title,
       w.text AS note_text, 2000000616 AS encoding_concept_id, CASE f.language WHEN 'en' THEN 4180186 ELSE 4180190 END AS language_concept_id,
       getvariable('centre') * 1000 + p.number * 10 + (f.note_id % 4) + 1 AS provider_id, f.visit_id AS visit_occurrence_id, u.unit_id AS visit_detail_id,
       f.kind AS note_source_value
FROM filled f
JOIN written w USING (note_id)
JOIN k_site p ON p.site = coalesce(f.own_site, f.site)
ASOF LEFT JOIN unit u ON u.visit_id = f.visit_id AND u.t0 <= f.t
ORDER BY f.note_id;
