-- The persons of this run and their chronic illnesses.
CREATE OR REPLACE TEMP TABLE patient AS
WITH aged AS (
    SELECT getvariable('centre') * 10000000 + i AS person_id,
           clamp(CASE WHEN uniform('age group', i, 0) < 0.66 THEN 69 + 11.5 * normal('age', i, 0)
                      WHEN uniform('age group', i, 0) < 0.92 THEN 46 + 13 * normal('age', i, 0)
                      ELSE 27 + 6 * normal('age', i, 0) END, 18, 99) AS age,
           uniform('sex', i, 0) < 0.56 AS male,
           normal('frailty', i, 0) AS frailty
    FROM range(getvariable('first'), getvariable('last')) AS r(i)
)
SELECT person_id, male, frailty, age,
       DATE '2024-01-01' - (age * 365.25)::INTEGER AS birth,
       CASE WHEN age < 40 THEN 'young' WHEN age < 65 THEN 'middle' ELSE 'old' END AS band,
       CASE WHEN uniform('visits', person_id, 0) < 0.515 THEN 1
            ELSE least(20, 2 + floor(-ln(1 - uniform('more visits', person_id, 0)) * (2.7 + 0.6 * frailty)))
       END::INTEGER AS visits
FROM aged;

CREATE OR REPLACE TEMP TABLE plan AS
WITH first_choice AS (
    SELECT p.person_id, p.band, p.visits, k,
           draw_bits('reason', p.person_id, k) % 1024 AS slot,
           uniform('same again', p.person_id, k) AS again
    FROM patient p, range(20) AS r(k)
    WHERE k < p.visits
), chosen AS (
    SELECT c.*, s.reason, first_value(s.reason) OVER (PARTITION BY c.person_id ORDER BY k) AS first_reason
    FROM first_choice c
    JOIN k_slot s ON s.band = c.band AND s.slot = c.slot
)
SELECT c.person_id, c.k, c.visits,
       CASE WHEN c.again < 0.45 AND r.implies IS NOT NULL AND r.route = 'emergency' OR c.first_reason = 'day_chemotherapy' AND c.again < 0.8
            THEN c.first_reason ELSE c.reason END AS reason
FROM chosen c
JOIN k_reason r ON r.reason = c.first_reason;

CREATE OR REPLACE TEMP TABLE illness AS
SELECT p.person_id, c.chronic
FROM patient p
CROSS JOIN k_chronic c
WHERE uniform(c.chronic, p.person_id, 0)
    < CASE p.band WHEN 'young' THEN c.young WHEN 'middle' THEN c.middle ELSE c.old END
        * CASE WHEN c.chronic = 'obesity' THEN 1 ELSE exp(0.25 * p.frailty) END
UNION
SELECT p.person_id, r.implies
FROM plan p
JOIN k_reason r USING (reason)
WHERE r.implies IS NOT NULL;

ALTER TABLE patient ADD COLUMN hypertension BOOLEAN;
ALTER TABLE patient ADD COLUMN kidney BOOLEAN;
ALTER TABLE patient ADD COLUMN diabetes BOOLEAN;
UPDATE patient SET
    hypertension = person_id IN (SELECT person_id FROM illness WHERE chronic = 'hypertension'),
    kidney = person_id IN (SELECT person_id FROM illness WHERE chronic = 'kidney_disease'),
    diabetes = person_id IN (SELECT person_id FROM illness WHERE chronic LIKE 'diabetes%');
