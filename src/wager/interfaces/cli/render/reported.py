"""A page for show-and-tell that was written."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import counted, labelled


def reported_lines(document: dict[str, Any]) -> list[str]:
    r"""Say where the page is and what it shows.

    Examples
    --------
    >>> two = [{"hypothesis": "H1", "word": "SHIP", "due": None}, {"hypothesis": "H2", "word": "", "due": "2026-03-01T00:00:00Z"}]
    >>> document = {"design": "bookings", "file": "bookings.html", "way": [["H1", "SHIP"]], "hypotheses": two}
    >>> print(*reported_lines(document), sep="\n")
    page   bookings.html
    shows  2 hypotheses of bookings: H1 SHIP; H2 is due on 2026-03-01
    """
    words = dict(document["way"])
    words |= {one["hypothesis"]: one["word"] for one in document["hypotheses"] if one["word"]}
    judged = ", ".join(f"{name} {word}" for name, word in words.items()) or "nothing was judged yet"
    waits = [
        f"{one['hypothesis']} is due on {one['due'][:10]}" for one in document["hypotheses"] if one["due"]
    ]
    judged = "; ".join([judged, *waits])
    count = counted(len(document["hypotheses"]), "hypothesis", "hypotheses")
    shows = ("shows", f"{count} of {document['design']}: {judged}")
    return labelled([("page", document["file"]), shows] if document["file"] else [shows])
