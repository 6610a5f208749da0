"""What is asked of every world, twice: in the language of feature files, and in plain Python."""

from __future__ import annotations

from dataclasses import dataclass

ENTITIES = {"device": ("device", "device"), "device+site": (("device", "site"),) * 2, "other = device": ("other", "device"), "all": ((), ())}  # fmt: skip
"""By their text: the columns of the row, and those of the event."""

DAY = 86_400_000_000
WINDOWS = {"7 d": (7 * DAY, 0), "60 d .. 30 d": (60 * DAY, 30 * DAY), "ever": (None, 0)}
"""By their text: how far back they begin, and how far back they end."""

VALUES = {
    # text: type, columns, value of an event on the clock of a zone
    "level": ("int", ("level",), lambda row, local: row["level"]),
    "load": ("float", ("load",), lambda row, local: row["load"]),
    "cost": ("money", ("cost",), lambda row, local: row["cost"]),
    "fine": ("bool", ("fine",), lambda row, local: row["fine"]),
    "high": ("bool", ("load",), lambda row, local: None if row["load"] is None else row["load"] > 2),
    "note": ("text", ("note",), lambda row, local: row["note"]),
    "due": ("date", ("due",), lambda row, local: row["due"]),
    "took": (
        "duration",
        ("seen", "at"),
        lambda row, local: None if None in (row["seen"], row["at"]) else row["seen"] - row["at"],
    ),
    "hour(at)": ("int", ("at",), lambda row, local: local(row["at"]).hour),
    "hour(at) = 2": ("bool", ("at",), lambda row, local: local(row["at"]).hour == 2),
    "weekday(at) = 7": ("bool", ("at",), lambda row, local: local(row["at"]).isoweekday() == 7),
    "day(at)": (
        "date",
        ("at",),
        lambda row, local: local(row["at"]).date().toordinal() - 719_163,  # the ordinal of 1970-01-01
    ),
    "level > 0": ("bool", ("level",), lambda row, local: None if row["level"] is None else row["level"] > 0),
    "note is null": ("bool", ("note",), lambda row, local: row["note"] is None),
}


@dataclass(frozen=True)
class Definition:
    """One aggregate, or the ratio of two."""

    name: str
    argument: str | None = None
    where: str | None = None
    level: str | None = None
    below: Definition | None = None

    @property
    def text(self):
        given = ", ".join(part for part in (self.argument, self.level) if part)
        said = f"{given} where {self.where}" if self.where else given
        own = f"{self.name}({said.strip()})"
        return own if self.below is None else f"{own} / {self.below.text}"

    @property
    def type(self):
        return None if self.argument is None else VALUES[self.argument][0]

    @property
    def reads(self):
        """The columns of an event that it reads."""
        read = [name for text in (self.argument, self.where) if text for name in VALUES[text][1]]
        return tuple(dict.fromkeys([*read, *(["at"] if self.name == "time_since_last" else [])]))


def definitions():  # noqa: C901  # a list, with loops
    """Every aggregate, of each type that it takes, alone and with a condition."""
    made = {}

    def add(name, argument=None, where=None, level=None, below=None):
        made[f"d{len(made)}"] = Definition(name, argument, where, level, below)

    numbers = ("level", "load", "cost", "took")
    for name in ("sum", "mean", "stddev", "min", "max"):
        for argument in numbers:
            add(name, argument)
    for argument in ("level", "load"):
        add("variance", argument)
    for name, argument in (("min", "note"), ("max", "due"), ("mean", "hour(at)"), ("last", "day(at)")):  # fmt: skip
        add(name, argument)
    for name in ("first", "last", "count", "count_distinct"):
        for argument in ("load", "note", "fine", "due", "took"):
            add(name, argument)
    for level, argument in (("0.5", "load"), ("0.9", "took"), ("0.25", "cost"), ("0.3333", "level")):
        add("quantile", argument, level=level)
    for argument in ("fine", "high", "weekday(at) = 7"):
        add("share", argument)
    add("count")
    add("time_since_last")
    for name, argument, where in (
        ("count", None, "fine"), ("count", None, "hour(at) = 2"), ("sum", "load", "high"), ("mean", "load", "fine"), ("min", "load", "high"),
        ("max", "note", "level > 0"), ("stddev", "load", "fine"), ("variance", "load", "hour(at) = 2"), ("count_distinct", "day(at)", "high"),
        ("first", "load", "fine"), ("last", "load", "note is null"), ("time_since_last", None, "fine"), ("share", "fine", "high"),
    ):  # fmt: skip
        add(name, argument, where)
    add("quantile", "load", "fine", "0.05")
    add("sum", "load", "high", below=Definition("sum", "load"))
    add("count", None, "fine", below=Definition("count"))
    add("mean", "cost", below=Definition("max", "cost", "fine"))
    return made


def feature_name(name, entity, window):
    """The name that the grammar gives to a definition by an entity over a window."""
    by = entity.partition(" ")[0].replace("+", "_")
    ending = {"7 d": "_7d", "60 d .. 30 d": "_60d_30d", "ever": ""}[window]
    return f"past.{by}_{name}{ending}"
