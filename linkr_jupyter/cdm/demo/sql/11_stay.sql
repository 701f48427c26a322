-- Hospital stays: why, how ill, how long, when, alive or not. Hours from admission, then minutes.
CREATE OR REPLACE TEMP TABLE stay AS
WITH drawn AS (
    SELECT p.person_id, p.k, p.k = p.visits - 1 AS last, r.*, t.age, t.frailty, t.male,
           normal('severity', p.person_id, p.k) AS z,
           uniform('icu', p.person_id, p.k) AS u_icu,
           uniform('death', p.person_id, p.k) AS u_death
    FROM plan p
    JOIN k_reason r USING (reason)
    JOIN patient t USING (person_id)
), graded AS (
    SELECT *, exp(0.36 * z) AS severity, u_icu < icu * exp(0.35 * z + 0.02) AS in_icu,
           CASE WHEN route = 'emergency' THEN 2 + 5 * uniform('hours in emergency', person_id, k) ELSE 0 END AS h_emergency
    FROM drawn
), fated AS (
    SELECT *, last AND route <> 'er_only' AND u_death
              < clamp(mortality * exp(0.9 * z + 0.028 * (age - 66) + 0.25 * frailty) * CASE WHEN in_icu THEN 2.1 ELSE 0.7 END, 0, 0.9) AS died,
           clamp(43 * exp(0.94 * (0.55 * z + 0.83 * normal('icu length', person_id, k))), 5, 500) AS h_icu,
           CASE WHEN route = 'elective' THEN 18 + 8 * uniform('hours before', person_id, k)
                WHEN uniform('via ward', person_id, k) < 0.22 THEN 8 + 50 * uniform('hours before', person_id, k)
                ELSE 0 END AS h_before,
           clamp(84 * exp(0.8 * normal('ward length', person_id, k)), 10, 620) AS h_after,
           clamp(los * exp(0.55 * normal('ward only', person_id, k)), 2.5, 900) AS h_ward,
           uniform('back to icu', person_id, k) < 0.24 AS returns,
           20 + 60 * uniform('hours between', person_id, k) AS h_between,
           clamp(40 * exp(0.9 * normal('second icu', person_id, k)), 6, 300) AS h_again
    FROM graded
), timed AS (
    SELECT *, in_icu AND died AND uniform('died in icu', person_id, k) < 0.78 AS died_in_icu,
           in_icu AND NOT died AND returns AS second_icu
    FROM fated
), summed AS (
    SELECT *, CASE WHEN NOT in_icu THEN h_emergency + h_ward
                   WHEN died_in_icu THEN h_emergency + h_before + h_icu
                   ELSE h_emergency + h_before + h_icu + h_after
                        + CASE WHEN second_icu THEN h_between + h_again ELSE 0 END END AS hours
    FROM timed
), spaced AS (
    SELECT *, ceil(hours / 24)::INTEGER + 2
              + least(260, floor(-ln(1 - uniform('gap', person_id, k)) * 72))::INTEGER AS days
    FROM summed
), placed AS (
    SELECT *, coalesce(sum(days) OVER (PARTITION BY person_id ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::INTEGER AS offset_days,
           sum(days) OVER (PARTITION BY person_id)::INTEGER AS all_days,
           -- Those who come back do so around the clock of the years, so that no year is emptier than another;
           -- but a death must be last, and a single stay must lie inside.
           bool_or(died) OVER (PARTITION BY person_id) OR count(*) OVER (PARTITION BY person_id) = 1
               OR sum(days) OVER (PARTITION BY person_id) > 1700 AS straight
    FROM spaced
), started AS (
    SELECT *, CASE WHEN straight THEN floor(uniform('first day', person_id, 0) * greatest(1, 1760 - all_days))::INTEGER + offset_days
                   ELSE (floor(uniform('first day', person_id, 0) * 1764)::INTEGER + offset_days) % 1764 END * 1440
              + CASE WHEN route = 'elective' THEN 420 + floor(180 * uniform('hour', person_id, k))
                     ELSE (420 + floor(1440 * pow(uniform('hour', person_id, k), 1.5))) % 1440 END::INTEGER AS start_minute
    FROM placed
)
SELECT person_id, k, reason, route, severity, age, male, frailty, ward, unit, site, implies, in_icu, died, died_in_icu, second_icu,
       h_emergency, h_before, h_icu, h_after, h_ward, h_between, h_again, hours, start_minute,
       start_minute + (hours * 60)::INTEGER AS end_minute,
       -- amplitudes of the illness
       CASE WHEN in_icu THEN 1.0 ELSE 0.6 END * pow(severity, 0.7) * CASE WHEN died THEN 1.25 ELSE 1 END AS amplitude,
       inf * exp(0.30 * normal('inf', person_id, k)) AS inf, shock * exp(0.45 * normal('shock', person_id, k)) AS shock,
       resp * exp(0.40 * normal('resp', person_id, k)) AS resp, co2 * exp(0.30 * normal('co2', person_id, k)) AS co2,
       renal * exp(0.45 * normal('renal', person_id, k)) AS renal, hep * exp(0.45 * normal('hep', person_id, k)) AS hep,
       bleed * exp(0.35 * normal('bleed', person_id, k)) AS bleed, neuro * exp(0.45 * normal('neuro', person_id, k)) AS neuro,
       heart * exp(0.40 * normal('heart', person_id, k)) AS heart, glyc * exp(0.30 * normal('glyc', person_id, k)) AS glyc,
       h_emergency + 4 + 14 * uniform('peak', person_id, k) AS peak,
       clamp(hours * 0.36, 14, 140) AS recovery
FROM started
WHERE start_minute + hours * 60 < 1764 * 1440;

UPDATE stay SET inf = least(2.9, inf * amplitude * CASE WHEN in_icu THEN 1 ELSE 1.25 END), shock = least(3.4, shock * amplitude), resp = least(3.3, resp * amplitude), co2 = co2 * amplitude, renal = renal * amplitude,
    hep = hep * amplitude, bleed = bleed * amplitude, neuro = neuro * amplitude, heart = heart * amplitude, glyc = glyc * amplitude;

-- Follow-up consultations between two stays.
CREATE OR REPLACE TEMP TABLE consultation AS
WITH next_stay AS (
    SELECT *, coalesce(lead(start_minute) OVER (PARTITION BY person_id ORDER BY start_minute), 1760 * 1440) AS next_start FROM stay
), drawn AS (
    SELECT person_id, k, reason, next_start, end_minute,
           (end_minute // 1440 + 14 + floor(45 * uniform('consultation day', person_id, k))::INTEGER) * 1440
               + 480 + 15 * floor(36 * uniform('consultation hour', person_id, k))::INTEGER AS start_minute
    FROM next_stay
    WHERE NOT died AND uniform('consultation', person_id, k) < 0.5
)
SELECT person_id, k, reason, start_minute, start_minute + 30 AS end_minute
FROM drawn WHERE start_minute + 1440 < next_start;

CREATE OR REPLACE TEMP TABLE visit AS
SELECT person_id, k, kind, person_id * 100 + row_number() OVER (PARTITION BY person_id ORDER BY start_minute) AS visit_id,
       start_minute, end_minute
FROM (SELECT person_id, k, 'stay' AS kind, start_minute, end_minute FROM stay
      UNION ALL SELECT person_id, k, 'consultation', start_minute, end_minute FROM consultation);
