"""What was stored of a model, read with care: nothing in it is believed before it was looked at.

Files of a model are canonical JSON, so a key that stands twice, a number spelled otherwise or a stray byte is
found by writing the values again. What each value must be is asked key by key. A file that passes either gives finite
answers or is refused here, with its name and the rule.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NoReturn

import numpy as np

from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.columns import Floats

LARGEST = 1e100
"""No number of a model is larger; so sums and products of several stay finite."""

FORMAT = 1
"""Number of the format of every file; a newer one is refused."""

_EXACT = 2**53


def damaged(file: str, said: str) -> BadInputError:
    """Make the error that says what is wrong with a file of a stored model.

    Examples
    --------
    >>> print(damaged("trees.txt", "tree 3 has no leaves"))
    trees.txt of a stored model: tree 3 has no leaves; it is not as it was written: run `wager verify`, or fit again
    """
    return BadInputError(
        f"{file} of a stored model: {said}; it is not as it was written: run `wager verify`, or fit again"
    )


def stored_file(files: Mapping[str, bytes], name: str) -> bytes:
    """Return one file of a stored model.

    Raises
    ------
    BadInputError
        If it is not there.
    """
    if name not in files:
        raise BadInputError(f"a stored model without {name}; run `wager verify`, or fit again")
    return files[name]


def demand_finite(file: str, values: Floats, *, least: float = -LARGEST, most: float = LARGEST) -> Floats:
    """Return numbers of a file; refuse them where one is not finite or outside its range."""
    if not (np.isfinite(values).all() and (values >= least).all() and (values <= most).all()):
        raise damaged(file, f"a number is not from {least:g} to {most:g}")
    return values


@dataclass(frozen=True)
class Document:
    """One JSON object of a stored model.

    Attributes
    ----------
    file : str
        The file's name, for messages.
    values : dict
        As they were written.
    """

    file: str
    values: Mapping[str, Any]

    def wrong(self, key: str, expected: str) -> NoReturn:
        """Refuse a value; it is not repeated."""
        raise damaged(self.file, f"`{key}` is not {expected}")

    def only(self, *keys: str) -> None:
        """Refuse keys that are absent or unknown."""
        if set(self.values) != set(keys):
            strange = min(set(self.values) ^ set(keys))
            raise damaged(self.file, f"`{strange}` is absent or unknown; expected {', '.join(keys)}")

    def word(self, key: str, allowed: Collection[str]) -> Any:
        """Return one of the allowed words."""
        value = self.values.get(key)
        if not isinstance(value, str) or value not in allowed:
            self.wrong(key, f"one of {', '.join(sorted(allowed))}")
        return value

    def text(self, key: str) -> str:
        """Return a text."""
        value = self.values.get(key)
        return value if isinstance(value, str) else self.wrong(key, "a text")

    def texts(self, key: str, *, ascending: bool = False) -> tuple[str, ...]:
        """Return a list of texts; with `ascending`, each after the one before it."""
        return self.listed(key, self.values.get(key), ascending=ascending)

    def listed(self, key: str, value: Any, *, ascending: bool = False) -> tuple[str, ...]:
        """Return a list of texts that stands inside `key`."""
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(key, "a list of texts")
        if ascending and any(one >= two for one, two in pairwise(value)):
            self.wrong(key, "a list of different texts in ascending order")
        return tuple(value)

    def number(self, key: str, *, least: float = -LARGEST, most: float = LARGEST) -> float:
        """Return a finite number within a range."""
        return self._numbers(key, [self.values.get(key)], least, most)[0]

    def numbers(self, key: str, *, least: float = -LARGEST, most: float = LARGEST) -> tuple[float, ...]:
        """Return a list of finite numbers within a range."""
        return self._numbers(key, self.values.get(key), least, most)

    def places(self, key: str, below: int) -> tuple[int, ...]:
        """Return a list of whole numbers from 0 to below a bound."""
        found = self._numbers(key, self.values.get(key), 0, below - 1)
        if any(one != int(one) for one in found):
            self.wrong(key, "a list of whole numbers")
        return tuple(map(int, found))

    def documents(self, key: str) -> list[Document]:
        """Return a list of objects."""
        value = self.values.get(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, "a list of objects")
        return [Document(self.file, one) for one in value]

    def _numbers(self, key: str, value: Any, least: float, most: float) -> tuple[float, ...]:
        fine = isinstance(value, list) and all(
            isinstance(one, int | float) and not isinstance(one, bool) and least <= one <= most
            for one in value
        )
        return tuple(map(float, value)) if fine else self.wrong(key, f"a number from {least:g} to {most:g}")


def read_document(files: Mapping[str, bytes], name: str) -> Document:
    """Read one JSON file of a stored model.

    Raises
    ------
    BadInputError
        If it is absent, no canonical JSON object, or of a newer format.

    Examples
    --------
    >>> read_document({"task.json": b'{"format":1,"kind":"binary"}'}, "task.json").text("kind")
    'binary'
    """
    data = stored_file(files, name)
    try:
        values = json.loads(data, parse_int=_whole, parse_constant=_refused)
        repeated = canonical(values) == data
    except (ValueError, RecursionError) as error:  # not UTF-8 and not canonical are ValueErrors too
        raise damaged(name, "it is no canonical JSON") from error
    if not isinstance(values, dict):
        raise damaged(name, "it is no JSON object")
    written = values.get("format")
    if isinstance(written, int) and written > FORMAT:
        raise BadInputError(
            f"format {written} of {name} is newer than this wager reads ({FORMAT}); use a newer wager"
        )
    if not repeated or type(written) is not int or written != FORMAT:
        raise damaged(name, "it is no canonical JSON of a format that is known")
    return Document(name, values)


def demand_different(document: Document, key: str, values: Sequence[str]) -> None:
    """Refuse names of which two are the same."""
    if len(set(values)) != len(values):
        document.wrong(key, "a list of different names")


def _whole(digits: str) -> int | float:
    # A float without decimals is written as a whole number, and may be larger than those that stand for themselves.
    value = float(digits)
    return int(digits) if abs(value) < _EXACT else value


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)
