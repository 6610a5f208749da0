"""What a word is: pinned, so that a text has the same words in training and in service.

A text is brought to Unicode's form NFKC and to small letters. Its words are the longest runs of letters and digits,
with the marks that stand on them; all else parts words. Languages that are written without spaces are not parted.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.training.columns import Integers

_SPACE = pa.scalar(" ", pa.large_string())
_ASCII = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})


def spaced(text: str | None) -> str:
    """Leave of a text its words, with spaces between them; a text that is missing has none.

    Examples
    --------
    >>> spaced("Pay to café_ﬁnder!").split(), spaced("हिन्दी"), spaced(None)
    (['pay', 'to', 'café', 'finder'], 'हिन्दी', '')
    """
    if text is None:
        return ""
    if text.isascii():  # the same, several times as fast
        return text.lower().translate(_ASCII)
    plain = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_runs().findall(plain.replace("_", " ")))


@cache
def _runs() -> re.Pattern[str]:
    # `\w` knows letters, digits and the underscore; marks, as under the letters of Hindi or Thai, are added to it.
    places = (chr(code) for code in (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0)))
    marks = "".join(mark for mark in places if unicodedata.category(mark)[0] == "M")
    return re.compile(f"[\\w{marks}]+")


def terms(text: str | None, least: int, most: int) -> list[str]:
    """List the runs of `least` to `most` words of a text, shorter ones first.

    Examples
    --------
    >>> terms("Buy now, only today", 1, 2)
    ['buy', 'now', 'only', 'today', 'buy now', 'now only', 'only today']
    """
    found = spaced(text).split()
    every = list(found) if least == 1 else []
    for count in range(max(least, 2), most + 1):
        every += map(" ".join, zip(*(found[place:] for place in range(count)), strict=False))
    return every


def terms_of(texts: Any, least: int, most: int) -> tuple[Any, Integers]:
    """List the runs of words of many texts, in no order that matters.

    Parameters
    ----------
    texts : pyarrow.Array of string
        The texts.
    least, most : int
        The smallest and the largest number of words in a run.

    Returns
    -------
    pyarrow.Array of string
        All runs.
    ndarray of int64
        Of each run the text that it stands in.

    Examples
    --------
    >>> found, rows = terms_of(pa.array(["Buy now", None, "now?"]), 1, 2)
    >>> found.to_pylist(), rows
    (['buy', 'now', 'now', 'buy now'], array([0, 0, 2, 0]))
    """
    parted = pc.ascii_split_whitespace(pa.array(map(spaced, texts.to_pylist()), pa.large_string()))
    found, rows = parted.flatten(), pc.list_parent_indices(parted).to_numpy()
    there = pc.not_equal(found, "")  # what stands before the first space
    found, rows = found.filter(there), rows[np.asarray(there)]
    every = [(found, rows)] if least == 1 else []
    for count in range(max(least, 2), most + 1):
        ends = max(len(found) - count + 1, 0)
        within = rows[:ends] == rows[count - 1 :]
        kept = pa.array(within)
        runs = (found.slice(place, ends).filter(kept) for place in range(count))
        every.append((pc.binary_join_element_wise(*runs, _SPACE), rows[:ends][within]))
    return pa.concat_arrays([one for one, _ in every]), np.concatenate([own for _, own in every])
