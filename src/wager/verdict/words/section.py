"""One part of the page on a verdict: a table, labelled sentences, or both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wager.verdict.proof import Result

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes
    ----------
    name : str
        `money`, `asked`, `found`, `looks`, `clusters`, `detects`, `slices`, `scan`, `untested`, `guardrails` or `why`.
    title : str
    head : tuple of str
        Of the table; all empty where it needs none.
    rows : tuple of tuple of str
        The table.
    results : tuple of str
        What came of the test of each row, where the rows are tests.
    facts : tuple of (str, str)
        Labelled sentences, to be read behind the table; a label may be empty.
    detail : bool
        True for what a page has room for only when more was asked for.
    """

    name: str
    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    results: tuple[Result, ...] = ()
    facts: Facts = ()
    detail: bool = False


def once(facts: Iterable[tuple[str, str]]) -> Facts:
    """Say a label once, where several facts have it.

    Examples
    --------
    >>> once([("no", "G1.1"), ("no", "G1.2"), ("yes", "G1.3")])
    (('no', 'G1.1'), ('', 'G1.2'), ('yes', 'G1.3'))
    """
    told = list(facts)
    labels = [label for label, _ in told]
    return tuple(("" if label in labels[:at] else label, text) for at, (label, text) in enumerate(told))
