"""Which columns an answer of trees may only rise or fall with: by name in the model file, by place in the libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wager.foundation.errors import BadInputError, nearest

KEY = "monotone_constraints"
_SIGNS = (-1, 0, 1)


def constrained(
    settings: Mapping[str, Any], names: Sequence[str], levels: Sequence[tuple[str, ...] | None], who: str
) -> dict[str, Any]:
    """Put names into places; what a library would end the process over is refused before.

    Parameters
    ----------
    settings : mapping
        Parameters; `monotone_constraints` is `{column: 1 or -1}`, or a list with a sign for each column of the matrix.
    names : sequence of str
        The columns that the library reads itself, in the order of the matrix.
    levels : sequence
        Of each column of the matrix, encoded ones last, what a category can be; None for a number.
    who : str
        Of the library, for messages.

    Raises
    ------
    BadInputError
        If a name is none, a sign is none, or a category is to rise or fall.

    Examples
    --------
    >>> constrained({"monotone_constraints": {"b": -1}}, ["a", "b"], [("x",), None], "lightgbm")
    {'monotone_constraints': [0, -1]}
    >>> constrained({"monotone_constraints": [1, 0]}, ["a", "b"], [("x",), None], "lightgbm")
    Traceback (most recent call last):
        ...
    wager.foundation.errors.BadInputError: monotone_constraints of lightgbm: a is a category, which has no more and no less; leave it out
    """
    if KEY not in settings:
        return dict(settings)
    given = settings[KEY]
    signs = [0] * len(levels)
    if isinstance(given, Mapping):
        for name, sign in given.items():
            if name not in names:
                _refuse(who, f"{name!r} is no column of it that is a number{nearest(str(name), names)}")
            signs[names.index(name)] = sign
    elif isinstance(given, list | tuple) and len(given) == len(levels):
        signs = list(given)
    else:
        _refuse(who, f"{given!r} is no map of columns, such as `{{{names[0] if names else 'column'}: 1}}`")
    for place, sign in enumerate(signs):
        if isinstance(sign, bool) or sign not in _SIGNS:
            _refuse(who, f"{sign!r} is neither -1 (never rises), 0 nor 1 (never falls)")
        if sign and levels[place] is not None:
            _refuse(who, f"{names[place]} is a category, which has no more and no less; leave it out")
    return {**settings, KEY: [int(sign) for sign in signs]}


def _refuse(who: str, said: str) -> None:
    raise BadInputError(f"{KEY} of {who}: {said}")
