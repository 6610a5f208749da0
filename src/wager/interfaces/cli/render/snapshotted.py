"""What `snapshot` took, or found unchanged."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.checked import finding_line
from wager.interfaces.cli.tables import table


def snapshotted_lines(document: dict[str, Any]) -> list[str]:
    r"""Print one line a source, then what its data breaks of the contract.

    Examples
    --------
    >>> one = {"source": "weather", "id": "ab" * 32, "changed": False, "rows": 26115, "columns": 8, "bytes": 402_000,
    ...        "first": "2013-01-01T06:00:00Z", "last": "2013-12-30T23:00:00Z", "findings": []}
    >>> print(*snapshotted_lines({"snapshots": [one]}), sep="\n")
    source   snapshot      state        rows  columns  size     first event       last event
    weather  abababababab  unchanged  26,115        8  0.40 MB  2013-01-01 06:00  2013-12-30 23:00
    """
    results = document["snapshots"]
    if not results:
        return ["the project has no source; write one as sources/NAME.yaml"]
    header = ["source", "snapshot", "state", "rows", "columns", "size", "first event", "last event"]
    lines = table(header, [_row(result) for result in results], "")
    findings = [finding_line(finding) for result in results for finding in result["findings"]]
    return [*lines, *(["", *findings] if findings else [])]


def _row(result: dict[str, Any]) -> list[str]:
    from wager.foundation.fingerprint import short

    if result["id"] is None:
        return [result["source"], "none", "contract broken", *[""] * 5]
    state = "taken" if result["changed"] else "unchanged"
    events = [moment_text(result[end]) for end in ("first", "last")]
    size = f"{result['bytes'] / 1e6:.2f} MB"
    return [
        result["source"],
        short(result["id"]),
        state,
        f"{result['rows']:,}",
        str(result["columns"]),
        size,
        *events,
    ]


def moment_text(moment: str | None) -> str:
    """Print an instant of a document to the minute.

    Examples
    --------
    >>> moment_text("2013-01-01T06:00:00Z"), moment_text(None)
    ('2013-01-01 06:00', '')
    """
    return "" if moment is None else moment.replace("T", " ")[:16]
