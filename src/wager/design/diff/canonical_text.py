"""A design document as text that differs only where its meaning, or its prose, does: for `git diff`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wager.design.design_record import Design
from wager.design.diff.fields import Fields, fields_of_design
from wager.design.diff.goal_changes import guard_text
from wager.design.diff.pieces import Piece, pieces
from wager.design.diff.said import said
from wager.design.kinds.worth import MoneyBlock, Pay


def canonical_text(text: str, design: Design | None, *, zone: str = "UTC") -> str:
    """Write a document: one line for each field of a block, prose as it stands.

    Parameters
    ----------
    text : str
        The Markdown.
    design : Design or None
        As read from it, without defaults; None where it could not be: then blocks stay as they are.
    zone : str
        The project's time zone.

    Returns
    -------
    str
        Without comments; keys in one order, values in one spelling.
    """
    fields = {} if design is None else fields_of_design(as_written(design), zone, edges=False)
    unread = frozenset() if design is None else design.unread
    blocks = ("\n".join(_lines(piece, fields, unread)) for piece in pieces(text))
    return "\n\n".join(block for block in blocks if block) + "\n"


def as_written(design: Design) -> Design:
    """Return a design whose pays read its assumed constants, as they were written."""
    return replace(design, money=_money(design.money))


def _money(block: MoneyBlock) -> MoneyBlock:
    return replace(block, pays={action: _pay(pay) for action, pay in block.pays.items()})


def _pay(pay: Pay) -> Pay:
    if not pay.written:
        return pay
    by_class = None if pay.by_class is None else pay.written
    return replace(pay, by_class=by_class, expression=None if by_class is not None else pay.written.get(""))


def _lines(piece: Piece, fields: Fields, unread: frozenset[str]) -> Iterator[str]:
    kind = "document" if piece.kind == "front" else piece.kind
    places = [place for place in fields if place[0] == kind and piece.id in {"", place[1]}]
    if piece.is_prose or piece.kind in unread or not places:
        yield from piece.lines
        return
    for place in sorted(places):
        name = " ".join(part for part in place if part)
        for field, value in fields[place].items():
            yield from _field(name, field, value)


def _field(name: str, field: str, value: Any) -> Iterator[str]:
    if field == "guards":
        yield from sorted(f"{name} {guard_text(guard)}" for guard in value)
    else:
        yield f"{name} {field}: {said(value)}"
