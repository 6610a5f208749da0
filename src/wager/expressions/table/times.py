"""Durations, the clock and the calendar of a time zone.

Python's calendar has the years 1 to 9999; a time beyond them is an error here, while an engine may go on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table import spark_sql as spark
from wager.expressions.table.numbers import nearest_whole
from wager.expressions.table.row import Operator, Site, Sql, always
from wager.foundation.amounts import DAY, MICROSECONDS, AmountError
from wager.foundation.moments import EPOCH, time_zone

HOUR = MICROSECONDS["h"]
_FIRST_ORDINAL = date(1970, 1, 1).toordinal()


def clock(zone: str) -> Callable[[int], datetime]:
    """Make the function that shows an instant on the clocks of a zone."""
    place = time_zone(zone)
    return lambda instant: (EPOCH + timedelta(microseconds=instant)).astimezone(place)


def hour(zone: str) -> Callable[[int], int]:
    """Make the function for the hour of the day, 0 … 23."""
    shown = clock(zone)
    return (lambda instant: instant // HOUR % 24) if zone == "UTC" else (lambda instant: shown(instant).hour)


def day(zone: str) -> Callable[[int], int]:
    """Make the function for the date, in days since 1970."""
    shown = clock(zone)
    if zone == "UTC":
        return lambda instant: instant // DAY
    return lambda instant: shown(instant).toordinal() - _FIRST_ORDINAL


def floor_to(step: int, zone: str) -> Callable[[int], int]:
    """Make the function that goes back to the last multiple of a step since local midnight.

    A step that divides the hour is counted in elapsed time; a longer one by the clocks on the wall, so
    that a day has one beginning also when the clocks are changed.
    """
    shown = clock(zone)

    def short(instant: int) -> int:
        return instant - _since_midnight(shown(instant)) % step

    def long(instant: int) -> int:
        now = shown(instant)
        beyond = _since_midnight(now) % step
        begun = _latest(now.replace(tzinfo=None) - timedelta(microseconds=beyond), zone)
        return begun if begun <= instant else instant - beyond

    return short if HOUR % step == 0 else long


def _since_midnight(moment: datetime) -> int:
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return seconds * 1_000_000 + moment.microsecond


def _latest(wall: datetime, zone: str) -> int:
    # A wall time that comes twice means the second; one that is left out counts on from before the change.
    place = time_zone(zone)
    offsets = (wall.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    offset = min(offset for offset in offsets if offset is not None)
    return (wall.replace(tzinfo=EPOCH.tzinfo) - offset - EPOCH) // timedelta(microseconds=1)


def _wall(instant: str, zone: str) -> str:
    """Write an instant in SQL as a timestamp of the zone's clocks."""
    stamp = f"make_timestamp({instant})"
    return stamp if zone == "UTC" else f"timezone('{zone}', timezone('UTC', {stamp}))"


def _wall_spark(instant: str, zone: str) -> str:
    """Write an instant in Spark's SQL as a timestamp that shows the zone's clocks where the session's zone is UTC."""
    stamp = f"timestamp_micros({instant})"
    return stamp if zone == "UTC" else f"from_utc_timestamp({stamp}, '{zone}')"


def _hour(site: Site) -> Callable[..., Any]:
    made = hour(site.constant(1, site.zone))
    return lambda instant, *_: made(instant)


def _hour_sql(site: Site, given: tuple[str, ...]) -> str:
    return f"hour({_wall(given[0], site.constant(1, site.zone))})"


def _hour_spark(site: Site, given: tuple[str, ...]) -> str:
    return f"CAST(hour({_wall_spark(given[0], site.constant(1, site.zone))}) AS BIGINT)"


def _floor_to(site: Site) -> Callable[..., Any]:
    made = floor_to(site.constant(1), site.constant(2, site.zone))
    return lambda instant, *_: made(instant)


def _floor_to_sql(site: Site, given: tuple[str, ...]) -> str:
    step, zone = site.constant(1), site.constant(2, site.zone)
    wall = _wall(given[0], zone)
    beyond = f"(((epoch_us({wall}) % {DAY}) + {DAY}) % {step})"
    if HOUR % step == 0 or zone == "UTC":
        return f"({given[0]} - {beyond})"
    begun = f"epoch_us(timezone('{zone}', {wall} - to_microseconds({beyond})))"
    return f"CASE WHEN {begun} <= {given[0]} THEN {begun} ELSE {given[0]} - {beyond} END"


def _floor_to_spark(site: Site, given: tuple[str, ...]) -> str:
    step, zone, (instant, *_) = site.constant(1), site.constant(2, site.zone), given
    if zone == "UTC":
        return f"({instant} - pmod({instant}, {step}L))"
    wall = f"unix_micros({_wall_spark(instant, zone)})"
    back = f"({instant} - pmod({wall}, {step}L))"
    if HOUR % step == 0:
        return back
    # Back in elapsed time, unless the clocks were changed since and the time on the wall, counted on from before
    # a change that leaves it out, is another instant. (Of a time that comes twice Spark would take the first.)
    begun = f"({wall} - pmod({wall}, {step}L))"
    other = f"unix_micros(to_utc_timestamp(timestamp_micros({begun}), '{zone}'))"
    missed = f"unix_micros({_wall_spark(back, zone)}) <> {begun}"
    return f"CASE WHEN {missed} AND {other} <= {instant} THEN {other} ELSE {back} END"


def _of_date(part: Callable[[int], int]) -> Callable[[Site], Callable[..., Any]]:
    """Make the Python side of what is said of a date, or of the date of a time."""

    def made(site: Site) -> Callable[..., Any]:
        if site.types[0] == "date":
            return part
        of = day(site.constant(1, site.zone))
        return lambda instant, *_: part(of(instant))

    return made


def _of_date_sql(template: str, of_date: str) -> Sql:
    def sql(site: Site, given: tuple[str, ...]) -> str:
        if site.types[0] == "date":
            return of_date.format(given[0])
        return template.format(_wall(given[0], site.constant(1, site.zone)))

    return sql


def _of_date_spark(template: str, of_date: str = "") -> Sql:
    def sql(site: Site, given: tuple[str, ...]) -> str:
        if site.types[0] != "date":
            shown = f"CAST({_wall_spark(given[0], site.constant(1, site.zone))} AS DATE)"
            return template.format(shown)
        return of_date.format(given[0]) or template.format(f"date_from_unix_date(CAST({given[0]} AS INT))")

    return sql


def _units(name: str, unit: str) -> Operator:
    size = MICROSECONDS[unit]

    def made(site: Site) -> Callable[..., Any]:
        if site.types[0] == "float":
            return lambda number: int(nearest_whole(number * float(size)))
        return lambda number: number * size

    def sql(site: Site, given: tuple[str, ...]) -> str:
        if site.types[0] == "float":
            return f"CAST(round({given[0]} * CAST({size} AS DOUBLE)) AS BIGINT)"
        return f"({given[0]} * CAST({size} AS BIGINT))"

    def sql_spark(site: Site, given: tuple[str, ...]) -> str:
        if site.types[0] == "float":
            return spark.nearest_bigint(f"({given[0]} * {float(size)!r}D)")
        return f"({given[0]} * {size}L)"

    rule = sign.one_of(sign.NUMBERS, "duration")
    return Operator(name, (1, 1), rule, made, sql, sql_spark, f"`{name}(n)`: a duration")


def _in_units(name: str, unit: str) -> Operator:
    size = float(MICROSECONDS[unit])
    return Operator(
        name,
        (1, 1),
        sign.fixed(["duration"], "float"),
        always(lambda length: float(length) / size),
        f"(CAST({{0}} AS DOUBLE) / CAST({size!r} AS DOUBLE))",
        f"(CAST({{0}} AS DOUBLE) / {size!r}D)",
        f"`{name}(d)`: a number",
        stays_finite=True,
    )


def _calendar(name: str, part: Callable[[int], int], sql: str, on_spark: str, note: str) -> Operator:
    of_date = f"{sql}(DATE '1970-01-01' + CAST({{}} AS INTEGER))"
    both = _of_date_sql(f"{sql}({{}})", of_date)
    shown, zones = _of_date_spark(on_spark), {1: _is_zone}
    return Operator(name, (1, 2), sign.calendar, _of_date(part), both, shown, note, constants=zones)


def _is_zone(value: Any) -> str | None:
    try:
        time_zone(value)
    except AmountError as error:
        return str(error)
    return None


def _is_step(value: Any) -> str | None:
    return None if value > 0 and DAY % value == 0 else "should divide a day, such as `15 min`, `1 h` or `1 d`"


def _date(days: int) -> date:
    return date.fromordinal(days + _FIRST_ORDINAL)


_DAYS_SQL = _of_date_sql("CAST(CAST({} AS DATE) - DATE '1970-01-01' AS BIGINT)", "{}")

ROWS = (
    _units("minutes", "min"),
    _units("hours", "h"),
    _units("days", "d"),
    _in_units("in_hours", "h"),
    _in_units("in_days", "d"),
    Operator(
        "hour",
        (1, 2),
        sign.fixed(["time", "text"], "int"),
        _hour,
        _hour_sql,
        _hour_spark,
        "`hour(t)`, `hour(t, 'UTC')`: 0 … 23",
        constants={1: _is_zone},
    ),
    _calendar(
        "weekday",
        lambda days: (days + 3) % 7 + 1,
        "isodow",
        "CAST(weekday({}) + 1 AS BIGINT)",
        "`weekday(t)`: Monday 1 … Sunday 7",
    ),
    _calendar(
        "month", lambda days: _date(days).month, "month", "CAST(month({}) AS BIGINT)", "`month(t)`: 1 … 12"
    ),
    _calendar("year", lambda days: _date(days).year, "year", "CAST(year({}) AS BIGINT)", "`year(t)`"),
    Operator(
        "day",
        (1, 2),
        sign.date_of,
        _of_date(lambda days: days),
        _DAYS_SQL,
        _of_date_spark("CAST(unix_date({}) AS BIGINT)", "{}"),
        "`day(t)`: the date",
        constants={1: _is_zone},
    ),
    Operator(
        "floor_to",
        (2, 3),
        sign.fixed(["time", "duration", "text"], "time"),
        _floor_to,
        _floor_to_sql,
        _floor_to_spark,
        "`floor_to(t, 1 h)`: back to the last multiple since local midnight",
        constants={1: _is_step, 2: _is_zone},
    ),
)
