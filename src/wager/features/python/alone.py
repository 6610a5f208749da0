"""Try functions in a process of their own, under conditions that must not matter: `python -m wager.features.python.alone FOLDER`.

The folder holds `asked.json`, and for each function the columns that it reads in `given-N.arrow`. One line of JSON is said of each
function; its values go to `values-N.arrow`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from wager.features.code.code import Code
from wager.features.python import modules
from wager.features.python.function import Function
from wager.features.python.pure import CODE, Places, demand_same
from wager.features.python.shifted import shifted
from wager.features.python.watch import Watch
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding

SINGLE = 25
"""So many rows are computed alone."""


def main(folder: Path) -> int:
    """Try what is asked for in a folder."""
    asked: dict[str, Any] = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    if asked["days"]:
        modules.INSTEAD.update(shifted(asked["days"]))
    out, watch = sys.stdout, Watch()
    with redirect_stdout(sys.stderr):  # what the user's code prints is no answer
        for number, one in enumerate(asked["functions"]):
            table = read_table(folder / f"given-{number}.arrow")
            given = [column.combine_chunks() for column in table.columns]
            findings = tried(
                one, given, watch, folder / f"values-{number}.arrow", piecewise=asked["piecewise"]
            )
            print(json.dumps([vars(finding) for finding in findings]), file=out, flush=True)
    return 0


def tried(
    one: dict[str, Any], given: Sequence[pa.Array], watch: Watch, target: Path, *, piecewise: bool
) -> list[Finding]:
    """Call a function in many ways, and say what is wrong with it."""
    files, locks = (tuple(map(tuple, one[key])) for key in ("files", "locks"))
    code = Code(Path(one["root"]), one["path"], one["name"], one["line"], files, locks)
    with watch.on(code) as opened:
        findings = _called(one, code, given, target, piecewise=piecewise)
    findings += [
        Finding(*thing.line, CODE, f"feature {one['feature']}: {code.name} {thing.what}; what is there is no part of the "
                "feature's fingerprint, so that a change of it would go unnoticed. Put the values into a module of the project, "
                "or make it a source and read its columns")
        for thing in opened
    ]  # fmt: skip
    return findings


def _called(
    one: dict[str, Any], code: Code, given: Sequence[pa.Array], target: Path, *, piecewise: bool
) -> list[Finding]:
    try:
        function = Function(code, one["feature"], [(name, kind) for name, kind in one["reads"]], one["gives"])
        rows = len(given[0])
        pieces = [slice(row, row + 1) for row in range(min(SINGLE, rows))] + [slice(SINGLE, None)]
        values = (
            pa.concat_arrays([function.values([column[piece] for column in given]) for piece in pieces])
            if piecewise
            else function.values(given)
        )
        write_table(target, pa.table({"value": values}))
        for places, how in _ways(len(values)):
            demand_same(function, given, values, places, how)
    except BadInputError as error:
        return list(error.findings)
    return []


def _ways(rows: int) -> Iterator[tuple[Places, str]]:
    """Name the orders and parts in which rows are computed once more."""
    every = np.arange(rows)
    yield every, "when called a second time"
    yield every[::-1], "in the opposite order"
    yield np.random.default_rng(0).permutation(every), "in another order"
    for parts in (2, 3):
        for part in np.array_split(every, parts):
            if len(part):
                yield part, f"in one of {parts} parts"
    for place in every[:: max(1, rows // SINGLE)]:
        yield np.array([place]), "alone"
    yield np.repeat(every[:1], 2), "twice among the rows"


def write_table(path: Path, table: pa.Table) -> None:
    """Write a table for the other process."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def read_table(path: Path) -> pa.Table:
    """Read what `write_table` wrote."""
    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
