-- Drugs: one row an administration. Infusions with a rate carry the amount given in their interval.
CREATE OR REPLACE TEMP TABLE body AS
SELECT person_id, clamp(70 - 0.6 * (age - 60) / 10 + CASE WHEN male THEN 11 ELSE 0 END
    + 14 * bits_to_normal(hash(hash(person_id, 'weight', getvariable('seed')))), 38, 170) AS kg
FROM patient;

CREATE OR REPLACE TEMP TABLE given AS
WITH chosen AS (
    SELECT f.*, r.* EXCLUDE (fact), d.* EXCLUDE (drug), s.start_minute, s.end_minute, s.recovery, s.died,
           24 * 60 / r.per_day AS step,
           f.t0 + (r.start * 60 * (0.7 + 0.6 * uniform(r.slot, f.visit_id, 1)))::INTEGER AS first_minute
    FROM fact f
    JOIN k_regimen r ON r.fact = f.fact AND f.level >= r.minimum
    JOIN k_drug d USING (drug)
    JOIN support s ON s.visit_id = f.visit_id
    WHERE uniform(r.slot, f.visit_id, 0) >= r.low AND uniform(r.slot, f.visit_id, 0) < r.high
        AND NOT EXISTS (SELECT 1 FROM fact n WHERE n.visit_id = f.visit_id AND n.fact = r.unless)
    -- one choice a slot: the reason for the stay goes before the usual treatment, and both before what all receive
    QUALIFY row_number() OVER (
        PARTITION BY f.visit_id, r.slot, CASE WHEN f.fact IN ('icu', 'shock', 'ventilation') THEN f.t0 END
        ORDER BY CASE WHEN f.fact = 'stay' THEN 2 WHEN f.fact LIKE 'chronic%' THEN 1 ELSE 0 END, f.t0, r.drug) = 1
), counted AS (
    SELECT *, least(t1, first_minute + (days * 1440 * (0.75 + 0.5 * uniform(slot, visit_id, 2)))::INTEGER) AS last_minute
    FROM chosen
), given AS (
    SELECT *, (first_minute + i * step)::INTEGER AS t
    FROM (SELECT *, unnest(range((1 + (last_minute - first_minute - 1) // step)::BIGINT)) AS i FROM counted WHERE last_minute > first_minute)
), dosed AS (
    SELECT g.*, b.kg,
           (t - start_minute) / 60.0 AS h,
           CASE WHEN kind <> 'rate' THEN dose
                WHEN drug IN ('norepinephrine', 'dobutamine') THEN dose * greatest(0.08, level * CASE WHEN died THEN 0.6 + 0.9 * (t - t0) / greatest(60, t1 - t0) ELSE 1.15 * exp(-2.2 * (t - t0) / greatest(60, t1 - t0)) END)
                ELSE dose * (1 - 0.5 * (t - t0) / greatest(60, t1 - t0)) END * CASE WHEN kind = 'rate' THEN 0.85 + 0.3 * uniform(slot, visit_id, 10 + i) ELSE 1 END AS rate,
           CASE WHEN kind = 'rate' THEN least(step, greatest(10, t1 - t)) WHEN kind = 'infusion' THEN 90 WHEN route = 'IV' THEN 30 ELSE 0 END::INTEGER AS minutes
    FROM given g JOIN body b USING (person_id)
)
SELECT *, CASE unit WHEN 'ug/kg/min' THEN rate * kg * minutes / 1000 WHEN 'ug/kg/h' THEN rate * kg * minutes / 60000
                    WHEN 'mg/kg/h' THEN rate * kg * minutes / 60 WHEN 'mg/h' THEN rate * minutes / 60 WHEN 'U/h' THEN rate * minutes / 60
                    ELSE rate END AS amount
FROM dosed WHERE t < end_minute;

INSERT INTO drug_exposure BY NAME
WITH ordered AS (
    SELECT o.*, u.unit_id FROM given o
    ASOF LEFT JOIN unit u ON u.visit_id = o.visit_id AND u.t0 <= o.t
    ORDER BY o.person_id, t, drug, slot, fact, i
)
SELECT getvariable('drug_base') + row_number() OVER () AS drug_exposure_id, person_id,
       CASE WHEN draw_bits(drug, o.visit_id, i) % 400 = 0 OR NOT mapped THEN 0 ELSE concept_id END AS drug_concept_id,
       on_day(t) AS drug_exposure_start_date, at_minute(t) AS drug_exposure_start_datetime,
       on_day(least(t + minutes, end_minute)) AS drug_exposure_end_date, at_minute(least(t + minutes, end_minute)) AS drug_exposure_end_datetime,
       CASE WHEN getvariable('centre') = 2 AND route = 'PO' THEN 32838 ELSE 32818 END AS drug_type_concept_id,
       round(CASE WHEN unit = 'mL' THEN amount ELSE amount / strength END, 3) AS quantity, 1 AS days_supply,
       CASE WHEN kind = 'rate' THEN format('{:.3g} {}', rate::DOUBLE, CASE unit WHEN 'ug/kg/min' THEN 'µg/kg/min' WHEN 'ug/kg/h' THEN 'µg/kg/h' ELSE unit END)
            ELSE format('{:g} {} x {:g}', dose::DOUBLE, unit, per_day::DOUBLE) || CASE getvariable('centre') WHEN 1 THEN '/day' ELSE '/jour' END END AS sig,
       CASE route WHEN 'IV' THEN 4171047 WHEN 'PO' THEN 4132161 WHEN 'SC' THEN 4142048 ELSE 2000000601 END AS route_concept_id,
       getvariable('centre') * 1000 + 30 + (o.visit_id % 4) + 1 AS provider_id, o.visit_id AS visit_occurrence_id,
       unit_id AS visit_detail_id,
       label AS drug_source_value, source_concept_id AS drug_source_concept_id,
       CASE route WHEN 'INH' THEN CASE getvariable('centre') WHEN 1 THEN 'NEB' ELSE 'aérosol' END ELSE route END AS route_source_value,
       CASE WHEN unit = 'mL' THEN 'mL' WHEN per IS NULL THEN strength_unit ELSE 'mL' END AS dose_unit_source_value
FROM ordered o;
