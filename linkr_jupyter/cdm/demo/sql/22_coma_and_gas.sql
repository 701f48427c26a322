-- Values tied to one another by physiology: Glasgow, sedation and arterial blood gases.
INSERT INTO reading
WITH asleep AS (
    SELECT m.*, v.fact IS NOT NULL AS tube, s.fact IS NOT NULL AS sedated, bits_to_normal(m.bits) AS z
    FROM moment m
    LEFT JOIN fact v ON v.fact = 'ventilation' AND v.visit_id = m.visit_id AND m.t BETWEEN v.t0 AND v.t1
    LEFT JOIN fact s ON s.fact = 'sedation' AND s.visit_id = m.visit_id AND m.t BETWEEN s.t0 AND s.t1
    WHERE m.panel IN ('coma', 'sedation')
), scored AS (
    SELECT *, clamp(round(4.3 - 0.95 * neuro - 0.15 * shock - CASE WHEN sedated THEN 2.2 ELSE 0 END + 0.25 * z), 1, 4) AS eye,
           CASE WHEN tube THEN 1 ELSE clamp(round(5.3 - 1.25 * neuro - 0.2 * shock + 0.3 * z), 1, 5) END AS verbal,
           clamp(round(6.3 - 1.2 * neuro - 0.1 * shock - CASE WHEN sedated THEN 2.5 ELSE 0 END + 0.3 * z), 1, 6) AS motor,
           clamp(round(CASE WHEN sedated THEN -3.4 - 0.3 * resp ELSE 0.3 - 0.9 * neuro END + 0.8 * z), -5, 4) AS rass
    FROM asleep
), named AS (
    SELECT person_id, visit_id, unit_id, kind, t, bits, panel,
           unnest(['gcs_eye', 'gcs_verbal', 'gcs_motor', 'gcs_total', 'rass']) AS measure,
           unnest([eye, verbal, motor, eye + verbal + motor, rass]) AS value
    FROM scored
)
SELECT person_id, visit_id, unit_id, kind, t, measure, hash(hash(bits, measure)), value
FROM named WHERE (measure = 'rass') = (panel = 'sedation');

INSERT INTO reading
WITH mixed AS (
    SELECT m.*, v.fact IS NOT NULL AS tube, p.age,
           bits_to_normal(m.bits) AS z1, bits_to_normal(hash(hash(m.bits, 1))) AS z2, bits_to_normal(hash(hash(m.bits, 2))) AS z3
    FROM moment m
    JOIN patient p USING (person_id)
    LEFT JOIN fact v ON v.fact = 'ventilation' AND v.visit_id = m.visit_id AND m.t BETWEEN v.t0 AND v.t1
    WHERE m.panel IN ('gas', 'gas_er') AND (m.resp + m.co2 + m.shock + m.glyc > 0.35 OR v.fact IS NOT NULL OR m.bits % 4 = 0)
), gas AS (
    SELECT *, clamp(24.3 - 2.1 * shock - 1.4 * renal - 4.6 * glyc + 2.2 * co2 - 0.4 * inf + 1.3 * z1, 4, 48) AS hco3,
           CASE WHEN tube THEN 0.27 + 0.11 * resp ELSE 0.21 + 0.06 * least(resp, 3) END AS fio2,
           clamp(465 - 1.2 * age - 92 * resp - 25 * co2 + 35 * z3, 62, 480) AS ratio
    FROM mixed
), carbon AS (
    -- the lung answers a metabolic acidosis (Winters), unless it cannot
    SELECT *, clamp(39 + 1.05 * (hco3 - 24.3) * CASE WHEN tube THEN 0.5 ELSE 1 END + 11 * co2 + 1.5 * resp + 2.6 * z2, 14, 130) AS pco2
    FROM gas
), named AS (
    SELECT person_id, visit_id, unit_id, kind, t, bits,
           unnest(['ph', 'paco2', 'pao2', 'arterial_bicarbonate', 'base_excess']) AS measure,
           unnest([clamp(6.1 + log10(hco3 / (0.0307 * pco2)), 6.75, 7.7), pco2,
                   clamp(ratio * least(fio2, 1), 35, 480), hco3,
                   0.93 * (hco3 - 24.4 + 14.8 * (6.1 + log10(hco3 / (0.0307 * pco2)) - 7.4))]) AS value
    FROM carbon
)
SELECT person_id, visit_id, unit_id, kind, t, measure, hash(hash(bits, measure)), value FROM named;
