"""What `serve` prints once it listens."""

from __future__ import annotations

from typing import Any


def serving_lines(document: dict[str, Any]) -> list[str]:
    r"""Print who answers for which name, and where.

    Examples
    --------
    >>> title = {"serves": "flight-protect", "version": "ab12cd34ef5678", "model": "evening"}
    >>> document = {"titles": [title], "url": "http://127.0.0.1:8000", "host": "127.0.0.1", "open": False}
    >>> print(*serving_lines(document), sep="\n")
    serving flight-protect (evening, version ab12cd34ef56) on http://127.0.0.1:8000
    """
    served = ", ".join(_title(title) for title in document["titles"]) or "no title yet"
    lines = [f"serving {served} on {document['url']}"]
    if document["open"]:
        lines.append(
            f"warning: {document['host']} lets in everybody who can reach this machine, and nobody has to say who "
            "they are; --host 127.0.0.1 lets in this machine only"
        )
    return lines


def _title(title: dict[str, Any]) -> str:
    from wager.foundation.fingerprint import short

    version = f"version {short(title['version'])}"
    return f"{title['serves']} ({', '.join(filter(None, (title['model'], version)))})"
