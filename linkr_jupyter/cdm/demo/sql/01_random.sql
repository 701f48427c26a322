-- Random numbers that depend on the seed, a name and ids only: the same whatever the threads.
-- The outer hash matters: DuckDB joins the hashes of several values by XOR, so that without it
-- draws of two names would be the same bits with some of them flipped.
CREATE TEMP MACRO draw_bits(name, a, b) AS hash(hash(a, b, getvariable('seed'), name));

-- Uniform on [0, 1).
CREATE TEMP MACRO uniform(name, a, b) AS (draw_bits(name, a, b) >> 11)::DOUBLE / 9007199254740992.0::DOUBLE;

-- A whole number from 0 to n - 1. The cast keeps the arithmetic in 64 bits, four times as fast.
CREATE TEMP MACRO below(bits, n) AS (bits % (n)::UBIGINT)::INTEGER;

-- Nearly normal: the sum of the four 16-bit parts of one hash, mean 0, variance 1, within ±3.46.
CREATE TEMP MACRO bits_to_normal(bits) AS
    (((bits & 65535::UBIGINT) + ((bits >> 16) & 65535::UBIGINT) + ((bits >> 32) & 65535::UBIGINT) + (bits >> 48))::DOUBLE
        / 65535.0::DOUBLE - 2.0::DOUBLE) * 1.7320508::DOUBLE;
CREATE TEMP MACRO normal(name, a, b) AS bits_to_normal(draw_bits(name, a, b));

CREATE TEMP MACRO clamp(x, low, high) AS greatest(low, least(high, x));

-- Inside one run of the generator, times are minutes since this origin.
CREATE TEMP MACRO at_minute(m) AS TIMESTAMP '2022-01-01 00:00:00' + to_minutes((m)::BIGINT);
CREATE TEMP MACRO on_day(m) AS DATE '2022-01-01' + ((m) // 1440)::INTEGER;

-- The course of an illness, 0 to about 1.3, `h` hours after admission: a peak then recovery,
-- or a relentless worsening in those who die.
CREATE TEMP MACRO course(h, peak, recovery, died, total) AS
    CASE WHEN died THEN 0.6 + 0.75 * pow(clamp(h / total, 0, 1), 1.5)
         WHEN h < peak THEN 0.8 + 0.2 * greatest(h, 0) / peak
         ELSE exp(-(h - peak) / recovery) END;

-- The measurement number of a culture: far above those of other measurements.
CREATE TEMP MACRO micro_id(specimen) AS getvariable('centre') * 10000000000 + 5000000000 + (specimen % 5000000000) * 64;

-- A number as a French or English hand writes it.
CREATE TEMP MACRO local_number(x, language) AS
    coalesce(CASE language WHEN 'fr' THEN replace(format('{:g}', (x)::DOUBLE), '.', ',') ELSE format('{:g}', (x)::DOUBLE) END, '-');
