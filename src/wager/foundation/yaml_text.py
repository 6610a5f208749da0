"""Write plain values as YAML that `yaml_file` reads back to the same values."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from wager.foundation.amounts import Duration
from wager.foundation.errors import BadInputError
from wager.foundation.yaml_file import MAXIMUM_DEPTH, MAXIMUM_DIGITS

WIDTH = 110
"""Characters of a line, where it can be broken."""

FORBIDDEN = range(0xD800, 0xE000)
"""Halves of characters, which no file in UTF-8 can hold."""


def yaml_text(values: Mapping[str, Any]) -> str:
    """Write a map: keys in their order, lists and the innermost maps on one line.

    Parameters
    ----------
    values : mapping of str to value
        As `plain_values` leaves them.

    Examples
    --------
    >>> print(yaml_text({"model": "a", "features": ["x", "f.*"], "seed": 3, "why": "12:30"}), end="")
    model: a
    features: [x, f.*]
    seed: 3
    why: '12:30'
    >>> print(yaml_text({"model": "a", "design": "d"}), end="")
    model: a
    design: d
    """
    import yaml

    class Dumper(yaml.CSafeDumper):
        """Writes values that stand at several places out at each: these files have no aliases."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML calls it
            return True

    Dumper.add_representer(Decimal, _decimal)
    Dumper.yaml_implicit_resolvers = _without_days(Dumper.yaml_implicit_resolvers)
    stream = io.StringIO()
    made: Any = Dumper  # whose types know no style of its own for the innermost
    dumper = made(stream, sort_keys=False, allow_unicode=True, default_flow_style=None, width=WIDTH)
    node = dumper.represent_data(dict(values))
    node.flow_style = False  # however little it holds
    dumper.open()
    dumper.serialize(node)
    dumper.close()
    return stream.getvalue()


def _without_days(resolvers: Mapping[Any, Any]) -> dict[Any, Any]:
    """Leave out what takes a day for something else than a text: in these files it is one, and needs no quotes."""
    return {
        sign: [one for one in known if one[0] != "tag:yaml.org,2002:timestamp"]
        for sign, known in resolvers.items()
    }


def _decimal(dumper: Any, value: Decimal) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")


def plain_values(value: Any, where: str, depth: int = 0) -> Any:
    """Bring values of Python into the form in which a file has them: texts, numbers, truth values, null, lists and maps.

    Parameters
    ----------
    value : object
        Decimals and floats become decimals, tuples lists, days and lengths of time their texts; an expression written in Python its text.
    where : str
        What it is, for messages.

    Raises
    ------
    BadInputError
        If a file could not hold it.

    Examples
    --------
    >>> plain_values({"a": (1, 0.1)}, "a model")
    {'a': [1, Decimal('0.1')]}
    >>> plain_values({"a": {1}}, "a model")
    Traceback (most recent call last):
        ...
    wager.foundation.errors.BadInputError: a of a model is a set, which no file can hold; give a text, a number, true or false, a list or a mapping
    """
    if depth > MAXIMUM_DEPTH:
        raise BadInputError(f"{where} is nested deeper than {MAXIMUM_DEPTH} levels")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise BadInputError(f"{where} has the key {key!r}; keys are texts")
        return {
            _text(str(key), where): plain_values(one, f"{key} of {where}", depth + 1)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [plain_values(one, where, depth + 1) for one in value]
    return _scalar(value, where)


def _scalar(value: Any, where: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(str(value), where)
    if isinstance(value, int | float | Decimal) or _is_number(value):
        return _number(value, where)
    if hasattr(value, "tree") and hasattr(value, "fingerprint"):  # an expression that was written in Python
        return _text(str(value), where)
    if isinstance(value, date | timedelta):
        return _moment(value)
    raise BadInputError(
        f"{where} is a {type(value).__name__}, which no file can hold; give a text, a number, true or false, a list or a "
        "mapping"
    )


def _moment(value: date | timedelta) -> str:
    """Write a day, a moment or a length of time as files do; a moment without a zone is one of the project's."""
    if isinstance(value, timedelta):
        return str(Duration(value // timedelta(microseconds=1)))
    if not isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    zone = "" if value.tzinfo is None else " UTC"
    return f"{(value if value.tzinfo is None else value.astimezone(UTC)).replace(tzinfo=None).isoformat(' ')}{zone}"


def _is_number(value: Any) -> bool:
    """Tell whether it is a number of a library of arrays."""
    return hasattr(value, "item") and isinstance(value.item(), int | float)


def _number(value: Any, where: str) -> int | Decimal | bool:
    value = value if isinstance(value, int | float | Decimal) else value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) >= 10**MAXIMUM_DIGITS:
            raise BadInputError(f"{where} has more than {MAXIMUM_DIGITS} digits")
        return int(value)
    if not math.isfinite(value):
        raise BadInputError(f"{where} is {value}; expected a finite number")
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    text = f"{number:f}"
    if len(text) > MAXIMUM_DIGITS:
        raise BadInputError(f"{where} has more than {MAXIMUM_DIGITS} digits")
    return Decimal(text) if "." in text else int(text) if isinstance(value, Decimal) else Decimal(f"{text}.0")


def _text(text: str, where: str) -> str:
    if any(ord(sign) in FORBIDDEN for sign in text):
        raise BadInputError(f"{where} holds half of a character, which no file can hold")
    return text
