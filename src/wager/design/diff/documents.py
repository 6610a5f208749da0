"""Two versions of a document: every field of every block, and the prose between them."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from wager.design.design_record import Design
from wager.design.diff.change import Change
from wager.design.diff.fields import fields_of_design
from wager.design.diff.parts import classify_fields, in_order
from wager.design.diff.pieces import Piece, pieces

SHOWN = 60
"""Characters of a paragraph that are shown."""


def classify_documents(
    old: Design, new: Design, old_text: str, new_text: str, *, zone: str = "UTC"
) -> tuple[Change, ...]:
    """Say what moved from one version of a document to another.

    Parameters
    ----------
    old, new : Design
        With their defaults.
    old_text, new_text : str
        The Markdown, for the prose.
    zone : str
        The project's time zone.

    Returns
    -------
    tuple of Change
        Weakened ones first. Comments, the order of keys, quotes and the wrapping of lines are no change.
    """
    changes = list(classify_fields(fields_of_design(old, zone), fields_of_design(new, zone)))
    return in_order([*_money_by_meaning(changes), *classify_prose(old_text, new_text)])


def classify_prose(old: str, new: str) -> Iterator[Change]:
    r"""Say which paragraphs and headings differ; that is never more than a rewording.

    Examples
    --------
    >>> [one.new for one in classify_prose("# A\n\nOne\ntwo.", "# A\n\nOne two.\n\nThree.")]
    ['Three.']
    """
    before, after = ([piece for piece in pieces(text) if piece.is_prose] for text in (old, new))
    was, now = ([piece.words for piece in side] for side in (before, after))
    for what, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = before[i1:i2], after[j1:j2]
        for at in range(max(len(gone), len(come))):
            yield _reworded(gone[at] if at < len(gone) else None, come[at] if at < len(come) else None)


def _reworded(gone: Piece | None, come: Piece | None) -> Change:
    stands = come or gone
    assert stands is not None
    old, new = (() if piece is None else tuple(piece.words.split()) for piece in (gone, come))
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    begin = max(0, same - 2)
    return Change("prose", stands.id, "", "reworded", _shown(old, begin), _shown(new, begin))


def _shown(words: tuple[str, ...], begin: int) -> str:
    """Show a paragraph from where it begins to differ."""
    text = ("… " if begin and words else "") + " ".join(words[begin:])
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _money_by_meaning(changes: list[Change]) -> Iterator[Change]:
    """Leave out assumed constants where the pays that they stand in tell it; else they were renamed only."""
    pays = any(one.block == "money" and one.field.startswith("pays.") for one in changes)
    for one in changes:
        if one.block != "money" or not one.field.startswith("assume."):
            yield one
        elif not pays:
            yield Change(*one.place, "reworded", one.old, one.new)
