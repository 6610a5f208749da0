"""The files of a project as a version keeps them: all that it was defined by, in one object."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath

from wager.data.contract_digest import contract_digest
from wager.design.config import read_config
from wager.design.design_record import Design
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.fingerprint import canonical
from wager.foundation.locks import locked
from wager.foundation.objects import read_object
from wager.registry.version import Version
from wager.workflow.heads import Head, write_head
from wager.workflow.inputs import Inputs
from wager.workflow.one_file import shape_file
from wager.workflow.read_project import read_definitions
from wager.workflow.unit import unit_source
from wager.workflow.wiring import CONFIG, Wiring

FORMAT = 1
FILES, SHAPES = "files", "shapes"
"""The folders of a version: its project files, and what was told of files without a contract."""


def keep_definitions(wiring: Wiring, inputs: Inputs) -> str:
    """Put all files of the project that were read into one object; return its digest."""
    files = {
        f"{FILES}/{name}": (wiring.root / name).read_bytes().decode()  # with its mark and its ends of lines
        for name in (*inputs.definitions.files, *inputs.definitions.code)
    }
    shape = _shape(wiring, inputs.design)
    if shape is not None:
        files[f"{SHAPES}/{shape.name}"] = shape.read_text(encoding="utf-8")
    return wiring.objects.put_bytes(canonical({"kind": "definitions", "format": FORMAT, "files": files}))


def _shape(wiring: Wiring, design: Design) -> Path | None:
    if design.rows.file is None:
        return None
    return shape_file(wiring, (design.folder / design.rows.file).as_posix())


def open_version(wiring: Wiring, version: Version) -> Wiring:
    """Wire a version: its files as they were, its snapshots, and the stores of the project.

    What is read there never depends on the files that people work on. The copy on the disk is made from the object, and
    made anew where it differs.

    Raises
    ------
    NotFoundError, BadInputError
        If an object is not in the store, or damaged.
    """
    folder = wiring.store / "versions" / version.id
    files = read_files(wiring, version)
    with locked(wiring.store / "locks" / f"version-{version.id}.lock"):
        return _opened(wiring, version, folder, files)


def _opened(wiring: Wiring, version: Version, folder: Path, files: dict[str, str]) -> Wiring:
    if not _same(folder, files):
        _write(folder, files)
    config, _ = read_config(files.get(f"{FILES}/{CONFIG}", "").removeprefix("\ufeff"), CONFIG)
    files_of = folder / FILES
    estimators = wiring.estimators.at(files_of)  # its own code answers, whatever people edit since
    opened = replace(
        wiring, root=files_of, kept=folder, config=config or wiring.config, estimators=estimators
    )
    definitions = read_definitions(opened)
    unit = unit_source(opened, definitions, definitions.design(version.design))
    sources = {**definitions.sources, unit.name: unit}  # the unit's may be inferred from a file that is gone
    for name, snapshot in version.snapshots.items():
        if name in sources:  # cases are made of the rows of another again
            write_head(opened.heads, name, Head(snapshot, contract_digest(sources[name]), ""))
    return opened


def read_files(wiring: Wiring, version: Version) -> dict[str, str]:
    """Read a version's files from its object.

    Raises
    ------
    BadInputError
        If it is damaged, or holds a path that leads elsewhere.
    """
    said = json.loads(read_object(wiring.objects, version.definitions))
    files: dict[str, str] = said["files"]
    for name in files:
        place = PurePosixPath(name)
        if place.is_absolute() or ".." in place.parts or place.parts[0] not in {FILES, SHAPES}:
            raise BadInputError(
                f"version {version.id} has a file {name!r}, which would lie outside its folder; it is not opened"
            )
    return files


def _same(folder: Path, files: dict[str, str]) -> bool:
    if not folder.is_dir():
        return False
    found = {
        path.relative_to(folder).as_posix()
        for part in (FILES, SHAPES)
        for path in (folder / part).rglob("*")
        if path.is_file()
    }
    return found == set(files) and all(
        (folder / name).read_bytes() == text.encode() for name, text in files.items()
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write a folder whole or not at all."""
    temporary = folder.parent / f".{folder.name[:12]}-{secrets.token_hex(6)}"
    try:
        for name, text in files.items():
            place = temporary / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        (temporary / FILES).mkdir(parents=True, exist_ok=True)
        if folder.is_dir():
            os.replace(folder, temporary.with_suffix(".old"))  # noqa: PTH105 - a folder with another's name
            shutil.rmtree(temporary.with_suffix(".old"), ignore_errors=True)
        temporary.replace(folder)
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {folder.parent}: {error.strerror or error}; check space and rights"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
