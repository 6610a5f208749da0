"""How much of a timebox is used."""

from __future__ import annotations

from typing import Any

from wager.interfaces.spans import span_text, used_text


def timebox_text(box: dict[str, Any]) -> str:
    """Say how much is used, until when it lasts, and that a longer one written since does not count.

    Examples
    --------
    >>> box = {"used": 1.25, "days": 5.0, "written": 9.0, "ends": "2026-01-10T09:30:00Z", "continued": 1, "over": False}
    >>> timebox_text({**box, "running": True})
    '1.2 of 5 days used, ends 2026-01-10 09:30 UTC, continued once; the 9 d that the document says now came later'
    """
    ends = f"{box['ends'].replace('T', ' ')[:16]} UTC"
    said = used_text(box["used"], box["days"])
    said += f", {'ended' if box['over'] else 'ends'} {ends}" if box["running"] else "; its clock stands"
    if box["continued"]:
        said += ", continued once" if box["continued"] == 1 else f", continued {box['continued']} times"
    if box["written"] > box["days"]:
        said += f"; the {span_text(box['written'])} that the document says now came later"
    return said
