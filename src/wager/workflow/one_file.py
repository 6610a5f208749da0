"""A project of one file: its data file has no contract, so types are inferred and clocks assumed."""

from __future__ import annotations

from pathlib import Path

from wager.data.infer import Shape, infer_shape, infer_source, safe_name
from wager.data.shape_file import memo_of, read_shape, write_shape
from wager.data.source import Source
from wager.design.blocks import Design
from wager.expressions.tree import columns
from wager.foundation.errors import BadInputError, NotFoundError, nearest
from wager.foundation.finding import Finding
from wager.workflow.wiring import Wiring


def inferred_source(wiring: Wiring, design: Design) -> Source:
    """Return the source that a design's data file makes; an unchanged file is not read again.

    The columns of the objective count as written afterwards, whatever the design lists.

    Raises
    ------
    BadInputError
        If the file is no table, or lacks a column that the design names.
    NotFoundError
        If it is not there.
    """
    rows, objective = design.rows, design.objective
    assert rows.file is not None
    path = wiring.root / design.folder / rows.file
    if not (path.is_file() or wiring.of_a_version):
        near = (
            nearest(path.name, (file.name for file in path.parent.iterdir())) if path.parent.is_dir() else ""
        )
        raise NotFoundError(f"{design.path}:{rows.line}: there is no file {rows.file}{near}")
    shown = (design.folder / rows.file).as_posix()
    shape = shape_of(wiring, path, shown)
    # What the objective reads and the file lacks is said of the objective.
    known = {spec.name for spec in shape.columns} - set(rows.afterwards)
    source, findings = infer_source(
        wiring.engine,
        path,
        name=safe_name(path.name.partition(".")[0]).replace("_", "-") or "file",
        file=shown,
        decide_at=rows.decide_at,
        key=rows.key,
        afterwards=(*rows.afterwards, *(name for name in columns(objective.tree) if name in known)),
        currency=wiring.config.currency or "USD",
        zone=wiring.config.time_zone,
        shape=shape,
    )
    faults = [Finding(design.path, rows.line, one.code, one.message) for one in findings if one.is_error]
    if faults:
        raise BadInputError.of(faults)
    return source


def shape_of(wiring: Wiring, path: Path, shown: str) -> Shape:
    """Tell what a file holds, or remember it."""
    shape = read_shape(shape_file(wiring, shown), None if wiring.of_a_version else memo_of(path))
    if shape is None:
        shape = infer_shape(wiring.engine, path, shown)
        keep_shape(wiring, path, shown, shape)
    return shape


def keep_shape(wiring: Wiring, path: Path, shown: str, shape: Shape) -> None:
    """Remember what a file holds."""
    write_shape(shape_file(wiring, shown), memo_of(path), shape)


def shape_file(wiring: Wiring, shown: str) -> Path:
    """Say where it is remembered what a file holds."""
    return wiring.kept / "shapes" / f"{safe_name(shown) or 'file'}.json"
