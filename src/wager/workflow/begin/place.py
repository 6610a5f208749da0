"""Where a new block belongs in a document: after those that come before it in the order of kinds."""

from __future__ import annotations

from collections.abc import Sequence

from wager.design.reading.document import Document


def place_of(
    document: Document, kind: str, kinds: Sequence[str], lines: Sequence[str]
) -> tuple[int, list[str]]:
    """Find the line behind which a block is put, and give it the empty lines that part it from its neighbours.

    Parameters
    ----------
    document : Document
        As it stands.
    kind : str
    kinds : sequence of str
        All kinds, in their order.
    lines : sequence of str
        The block.

    Returns
    -------
    after : int
        Number of a line; 0 is before the first.
    lines : list of str
    """
    order = {name: at for at, name in enumerate(kinds)}
    here = order[kind]
    before = [block for block in document.blocks if order.get(block.kind, len(order)) <= here]
    behind = [block for block in document.blocks if order.get(block.kind, len(order)) > here]
    if before:
        after = max(block.end for block in before)
    elif behind:
        after = min(block.line for block in behind) - 1
    else:
        after = _last_line(document.lines)
    above = [""] if after > 0 and document.lines[after - 1].strip() else []
    follows = after < len(document.lines) and bool(document.lines[after].strip())
    return after, [*above, *lines, *([""] if follows else [])]


def _last_line(lines: Sequence[str]) -> int:
    """Return the number of the last line; what follows the last line end is none."""
    return len(lines) - 1 if lines and not lines[-1] else len(lines)
