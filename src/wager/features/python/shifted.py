"""Clocks that are wrong on purpose: what a function gives must not hang on when it is called."""

from __future__ import annotations

import datetime as dt
import time
from types import ModuleType
from typing import Any

_SECONDS = ("time", "monotonic", "perf_counter", "process_time", "thread_time")
_OF_MOMENTS = ("gmtime", "localtime", "ctime")


class _Like(type):
    """Makes the real moments count as moments of the shifted kind."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])


def shifted(days: int) -> dict[str, ModuleType]:
    """Return modules that stand in for `time` and `datetime`, some days ahead.

    Examples
    --------
    >>> ahead = shifted(400)["datetime"].date.today() - dt.date.today()
    >>> ahead.days in (399, 400, 401)
    True
    """
    return {"time": _time(days), "datetime": _datetime(days)}


def _time(days: int) -> ModuleType:
    module, seconds = _copy(time), days * 86_400

    def moved(name: str, by: int) -> Any:
        own = getattr(time, name)
        return lambda: own() + by

    for name in _SECONDS:
        setattr(module, name, moved(name, seconds))
        setattr(module, f"{name}_ns", moved(f"{name}_ns", seconds * 10**9))

    def of_moment(name: str) -> Any:
        own = getattr(time, name)
        return lambda moment=None: own(time.time() + seconds if moment is None else moment)

    for name in _OF_MOMENTS:
        setattr(module, name, of_moment(name))
    now = module.__dict__["localtime"]
    module.__dict__["asctime"] = lambda moment=None: time.asctime(now() if moment is None else moment)
    module.__dict__["strftime"] = lambda form, moment=None: time.strftime(
        form, now() if moment is None else moment
    )
    return module


def _datetime(days: int) -> ModuleType:
    module, ahead = _copy(dt), dt.timedelta(days=days)

    class Date(dt.date, metaclass=_Like):
        @classmethod
        def today(cls) -> dt.date:  # type: ignore[override]
            return dt.date.today() + ahead  # noqa: DTZ011 - it stands in for just this

    class Datetime(dt.datetime, metaclass=_Like):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now(tz) + ahead

        @classmethod
        def utcnow(cls) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now(dt.UTC).replace(tzinfo=None) + ahead

        @classmethod
        def today(cls) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.now() + ahead  # noqa: DTZ005 - it stands in for just this

    module.__dict__["date"], module.__dict__["datetime"] = Date, Datetime
    return module


def _copy(module: ModuleType) -> ModuleType:
    copied = ModuleType(module.__name__, module.__doc__)
    copied.__dict__.update(vars(module))
    return copied
