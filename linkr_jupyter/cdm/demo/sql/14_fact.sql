-- What is true of whom, from when to when: the key that regimens, procedures and complications join on.
CREATE OR REPLACE TEMP TABLE fact AS
SELECT person_id, visit_id, 'stay' AS fact, start_minute AS t0, end_minute AS t1, severity AS level FROM support WHERE route <> 'er_only'
UNION ALL SELECT person_id, visit_id, kind, t0, t1, 1 FROM unit WHERE kind IN ('emergency', 'icu', 'ward')
UNION ALL SELECT person_id, visit_id, reason, start_minute, end_minute, amplitude FROM support
UNION ALL SELECT s.person_id, s.visit_id, 'chronic_' || i.chronic, s.start_minute, s.end_minute, 1
    FROM support s JOIN illness i USING (person_id) WHERE s.route <> 'er_only'
UNION ALL SELECT person_id, visit_id, 'infection_' || site, start_minute, end_minute, inf FROM support WHERE site IS NOT NULL
UNION ALL SELECT person_id, visit_id, 'infection', start_minute, end_minute, inf FROM support WHERE site IS NOT NULL
UNION ALL SELECT person_id, visit_id, 'infection_ventilator', second_infection, end_minute, 1.5 FROM support WHERE second_infection IS NOT NULL
UNION ALL SELECT person_id, visit_id, 'shock', icu_start, shock_end, shock FROM support WHERE shock_end IS NOT NULL
UNION ALL SELECT person_id, visit_id, 'septic_shock', icu_start, shock_end, shock FROM support WHERE shock_end IS NOT NULL AND site IS NOT NULL
UNION ALL SELECT person_id, visit_id, 'cardiac_shock', icu_start, shock_end, shock FROM support
    WHERE shock_end IS NOT NULL AND reason IN ('heart_failure', 'infarction', 'cardiac_arrest', 'bypass')
UNION ALL SELECT person_id, visit_id, unnest(['ventilation', 'sedation']), vent_start,
    unnest([vent_end, vent_start + ((vent_end - vent_start) * 0.8)::INTEGER]), resp FROM support WHERE vent
UNION ALL SELECT person_id, visit_id, 'extubation', vent_end, vent_end, 1 FROM support WHERE vent AND NOT died_in_icu
UNION ALL SELECT person_id, visit_id, 'long_ventilation', vent_start, vent_end, 1 FROM support WHERE vent_end - vent_start > 12000
UNION ALL SELECT person_id, visit_id, unnest(['proning', 'distress']), vent_start, vent_end, resp FROM support WHERE vent AND resp > 2.6
UNION ALL SELECT person_id, visit_id, 'pneumonia_ventilated', vent_start, vent_end, 1 FROM support WHERE vent AND reason = 'pneumonia'
UNION ALL SELECT person_id, visit_id, 'noninvasive', icu_start, icu_start + ((icu_end - icu_start) * 0.6)::INTEGER, resp FROM support WHERE noninvasive
UNION ALL SELECT person_id, visit_id, 'oxygen', start_minute, least(end_minute, start_minute + (recovery * 60)::INTEGER), resp
    FROM support WHERE resp > 0.45 AND route <> 'er_only'
UNION ALL SELECT person_id, visit_id, 'arterial_line', icu_start + 40, icu_end, 1 FROM support WHERE (vent OR shock_end IS NOT NULL) AND u_line < 0.85
UNION ALL SELECT person_id, visit_id, 'central_line', icu_start, icu_end, 1 FROM support WHERE shock_end IS NOT NULL OR vent AND u_line < 0.5
UNION ALL SELECT person_id, visit_id, 'urinary_catheter', icu_start + 30, icu_end, 1 FROM support WHERE icu_start IS NOT NULL AND u_line < 0.88
UNION ALL SELECT person_id, visit_id, CASE WHEN shock > 1 THEN 'dialysis_continuous' ELSE 'dialysis_intermittent' END, icu_start, icu_end, renal
    FROM support WHERE dialysis
UNION ALL SELECT person_id, visit_id, 'acute_kidney', start_minute, end_minute, renal FROM support WHERE renal > 1
UNION ALL SELECT person_id, visit_id, 'renal_failure', start_minute, end_minute, renal FROM support WHERE renal > 1.8
UNION ALL SELECT person_id, visit_id, 'acute_respiratory', start_minute, end_minute, resp FROM support WHERE resp > 1.2
UNION ALL SELECT person_id, visit_id, 'bleeding', start_minute, least(end_minute, start_minute + 4320), bleed FROM support WHERE bleed > 0.85
UNION ALL SELECT person_id, visit_id, 'sick', start_minute, end_minute, 1 FROM support WHERE route <> 'er_only' AND inf + shock + resp + glyc + bleed > 1.2
UNION ALL SELECT person_id, visit_id, 'bleeding_risk', start_minute, end_minute, 1 FROM support WHERE reason IN ('gi_bleed', 'brain_hemorrhage', 'trauma')
UNION ALL SELECT person_id, visit_id, 'heart', start_minute, end_minute, heart FROM support WHERE heart > 0.7 OR reason IN ('chest_pain', 'syncope')
UNION ALL SELECT s.person_id, s.visit_id, 'sugar', s.start_minute, s.end_minute, glyc FROM support s
    WHERE glyc > 1 OR s.person_id IN (SELECT person_id FROM patient WHERE diabetes)
UNION ALL SELECT person_id, visit_id, 'pancreas', start_minute, end_minute, 1 FROM support WHERE reason IN ('pancreatitis', 'abdominal_pain', 'cholecystitis')
UNION ALL SELECT person_id, visit_id, 'dyspnoea', start_minute, end_minute, resp FROM support WHERE resp > 0.7 AND reason <> 'embolism'
UNION ALL SELECT person_id, visit_id, 'muscle', start_minute, end_minute, 1 FROM support
    WHERE reason IN ('trauma', 'overdose', 'cardiac_arrest', 'status_epilepticus')
UNION ALL SELECT person_id, visit_id, 'dying', icu_end - 1800, icu_end, 1 FROM support WHERE died_in_icu
UNION ALL SELECT person_id, visit_id, 'screening', icu_start, icu_end, 1 FROM support WHERE icu_start IS NOT NULL AND site IS NULL
UNION ALL SELECT person_id, visit_id, 'surgery', start_minute, end_minute, 1 FROM support
    WHERE reason IN ('bypass', 'colectomy', 'hip_fracture', 'hip_replacement', 'peritonitis', 'cholecystitis')
UNION ALL SELECT person_id, visit_id, 'old_surgery', start_minute, end_minute, 1 FROM support WHERE reason IN ('hip_fracture', 'bypass', 'colectomy') AND age > 72
UNION ALL SELECT person_id, visit_id, 'alcohol', start_minute, end_minute, 1 FROM support
    WHERE reason IN ('cirrhosis', 'pancreatitis', 'trauma', 'status_epilepticus') AND uniform('alcohol', person_id, k) < 0.35;
