"""Texts as weighted words: how often a word stands in the text, times how rare it is in all of train.

The weight of a word that stands in d of n texts is ln((1 + n) / (1 + d)) + 1, and each row has length 1 [1]_ [2]_: what
scikit-learn's `TfidfVectorizer` computes with `smooth_idf=True, norm="l2", min_df=2` and our words. The words that are
kept are those that occur most often in train; of two that occur as often, the first by name.

References
----------
.. [1] K. Spärck Jones, "A statistical interpretation of term specificity and its application in retrieval", Journal of
   Documentation 28, 1972.
.. [2] G. Salton, C. Buckley, "Term-weighting approaches in automatic text retrieval", Information Processing &
   Management 24(5), 1988.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wager.adapters.estimators.encodings.encoding import Entries, row_of, sparse_rows
from wager.adapters.estimators.encodings.words import terms, terms_of
from wager.training.columns import Columns, Floats, Integers, codes, column
from wager.training.estimator import Sample
from wager.training.stored import Document

MOST_WORDS = 5
"""The longest run of words that is counted as one."""

LEAST_TEXTS = 2
"""A word of one text alone cannot be learned from, and may be a secret."""

_CHUNK = 20_000
_BITS = 40
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Tfidf:
    """The runs of words that are kept, ascending, and the weight of each.

    Attributes
    ----------
    name : str
        The column.
    ngrams : tuple of (int, int)
        The least and the largest number of words in a run.
    terms : tuple of str
        What is kept.
    weights : ndarray of float, shape (width,)
        Of each.

    Examples
    --------
    >>> import pyarrow as pa
    >>> found = Tfidf.learn("subject", pa.array(["pay now", "Pay later", None]), (1, 1), 10)
    >>> found.terms, found.for_one()("pay! pay!")
    (('pay',), ([0], [1.0]))
    """

    name: str
    ngrams: tuple[int, int]
    terms: tuple[str, ...]
    weights: Floats

    @classmethod
    def learn(cls, name: str, texts: Any, ngrams: tuple[int, int], top: int) -> Tfidf:
        """Learn which runs of words are worth keeping, and their weights, from the training rows."""
        places: dict[str, int] = {}
        times = within = _NONE
        for part in _counted(texts, ngrams, lambda found: _numbered(found, places)):
            times = _added(times, part.places, part.times, len(places))
            within = _added(within, part.places, None, len(places))
        names, often, texts_with = list(places), times.tolist(), within.tolist()
        kept = [place for place, count in enumerate(texts_with) if count >= LEAST_TEXTS]
        kept = sorted(kept, key=lambda place: (-often[place], names[place]))[:top]
        kept.sort(key=names.__getitem__)
        weights = [math.log((1 + len(texts)) / (1 + texts_with[place])) + 1 for place in kept]
        return cls(name, ngrams, tuple(names[place] for place in kept), np.array(weights))

    @property
    def width(self) -> int:
        """One column for each run of words."""
        return len(self.terms)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {term: place for place, term in enumerate(self.terms)}

    def rows(self, columns: Columns) -> Any:
        """Return the weighted words of each row, of length 1; see `Encoding`."""
        texts = column(columns, self.name)
        parts = list(_counted(texts, self.ngrams, lambda found: codes(found, self.terms)))
        places = np.concatenate([_NONE, *(part.places for part in parts)])
        times = np.concatenate([_NONE, *(part.times for part in parts)])
        ends = np.concatenate([[0], *(part.sizes for part in parts)]).cumsum()
        found = sparse_rows(times * self.weights[places], places, ends, self.width)
        rows = row_of(found)
        lengths = np.sqrt(np.bincount(rows, weights=found.data * found.data, minlength=len(texts)))
        found.data = found.data / lengths[rows]
        return found

    def rows_to_fit(self, train: Sample) -> Any:
        """Words know nothing of outcomes."""
        return self.rows(train.columns)

    def for_one(self) -> Callable[[Any], Entries]:
        """Make the function from a text to its weighted words; see `Encoding`."""
        known, (least, most), weights = self._places, self.ngrams, self.weights.tolist()

        def entries(value: Any) -> Entries:
            times = Counter(known[term] for term in terms(value, least, most) if term in known)
            places = sorted(times)
            numbers = [times[place] * weights[place] for place in places]
            squares = 0.0
            for number in numbers:  # one after the other, as `rows` adds them up
                squares += number * number
            length = math.sqrt(squares)
            return places, [number / length for number in numbers]

        return entries

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a text without any of the words."""
        return np.zeros(weights.shape[1])

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "tfidf": self.name,
            "ngrams": list(self.ngrams),
            "terms": list(self.terms),
            "weights": self.weights.tolist(),
        }

    @classmethod
    def read(cls, written: Document) -> Tfidf:
        """Read what `to_json` wrote."""
        written.only("tfidf", "ngrams", "terms", "weights")
        kept, weights = written.texts("terms", ascending=True), written.numbers("weights", least=1)
        if len(weights) != len(kept):
            written.wrong("weights", "one number for each of `terms`")
        ngrams = written.places("ngrams", MOST_WORDS + 1)
        if len(ngrams) != 2 or not 1 <= ngrams[0] <= ngrams[1]:
            written.wrong("ngrams", "the least and the largest number of words")
        return cls(written.text("tfidf"), (ngrams[0], ngrams[1]), kept, np.array(weights))


@dataclass(frozen=True)
class _Counted:
    """Of some rows, one after the other: the places of their words, ascending, how often each stands there, and of each row how many there are."""

    places: Integers
    times: Integers
    sizes: Integers


def _counted(texts: Any, ngrams: tuple[int, int], find: Callable[[Any], Integers]) -> Iterator[_Counted]:
    # Some texts at a time, so that what lies between is small; `find` places different terms, -1 where they are not kept.
    for begin in range(0, len(texts), _CHUNK):
        some = texts.slice(begin, _CHUNK)
        found, rows = terms_of(some, *ngrams)
        coded = found.dictionary_encode()
        places = find(coded.dictionary)[coded.indices.to_numpy()]
        keys = np.sort(((rows << _BITS) | places)[places >= 0])
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        rows, places = keys[first] >> _BITS, keys[first] & ((1 << _BITS) - 1)
        yield _Counted(places, np.diff(first, append=len(keys)), np.bincount(rows, minlength=len(some)))


def _numbered(found: Any, places: dict[str, int]) -> Integers:
    return np.array([places.setdefault(term, len(places)) for term in found.to_pylist()], dtype=np.int64)


def _added(total: Integers, places: Integers, weights: Integers | None, size: int) -> Integers:
    found = np.bincount(places, weights=weights, minlength=size).astype(np.int64)
    found[: len(total)] += total
    return found
