-- Values: a person's own level, the illness, slow waves and noise; logarithmic where nature is.
CREATE OR REPLACE TEMP TABLE reading AS
WITH exact AS (
    SELECT m.person_id, m.visit_id, m.unit_id, m.kind, m.t, k.measure, k.present, k.log, k.decimals, k.minimum, k.maximum,
           hash(hash(m.bits, k.measure)) AS bits,
           k.centre + k.age * (p.age - 60) / 10
             + CASE WHEN p.male THEN k.male ELSE 0 END + CASE WHEN p.hypertension THEN k.hypertension ELSE 0 END
             + CASE WHEN p.kidney THEN k.kidney ELSE 0 END + CASE WHEN p.diabetes THEN k.diabetes ELSE 0 END
             + k.inf * m.inf + k.lag * m.lag + k.shock * m.shock + k.resp * m.resp + k.co2 * m.co2 + k.renal * m.renal
             + k.hep * m.hep + k.bleed * m.bleed + k.neuro * m.neuro + k.heart * m.heart + k.glyc * m.glyc
             + k.person * bits_to_normal(hash(hash(m.person_id, k.stream, getvariable('seed'))))
             + k.noise * bits_to_normal(hash(hash(m.bits, k.stream)))
             + k.wave * sin(m.h / 5.1 + below(hash(hash(m.visit_id, k.stream)), 6283) / 1000) AS raw
    FROM moment m
    JOIN k_measure k ON k.panel = m.panel
    JOIN patient p ON p.person_id = m.person_id
)
SELECT person_id, visit_id, unit_id, kind, t, measure, bits,
       clamp(CASE WHEN log = 1 THEN exp(raw) ELSE raw END, minimum, maximum) AS value
FROM exact
WHERE below(bits >> 40, 1000) < present * 1000;
