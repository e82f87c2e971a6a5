-- The function library for DuckDB; every other engine defines the same names with the same meaning.
-- Dates are DATE, moments are TIMESTAMP without zone (Asia/Shanghai wall time), counts are BIGINT.

CREATE OR REPLACE MACRO add_days(day, n) AS CAST(day + CAST(n AS INTEGER) AS DATE);

-- Months as a time limit (刑诉解释202 ¶1): same day number, last day to last day, a missing day becomes the month's last.
CREATE OR REPLACE MACRO add_months(day, n) AS CAST(
    CASE WHEN day = last_day(day) THEN last_day(day + to_months(CAST(n AS INTEGER)))
         ELSE day + to_months(CAST(n AS INTEGER)) END AS DATE);

CREATE OR REPLACE MACRO days_between(earlier, later) AS CAST(date_diff('day', CAST(earlier AS DATE), CAST(later AS DATE)) AS BIGINT);
CREATE OR REPLACE MACRO secs_between(earlier, later) AS CAST(date_diff('second', earlier, later) AS BIGINT);
CREATE OR REPLACE MACRO iso_dow(day) AS CAST(isodow(day) AS INTEGER);
CREATE OR REPLACE MACRO iso_text(day) AS strftime(day, '%Y-%m-%d');
CREATE OR REPLACE MACRO day_of(moment) AS CAST(moment AS DATE);
CREATE OR REPLACE MACRO chars(value) AS length(value);
-- 64 bits that stand for a text within one version of the engine; empty where the text is. The engine's hash takes eight bytes at
-- a time and is equal for texts that differ in fitting ways in the last byte of two words (of 300,000 case numbers 1,000 are): so it
-- is taken twice, the second time moved by half a word.
CREATE OR REPLACE MACRO digest(value) AS CASE WHEN value IS NOT NULL THEN hash(value, '0123' || value) END;
CREATE OR REPLACE MACRO regex_group(value, pattern, n) AS regexp_extract(value, pattern, n);

-- Metres between two points in degrees on the mean sphere (haversine), to the metre; the same functions exist on Spark.
CREATE OR REPLACE MACRO metres_between(longitude_a, latitude_a, longitude_b, latitude_b) AS CAST(round(12742017.6 * asin(least(1.0, sqrt(
    power(sin((radians(latitude_b) - radians(latitude_a)) / 2), 2)
    + cos(radians(latitude_a)) * cos(radians(latitude_b)) * power(sin((radians(longitude_b) - radians(longitude_a)) / 2), 2)
)))) AS BIGINT);
