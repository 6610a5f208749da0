-- Made by golden.py, which says how to write it anew. One entry for each form of the conformance table: the expression and
-- the type of its result, the types of its columns, what the session is assumed to be set to beside the last two of
-- these, and the SQL.
-- spark.sql.ansi.enabled = true
-- spark.sql.session.timeZone = UTC
-- spark.sql.parser.escapedStringLiterals = false
-- spark.sql.optimizer.excludedRules = org.apache.spark.sql.catalyst.optimizer.ReorderAssociativeOperator

-- c0 + c1: int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` + `c1`)

-- c0 - c1: int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - `c1`)

-- c0 * c1: int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` * `c1`)

-- -c0: int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(-(`c0`))

-- abs(c0): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
abs(`c0`)

-- mod(c0, c1): int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c1` = -1 THEN (-(`c0`)) * 0 WHEN `c1` <> 0 THEN `c0` % `c1` END

-- round(c0, -1): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` % 10L >= 5L THEN `c0` - `c0` % 10L + 10L WHEN `c0` % 10L <= -5L THEN `c0` - `c0` % 10L - 10L ELSE `c0` - `c0` % 10L END

-- floor(c0): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
`c0`

-- ceil(c0): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
`c0`

-- round(c0): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
`c0`

-- round(c0, -3): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` % 1000L >= 500L THEN `c0` - `c0` % 1000L + 1000L WHEN `c0` % 1000L <= -500L THEN `c0` - `c0` % 1000L - 1000L ELSE `c0` - `c0` % 1000L END

-- round(c0, -15): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` % 1000000000000000L >= 500000000000000L THEN `c0` - `c0` % 1000000000000000L + 1000000000000000L WHEN `c0` % 1000000000000000L <= -500000000000000L THEN `c0` - `c0` % 1000000000000000L - 1000000000000000L ELSE `c0` - `c0` % 1000000000000000L END

-- round(c0, 2): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
`c0`

-- int(c0): int
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(CASE WHEN `c0` >= 9.223372036854775808E18D THEN CAST('Infinity' AS DOUBLE) ELSE `c0` END AS BIGINT)

-- int(c0): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS BIGINT)

-- int(c0): int
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN trim(`c0`) RLIKE '^[+-]?[0-9]{1,18}\\z' THEN CAST(trim(`c0`) AS BIGINT) END

-- int(c0): int
-- c0 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS BIGINT)

-- length(c0): int
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(length(`c0`) AS BIGINT)

-- bucket(c0, 7): int
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 7)

-- bucket(c0, 10): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 10)

-- bucket(c0, 3): int
-- c0 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 3)

-- bucket(c0, 5): int
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 5)

-- hour(c0): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(hour(timestamp_micros(`c0`)) AS BIGINT)

-- hour(c0): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(hour(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')) AS BIGINT)

-- hour(c0, 'UTC'): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(hour(timestamp_micros(`c0`)) AS BIGINT)

-- hour(c0, 'UTC'): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(hour(timestamp_micros(`c0`)) AS BIGINT)

-- weekday(c0): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(weekday(CAST(timestamp_micros(`c0`) AS DATE)) + 1 AS BIGINT)

-- weekday(c0): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(weekday(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) + 1 AS BIGINT)

-- weekday(c0): int
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(weekday(date_from_unix_date(CAST(`c0` AS INT))) + 1 AS BIGINT)

-- month(c0): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(month(CAST(timestamp_micros(`c0`) AS DATE)) AS BIGINT)

-- month(c0): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(month(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) AS BIGINT)

-- year(c0, 'Asia/Tokyo'): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(year(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'Asia/Tokyo') AS DATE)) AS BIGINT)

-- year(c0, 'Asia/Tokyo'): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(year(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'Asia/Tokyo') AS DATE)) AS BIGINT)

-- month(c0): int
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(month(date_from_unix_date(CAST(`c0` AS INT))) AS BIGINT)

-- year(c0): int
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(year(date_from_unix_date(CAST(`c0` AS INT))) AS BIGINT)

-- bucket(c0, 2): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 2)

-- if(c0, c1, c2): int
-- c0 bool, c1 int, c2 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): int
-- c0 bool, c1 int, c2 bool, c3 int, c4 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): int
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): int
-- c0 int, c1 int, c2 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): int
-- c0 int, c1 int, c2 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- c0 + c1: float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((`c0` + `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 - c1: float
-- c0 float, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((`c0` - CAST(`c1` AS DOUBLE)) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 * c1: float
-- c0 int, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((CAST(`c0` AS DOUBLE) * `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 / c1: float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(try_divide(CAST(`c0` AS DOUBLE), CAST(`c1` AS DOUBLE)) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 / c1: float
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(try_divide(CAST(CAST(`c0` AS DOUBLE) AS DOUBLE), CAST(CAST(`c1` AS DOUBLE) AS DOUBLE)) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 / c1: float
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(try_divide(CAST(`c0` AS DOUBLE), CAST(`c1` AS DOUBLE)) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 / c1: float
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(try_divide(CAST(`c0` AS DOUBLE), CAST(`c1` AS DOUBLE)) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- -c0: float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(-(`c0`))

-- abs(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
abs(`c0`)

-- mod(c0, c1): float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(CASE WHEN `c1` <> 0 THEN `c0` % `c1` END % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(CASE WHEN abs(`c0`) - abs(rint(`c0`)) = 0.5D THEN rint(`c0`) + signum(`c0`) ELSE rint(`c0`) END % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0, 2): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(CASE WHEN abs((`c0` * 100.0D)) <= 1.7976931348623157E308D THEN CASE WHEN abs((`c0` * 100.0D)) - abs(rint((`c0` * 100.0D))) = 0.5D THEN rint((`c0` * 100.0D)) + signum((`c0` * 100.0D)) ELSE rint((`c0` * 100.0D)) END / 100.0D ELSE `c0` END % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0, -1): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((CASE WHEN abs((`c0` / 10.0D)) - abs(rint((`c0` / 10.0D))) = 0.5D THEN rint((`c0` / 10.0D)) + signum((`c0` / 10.0D)) ELSE rint((`c0` / 10.0D)) END * 10.0D) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- floor(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN rint(`c0`) > `c0` THEN rint(`c0`) - 1 ELSE rint(`c0`) END

-- ceil(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN rint(`c0`) < `c0` THEN -(-rint(`c0`) - 1) ELSE rint(`c0`) END

-- sqrt(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(sqrt(`c0`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- exp(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(wager_exp(`c0`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- ln(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(wager_ln(`c0`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- power(c0, c1): float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(wager_power(`c0`, `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- in_hours(c0): float
-- c0 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(`c0` AS DOUBLE) / 3600000000.0D)

-- in_days(c0): float
-- c0 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(`c0` AS DOUBLE) / 86400000000.0D)

-- float(c0): float
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS DOUBLE)

-- float(c0): float
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN trim(`c0`) RLIKE '^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?\\z' THEN nanvl(CAST(trim(`c0`) AS DOUBLE) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE)) END

-- if(c0, c1, c2): float
-- c0 bool, c1 float, c2 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): float
-- c0 bool, c1 float, c2 bool, c3 float, c4 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): float
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): float
-- c0 float, c1 float, c2 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): float
-- c0 float, c1 float, c2 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- c0 + c1: money
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((`c0` + `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 - c1: money
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((`c0` - `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 * c1: money
-- c0 money, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((`c0` * `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 * c1: money
-- c0 int, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((CAST(`c0` AS DOUBLE) * `c1`) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- c0 / c1: money
-- c0 money, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(try_divide(CAST(`c0` AS DOUBLE), CAST(CAST(`c1` AS DOUBLE) AS DOUBLE)) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- -c0: money
-- c0 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(-(`c0`))

-- abs(c0): money
-- c0 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
abs(`c0`)

-- if(c0, c1, c2): money
-- c0 bool, c1 money, c2 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): money
-- c0 bool, c1 money, c2 bool, c3 money, c4 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): money
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): money
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): money
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): money
-- c0 money, c1 money, c2 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): money
-- c0 money, c1 money, c2 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- lower(c0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
array_join(transform(split(`c0`, ''), c -> CASE WHEN c RLIKE '[\\x{19b}-\\x{19b}\\x{264}-\\x{264}\\x{1c89}-\\x{1c8a}\\x{a7cb}-\\x{a7cf}\\x{a7d2}-\\x{a7d5}\\x{a7da}-\\x{a7dc}\\x{10d50}-\\x{10d65}\\x{10d70}-\\x{10d85}\\x{16ea0}-\\x{16eb8}\\x{16ebb}-\\x{16ed3}]' THEN c WHEN c = 'İ' THEN 'i' ELSE lower(c) END), '')

-- upper(c0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
array_join(transform(split(`c0`, ''), c -> CASE WHEN c RLIKE '[\\x{19b}-\\x{19b}\\x{264}-\\x{264}\\x{1c89}-\\x{1c8a}\\x{a7cb}-\\x{a7cf}\\x{a7d2}-\\x{a7d5}\\x{a7da}-\\x{a7dc}\\x{10d50}-\\x{10d65}\\x{10d70}-\\x{10d85}\\x{16ea0}-\\x{16eb8}\\x{16ebb}-\\x{16ed3}]' THEN c WHEN length(upper(c)) = 1 THEN upper(c) WHEN c = 'ß' THEN 'ẞ' WHEN length(initcap(c)) = 1 THEN initcap(c) ELSE c END), '')

-- trim(c0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
trim(BOTH ' \t\n\r\u000b\u000c' FROM `c0`)

-- concat(c0, c1, c2): text
-- c0 text, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
concat(`c0`, `c1`, `c2`)

-- replace(c0, c1, c2): text
-- c0 text, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
replace(`c0`, `c1`, `c2`)

-- substring(c0, 2, 3): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 2, 3)

-- text(c0): text
-- c0 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS STRING)

-- split_part(c0, '-', 2): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, '-', 2)

-- text(c0): text
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS STRING)

-- text(c0): text
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(date_from_unix_date(CAST(`c0` AS INT)) AS STRING)

-- if(c0, c1, c2): text
-- c0 bool, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): text
-- c0 bool, c1 text, c2 bool, c3 text, c4 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): text
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): text
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): text
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): text
-- c0 text, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): text
-- c0 text, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- c0 + c1: time
-- c0 time, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` + `c1`)

-- c0 - c1: time
-- c0 time, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - `c1`)

-- floor_to(c0, 1 h): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(`c0`, 3600000000L))

-- floor_to(c0, 1 h): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 3600000000L))

-- floor_to(c0, 1 d): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(`c0`, 86400000000L))

-- floor_to(c0, 1 d): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN unix_micros(from_utc_timestamp(timestamp_micros((`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 86400000000L))), 'America/New_York')) <> (unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 86400000000L)) AND unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 86400000000L))), 'America/New_York')) <= `c0` THEN unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 86400000000L))), 'America/New_York')) ELSE (`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 86400000000L)) END

-- floor_to(c0, 6 h, 'UTC'): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(`c0`, 21600000000L))

-- floor_to(c0, 6 h, 'UTC'): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(`c0`, 21600000000L))

-- floor_to(c0, 15 min): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(`c0`, 900000000L))

-- floor_to(c0, 15 min): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')), 900000000L))

-- if(c0, c1, c2): time
-- c0 bool, c1 time, c2 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): time
-- c0 bool, c1 time, c2 bool, c3 time, c4 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): time
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): time
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): time
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): time
-- c0 time, c1 time, c2 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): time
-- c0 time, c1 time, c2 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- day(c0): date
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(unix_date(CAST(timestamp_micros(`c0`) AS DATE)) AS BIGINT)

-- day(c0): date
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(unix_date(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) AS BIGINT)

-- day(c0, 'UTC'): date
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(unix_date(CAST(timestamp_micros(`c0`) AS DATE)) AS BIGINT)

-- day(c0, 'UTC'): date
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(unix_date(CAST(timestamp_micros(`c0`) AS DATE)) AS BIGINT)

-- day(c0): date
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
`c0`

-- if(c0, c1, c2): date
-- c0 bool, c1 date, c2 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): date
-- c0 bool, c1 date, c2 bool, c3 date, c4 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): date
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): date
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): date
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): date
-- c0 date, c1 date, c2 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): date
-- c0 date, c1 date, c2 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- c0 - c1: duration
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - `c1`)

-- c0 - c1: duration
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
((`c0` - `c1`) * CAST(86400000000 AS BIGINT))

-- c0 + c1: duration
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` + `c1`)

-- c0 * c1: duration
-- c0 duration, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` * `c1`)

-- c0 * c1: duration
-- c0 float, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(CASE WHEN (CAST(`c0` AS DOUBLE) * CAST(`c1` AS DOUBLE)) >= 9.223372036854775808E18D THEN CAST('Infinity' AS DOUBLE) WHEN abs((CAST(`c0` AS DOUBLE) * CAST(`c1` AS DOUBLE))) - abs(rint((CAST(`c0` AS DOUBLE) * CAST(`c1` AS DOUBLE)))) = 0.5D THEN rint((CAST(`c0` AS DOUBLE) * CAST(`c1` AS DOUBLE))) + signum((CAST(`c0` AS DOUBLE) * CAST(`c1` AS DOUBLE))) ELSE rint((CAST(`c0` AS DOUBLE) * CAST(`c1` AS DOUBLE))) END AS BIGINT)

-- minutes(c0): duration
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(CASE WHEN (`c0` * 60000000.0D) >= 9.223372036854775808E18D THEN CAST('Infinity' AS DOUBLE) WHEN abs((`c0` * 60000000.0D)) - abs(rint((`c0` * 60000000.0D))) = 0.5D THEN rint((`c0` * 60000000.0D)) + signum((`c0` * 60000000.0D)) ELSE rint((`c0` * 60000000.0D)) END AS BIGINT)

-- hours(c0): duration
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` * 3600000000L)

-- days(c0): duration
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(CASE WHEN (`c0` * 86400000000.0D) >= 9.223372036854775808E18D THEN CAST('Infinity' AS DOUBLE) WHEN abs((`c0` * 86400000000.0D)) - abs(rint((`c0` * 86400000000.0D))) = 0.5D THEN rint((`c0` * 86400000000.0D)) + signum((`c0` * 86400000000.0D)) ELSE rint((`c0` * 86400000000.0D)) END AS BIGINT)

-- -c0: duration
-- c0 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(-(`c0`))

-- abs(c0): duration
-- c0 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
abs(`c0`)

-- if(c0, c1, c2): duration
-- c0 bool, c1 duration, c2 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): duration
-- c0 bool, c1 duration, c2 bool, c3 duration, c4 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): duration
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): duration
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- least(c0, c1): duration
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL THEN NULL ELSE least(`c0`, `c1`) END

-- greatest(c0, c1, c2): duration
-- c0 duration, c1 duration, c2 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE greatest(`c0`, `c1`, `c2`) END

-- clip(c0, c1, c2): duration
-- c0 duration, c1 duration, c2 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR `c2` IS NULL THEN NULL ELSE least(greatest(`c0`, `c1`), `c2`) END

-- c0 = c1: bool
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 = c1: bool
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 = c1: bool
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 = c1: bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 = c1: bool
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 = c1: bool
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 = c1: bool
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 != c1: bool
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 != c1: bool
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 != c1: bool
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 != c1: bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 != c1: bool
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 != c1: bool
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 != c1: bool
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 < c1: bool
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 < c1: bool
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 < c1: bool
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 < c1: bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 < c1: bool
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 < c1: bool
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 < c1: bool
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < `c1`)

-- c0 <= c1: bool
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 <= c1: bool
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 <= c1: bool
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 <= c1: bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 <= c1: bool
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 <= c1: bool
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 <= c1: bool
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` <= `c1`)

-- c0 > c1: bool
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 > c1: bool
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 > c1: bool
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 > c1: bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 > c1: bool
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 > c1: bool
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 > c1: bool
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` > `c1`)

-- c0 >= c1: bool
-- c0 int, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 >= c1: bool
-- c0 float, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 >= c1: bool
-- c0 money, c1 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 >= c1: bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 >= c1: bool
-- c0 time, c1 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 >= c1: bool
-- c0 date, c1 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 >= c1: bool
-- c0 duration, c1 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` >= `c1`)

-- c0 in (c1, c2): bool
-- c0 int, c1 int, c2 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 float, c1 float, c2 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 money, c1 money, c2 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 text, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 time, c1 time, c2 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 date, c1 date, c2 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 duration, c1 duration, c2 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 in (c1, c2): bool
-- c0 bool, c1 bool, c2 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`))

-- c0 between c1 and c2: bool
-- c0 int, c1 int, c2 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 between c1 and c2: bool
-- c0 float, c1 float, c2 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 between c1 and c2: bool
-- c0 money, c1 money, c2 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 between c1 and c2: bool
-- c0 text, c1 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 between c1 and c2: bool
-- c0 time, c1 time, c2 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 between c1 and c2: bool
-- c0 date, c1 date, c2 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 between c1 and c2: bool
-- c0 duration, c1 duration, c2 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` BETWEEN `c1` AND `c2`)

-- c0 is null: bool
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 money; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 date; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 is null: bool
-- c0 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IS NULL)

-- c0 = c1: bool
-- c0 bool, c1 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` = `c1`)

-- c0 != c1: bool
-- c0 bool, c1 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` != `c1`)

-- c0 = c1: bool
-- c0 int, c1 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(`c0` AS DOUBLE) = `c1`)

-- c0 < c1: bool
-- c0 float, c1 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` < CAST(`c1` AS DOUBLE))

-- c0 and c1 and c2: bool
-- c0 bool, c1 bool, c2 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` AND `c1` AND `c2`)

-- c0 or c1: bool
-- c0 bool, c1 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` OR `c1`)

-- not c0: bool
-- c0 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(NOT `c0`)

-- contains(c0, c1): bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
contains(`c0`, `c1`)

-- contains_any(c0, c1, 'a'): bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` IS NULL OR `c1` IS NULL OR 'a' IS NULL THEN NULL ELSE (contains(`c0`, `c1`) OR contains(`c0`, 'a')) END

-- starts_with(c0, c1): bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
startswith(`c0`, `c1`)

-- ends_with(c0, c1): bool
-- c0 text, c1 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
endswith(`c0`, `c1`)

-- if(c0, c1, c2): bool
-- c0 bool, c1 bool, c2 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` ELSE `c2` END

-- case(c0, c1, c2, c3, c4): bool
-- c0 bool, c1 bool, c2 bool, c3 bool, c4 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` THEN `c1` WHEN `c2` THEN `c3` ELSE `c4` END

-- coalesce(c0, c1): bool
-- c0 bool, c1 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
coalesce(`c0`, `c1`)

-- nullif(c0, c1): bool
-- c0 bool, c1 bool; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN `c0` = `c1` THEN NULL ELSE `c0` END

-- round(c0, -15): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((CASE WHEN abs((`c0` / 1000000000000000.0D)) - abs(rint((`c0` / 1000000000000000.0D))) = 0.5D THEN rint((`c0` / 1000000000000000.0D)) + signum((`c0` / 1000000000000000.0D)) ELSE rint((`c0` / 1000000000000000.0D)) END * 1000000000000000.0D) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0, -3): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl((CASE WHEN abs((`c0` / 1000.0D)) - abs(rint((`c0` / 1000.0D))) = 0.5D THEN rint((`c0` / 1000.0D)) + signum((`c0` / 1000.0D)) ELSE rint((`c0` / 1000.0D)) END * 1000.0D) % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0, 0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(CASE WHEN abs(`c0`) - abs(rint(`c0`)) = 0.5D THEN rint(`c0`) + signum(`c0`) ELSE rint(`c0`) END % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0, 1): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(CASE WHEN abs((`c0` * 10.0D)) <= 1.7976931348623157E308D THEN CASE WHEN abs((`c0` * 10.0D)) - abs(rint((`c0` * 10.0D))) = 0.5D THEN rint((`c0` * 10.0D)) + signum((`c0` * 10.0D)) ELSE rint((`c0` * 10.0D)) END / 10.0D ELSE `c0` END % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- round(c0, 15): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
nanvl(CASE WHEN abs((`c0` * 1000000000000000.0D)) <= 1.7976931348623157E308D THEN CASE WHEN abs((`c0` * 1000000000000000.0D)) - abs(rint((`c0` * 1000000000000000.0D))) = 0.5D THEN rint((`c0` * 1000000000000000.0D)) + signum((`c0` * 1000000000000000.0D)) ELSE rint((`c0` * 1000000000000000.0D)) END / 1000000000000000.0D ELSE `c0` END % CAST('Infinity' AS DOUBLE), CAST(NULL AS DOUBLE))

-- substring(c0, 1, 0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 1, 0)

-- substring(c0, 1, 2147483648): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 1, 2147483647)

-- substring(c0, 2, 0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 2, 0)

-- substring(c0, 2, 2147483648): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 2, 2147483647)

-- substring(c0, 2147483648, 0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 2147483647, 0)

-- substring(c0, 2147483648, 2147483648): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
substring(`c0`, 2147483647, 2147483647)

-- split_part(c0, '-', 1): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, '-', 1)

-- split_part(c0, '-', 2147483648): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, '-', 2147483647)

-- split_part(c0, '--', 1): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, '--', 1)

-- split_part(c0, '--', 2147483648): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, '--', 2147483647)

-- split_part(c0, 'a', 1): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, 'a', 1)

-- split_part(c0, 'a', 2147483648): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
split_part(`c0`, 'a', 2147483647)

-- bucket(c0, 2147483648): int
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 2147483648)

-- bucket(c0, 2147483648): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 2147483648)

-- bucket(c0, 2147483648): int
-- c0 duration; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(CAST(conv(substr(md5(CAST(CAST(`c0` AS STRING) AS BINARY)), 1, 15), 16, 10) AS BIGINT) % 2147483648)

-- c0 in (c1, c2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11): bool
-- c0 int, c1 int, c2 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`, CAST(0 AS BIGINT), CAST(1 AS BIGINT), CAST(2 AS BIGINT), CAST(3 AS BIGINT), CAST(4 AS BIGINT), CAST(5 AS BIGINT), CAST(6 AS BIGINT), CAST(7 AS BIGINT), CAST(8 AS BIGINT), CAST(9 AS BIGINT), CAST(10 AS BIGINT), CAST(11 AS BIGINT)))

-- c0 in (c1, c2, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0): bool
-- c0 float, c1 float, c2 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` IN (`c1`, `c2`, CAST('0.0' AS DOUBLE), CAST('1.0' AS DOUBLE), CAST('2.0' AS DOUBLE), CAST('3.0' AS DOUBLE), CAST('4.0' AS DOUBLE), CAST('5.0' AS DOUBLE), CAST('6.0' AS DOUBLE), CAST('7.0' AS DOUBLE), CAST('8.0' AS DOUBLE), CAST('9.0' AS DOUBLE), CAST('10.0' AS DOUBLE), CAST('11.0' AS DOUBLE)))

-- contains(c0, ''): bool
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
contains(`c0`, '')

-- starts_with(c0, ''): bool
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
startswith(`c0`, '')

-- ends_with(c0, ''): bool
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
endswith(`c0`, '')

-- mod(c0, 0): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN CAST(0 AS BIGINT) = -1 THEN (-(`c0`)) * 0 WHEN CAST(0 AS BIGINT) <> 0 THEN `c0` % CAST(0 AS BIGINT) END

-- mod(c0, -1): int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN CAST(-1 AS BIGINT) = -1 THEN (-(`c0`)) * 0 WHEN CAST(-1 AS BIGINT) <> 0 THEN `c0` % CAST(-1 AS BIGINT) END

-- c0 + 9223372036854775807: int
-- c0 int; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` + CAST(9223372036854775807 AS BIGINT))

-- text(c0): text
-- c0 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS STRING)

-- float(c0): float
-- c0 float; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(`c0` AS DOUBLE)

-- replace(c0, '', c2): text
-- c0 text, c2 text; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
replace(`c0`, '', `c2`)

-- hour(c0, 'America/New_York'): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(hour(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')) AS BIGINT)

-- hour(c0, 'America/New_York'): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(hour(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York')) AS BIGINT)

-- weekday(c0, 'America/New_York'): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(weekday(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) + 1 AS BIGINT)

-- weekday(c0, 'America/New_York'): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(weekday(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) + 1 AS BIGINT)

-- day(c0, 'America/New_York'): date
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(unix_date(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) AS BIGINT)

-- day(c0, 'America/New_York'): date
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(unix_date(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) AS BIGINT)

-- month(c0, 'America/New_York'): int
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(month(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) AS BIGINT)

-- month(c0, 'America/New_York'): int
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CAST(month(CAST(from_utc_timestamp(timestamp_micros(`c0`), 'America/New_York') AS DATE)) AS BIGINT)

-- floor_to(c0, 30 min, 'Australia/Lord_Howe'): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 1800000000L))

-- floor_to(c0, 30 min, 'Australia/Lord_Howe'): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
(`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 1800000000L))

-- floor_to(c0, 3 h, 'Australia/Lord_Howe'): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN unix_micros(from_utc_timestamp(timestamp_micros((`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L))), 'Australia/Lord_Howe')) <> (unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L)) AND unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L))), 'Australia/Lord_Howe')) <= `c0` THEN unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L))), 'Australia/Lord_Howe')) ELSE (`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L)) END

-- floor_to(c0, 3 h, 'Australia/Lord_Howe'): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN unix_micros(from_utc_timestamp(timestamp_micros((`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L))), 'Australia/Lord_Howe')) <> (unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L)) AND unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L))), 'Australia/Lord_Howe')) <= `c0` THEN unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L))), 'Australia/Lord_Howe')) ELSE (`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 10800000000L)) END

-- floor_to(c0, 1 d, 'Australia/Lord_Howe'): time
-- c0 time; project in UTC
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN unix_micros(from_utc_timestamp(timestamp_micros((`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L))), 'Australia/Lord_Howe')) <> (unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L)) AND unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L))), 'Australia/Lord_Howe')) <= `c0` THEN unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L))), 'Australia/Lord_Howe')) ELSE (`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L)) END

-- floor_to(c0, 1 d, 'Australia/Lord_Howe'): time
-- c0 time; project in America/New_York
-- assumes spark.sql.ansi.enabled = true, spark.sql.session.timeZone = UTC
CASE WHEN unix_micros(from_utc_timestamp(timestamp_micros((`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L))), 'Australia/Lord_Howe')) <> (unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L)) AND unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L))), 'Australia/Lord_Howe')) <= `c0` THEN unix_micros(to_utc_timestamp(timestamp_micros((unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')) - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L))), 'Australia/Lord_Howe')) ELSE (`c0` - pmod(unix_micros(from_utc_timestamp(timestamp_micros(`c0`), 'Australia/Lord_Howe')), 86400000000L)) END
