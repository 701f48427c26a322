INSERT INTO visit_occurrence BY NAME
SELECT v.visit_id AS visit_occurrence_id, v.person_id,
       CASE WHEN v.kind = 'consultation' THEN 9202 WHEN s.route = 'er_only' THEN 9203 WHEN s.route = 'elective' THEN 9201 ELSE 262 END AS visit_concept_id,
       on_day(v.start_minute) AS visit_start_date, at_minute(v.start_minute) AS visit_start_datetime,
       on_day(v.end_minute) AS visit_end_date, at_minute(v.end_minute) AS visit_end_datetime, 32817 AS visit_type_concept_id,
       getvariable('centre') * 1000 + c.number * 10 + (v.visit_id % 4) + 1 AS provider_id,
       getvariable('centre') * 1000 + c.number AS care_site_id,
       coalesce(s.route, 'consultation') AS visit_source_value, 0 AS visit_source_concept_id,
       CASE WHEN s.route IS NULL THEN 0 WHEN s.age > 85 AND v.visit_id % 3 = 0 THEN 8863 ELSE 581476 END AS admitted_from_concept_id,
       CASE WHEN s.route IS NULL THEN NULL WHEN s.age > 85 AND v.visit_id % 3 = 0 THEN 'NURSING FACILITY' ELSE 'HOME' END AS admitted_from_source_value,
       CASE WHEN s.route IS NULL OR s.died THEN 0 WHEN s.age > 74 AND s.hours > 200 AND v.visit_id % 2 = 0 THEN 8863 ELSE 581476 END AS discharged_to_concept_id,
       CASE WHEN s.route IS NULL THEN NULL WHEN s.died THEN 'DIED' WHEN s.age > 74 AND s.hours > 200 AND v.visit_id % 2 = 0 THEN 'REHABILITATION' ELSE 'HOME' END AS discharged_to_source_value,
       lag(v.visit_id) OVER (PARTITION BY v.person_id ORDER BY v.start_minute) AS preceding_visit_occurrence_id
FROM visit v
LEFT JOIN stay s ON s.person_id = v.person_id AND s.k = v.k AND v.kind = 'stay'
JOIN k_site c ON c.site = CASE WHEN v.kind = 'consultation' THEN 'outpatient' WHEN s.route = 'er_only' THEN 'emergency' ELSE s.ward END
ORDER BY v.person_id, v.start_minute;

INSERT INTO visit_detail BY NAME
SELECT u.unit_id AS visit_detail_id, u.person_id, c.visit_detail_concept_id,
       on_day(t0) AS visit_detail_start_date, at_minute(t0) AS visit_detail_start_datetime,
       on_day(t1) AS visit_detail_end_date, at_minute(t1) AS visit_detail_end_datetime, 32817 AS visit_detail_type_concept_id,
       getvariable('centre') * 1000 + c.number * 10 + (u.unit_id % 4) + 1 AS provider_id,
       getvariable('centre') * 1000 + c.number AS care_site_id,
       CASE getvariable('centre') WHEN 1 THEN c.label_en ELSE c.label_fr END AS visit_detail_source_value, 0 AS visit_detail_source_concept_id,
       lag(u.site) OVER w AS admitted_from_source_value,
       coalesce(lag(c.visit_detail_concept_id) OVER w, 0) AS admitted_from_concept_id,
       lead(u.site) OVER w AS discharged_to_source_value,
       coalesce(lead(c.visit_detail_concept_id) OVER w, 0) AS discharged_to_concept_id,
       lag(u.unit_id) OVER w AS preceding_visit_detail_id, NULL::BIGINT AS parent_visit_detail_id, u.visit_id AS visit_occurrence_id
FROM unit u
JOIN k_site c USING (site)
WINDOW w AS (PARTITION BY u.visit_id ORDER BY u.position)
ORDER BY u.person_id, t0;
