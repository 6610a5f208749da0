"""Write rows as the files that a source reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]


def moment(at: datetime) -> str:
    """Write a moment as texts in files have it, to the second.

    Examples
    --------
    >>> moment(datetime(2026, 1, 2, 3, 4, 5))
    '2026-01-02 03:04:05'
    """
    return f"{at:%Y-%m-%d %H:%M:%S}"


def write_months(folder: Path, rows: Sequence[Row], column: str) -> None:
    """Write rows as Parquet files, one a month.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    rows : sequence of dict
    column : str
        Holds the moment of each.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    months: dict[str, list[Row]] = {}
    for row in rows:
        months.setdefault(row[column][:7], []).append(row)
    for month, some in sorted(months.items()):
        pq.write_table(pa.Table.from_pylist(some), folder / f"{month}.parquet")


def write_csv(file: Path, rows: Iterable[Row]) -> None:
    """Write rows as CSV; at least one."""
    rows = list(rows)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
