"""A page for show-and-tell that was written."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import counted, labelled


def reported_lines(document: dict[str, Any]) -> list[str]:
    r"""Say where the page is and what it shows.

    Examples
    --------
    >>> document = {"design": "bookings", "file": "bookings.html", "way": [["H1", "SHIP"]], "hypotheses": [{}, {}]}
    >>> print(*reported_lines(document), sep="\n")
    page   bookings.html
    shows  2 hypotheses of bookings: H1 SHIP
    """
    judged = ", ".join(f"{name} {word}" for name, word in document["way"]) or "nothing was judged yet"
    count = counted(len(document["hypotheses"]), "hypothesis", "hypotheses")
    shows = ("shows", f"{count} of {document['design']}: {judged}")
    return labelled([("page", document["file"]), shows] if document["file"] else [shows])
