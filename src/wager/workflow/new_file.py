"""`wager new`: templates to fill in, one more block in a document, schemas for editors; nothing is overwritten."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.design.block_kinds import KINDS
from wager.design.hypotheses.amendment import ID
from wager.design.reading.document import Document, read_document
from wager.design.reading.edit import insert_lines
from wager.design.templates.blocks import Known, block_lines
from wager.design.templates.files import design_text, feature_text, model_text, source_text
from wager.foundation.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    UsageError,
    nearest,
)
from wager.foundation.folders import make_folder
from wager.foundation.keys import FILE_NAME, PLACE
from wager.workflow.begin.place import place_of
from wager.workflow.begin.schemas import FOLDERS, schemas
from wager.workflow.read_project import Definitions, design_files, read_definitions
from wager.workflow.wiring import Wiring

PLACES = {"design": "designs/{}.md"} | {kind: f"{folder}/{{}}.yaml" for kind, folder in FOLDERS.items()}
"""Where a file of each kind is."""

SCHEMAS = ".wager/schema"


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes
    ----------
    kind, name : str
        `design`, `source`, `feature`, `model`, `block` or `schema`, and how it is called.
    files : tuple of str
        Relative to the project where they lie inside.
    line : int
        Where the new text begins.
    to_fill : int
        How many places in it are still to fill in.
    next : tuple of str
        Commands that make sense now.
    """

    kind: str
    name: str
    files: tuple[str, ...]
    line: int
    to_fill: int
    next: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            "kind": self.kind,
            "name": self.name,
            "files": list(self.files),
            "line": self.line,
            "to_fill": self.to_fill,
            "next": list(self.next),
        }


FORMS = (
    "expected `wager new design|source|feature|model NAME`, `wager new block KIND DESIGN [ID]` or "
    "`wager new --schema [DIR]`"
)


def write_new(wiring: Wiring, kind: str, *names: str) -> Written:
    """Write the template of a file or of a block, or the schemas.

    Raises
    ------
    UsageError
        If there are too few names, or too many.
    """
    if kind == "schema" and len(names) <= 1:
        return write_schemas(wiring, Path(names[0]) if names else None)
    if kind == "block" and len(names) in {2, 3}:
        return new_block(wiring, *names)
    if kind not in {"block", "schema"} and len(names) == 1:
        return new_file(wiring, kind, names[0])
    raise UsageError(FORMS)


def new_file(wiring: Wiring, kind: str, name: str) -> Written:
    """Write the template of a `design`, `source`, `feature` or `model`.

    Raises
    ------
    UsageError
        If there is no such kind, or the name is none.
    ConflictError
        If the file exists.
    """
    if kind not in PLACES:
        raise UsageError(f"no kind {kind!r}{nearest(kind, PLACES)}; there are {', '.join(PLACES)}, block")
    if not FILE_NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name for a {kind}; expected lower-case letters, digits, `-` and `_`, a letter first"
        )
    shown = PLACES[kind].format(name)
    path = wiring.root / shown
    text = _text(wiring, kind, name)
    make_folder(path.parent)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConflictError(
            f"{shown} exists already and is left as it is; name another {kind}, or remove it"
        ) from error
    return Written(kind, name, (shown,), 1, len(PLACE.findall(text)), (f"wager check {shown}",))


def _text(wiring: Wiring, kind: str, name: str) -> str:
    definitions = read_definitions(wiring)
    known = _known(definitions)
    if kind == "design":
        return design_text(name, known, definitions.config.blocks)
    if kind == "source":
        return source_text(name, known)
    if kind == "feature":
        return feature_text(name, known)
    designs = [path.stem for path in design_files(wiring.root)]
    return model_text(name, designs[0] if len(designs) == 1 else "")


def _known(definitions: Definitions) -> Known:
    """Take what the project says already: its currency, and the one source that has events."""
    events = [one for one in definitions.sources.values() if one.event_time is not None]
    currency = definitions.config.currency or "USD"
    if len(events) != 1:
        return Known(currency, sources=tuple(one.name for one in events))
    only = events[0]
    return Known(currency, only.name, (only.name,), tuple(only.types()), only.event_time or "")


def new_block(wiring: Wiring, kind: str, design: str, name: str | None = None) -> Written:
    """Put the template of one block into a document, at its place; every other byte stays as it was.

    Parameters
    ----------
    kind : str
        One of wager's kinds, or of those that the project's policy adds.
    design : str
        Name of the document.
    name : str, optional
        The id of a hypothesis; default the next free of H1, H2, …

    Raises
    ------
    NotFoundError
        If there is no such document.
    UsageError
        If there is no such kind, or an id is given where none belongs.
    BadInputError
        If the document's fences are broken, so that no place can be told.
    ConflictError
        If the block stands there already.
    """
    own = wiring.config.blocks
    kinds = (*KINDS, *own)
    if kind not in kinds:
        raise UsageError(f"{kind!r} is no kind of block{nearest(kind, kinds)}; kinds are {', '.join(kinds)}")
    path = _document(wiring, design)
    shown = path.relative_to(wiring.root).as_posix()
    with wiring.lock(design):
        text = path.read_bytes().decode("utf-8")
        document = _whole(text, shown)
        name = _id_for(document, kind, name)
        lines = block_lines(kind, _known(read_definitions(wiring)), name or "", own.get(kind, ()))
        after, lines = place_of(document, kind, kinds, lines)
        _overwrite(path, insert_lines(text, after, lines).encode())
    begins = after + 1 + lines.index(next(line for line in lines if line))
    places = sum(len(PLACE.findall(line)) for line in lines)
    called = f"{kind} {name}" if name else kind
    return Written("block", called, (shown,), begins, places, (f"wager check {shown}",))


def _document(wiring: Wiring, design: str) -> Path:
    files = {path.stem: path for path in design_files(wiring.root)}
    if design not in files:
        listed = ", ".join(files) or "none"
        raise NotFoundError(f"no design {design!r}{nearest(design, files)}; the project has {listed}")
    return files[design]


def _whole(text: str, shown: str) -> Document:
    document, findings = read_document(text, shown)
    broken = [one for one in findings if one.code == "E000"]
    if document.damaged or broken:
        raise BadInputError.of(broken)
    return document


def _id_for(document: Document, kind: str, name: str | None) -> str | None:
    """Find the id of a new block; refuse one that stands there already."""
    there = {(block.kind, block.id): block.line for block in document.blocks}
    if kind != "hypothesis":
        if name is not None:
            raise UsageError(f"a block {kind} has no id; leave {name!r} out")
        if (kind, None) in there:
            line = there[kind, None]
            raise ConflictError(f"{document.path} has a block wager.{kind} already, on line {line}")
        return None
    if name is None:
        return next(f"H{n}" for n in range(1, len(there) + 2) if (kind, f"H{n}") not in there)
    if not ID.fullmatch(name):
        raise UsageError(f"{name!r} is no id of a hypothesis; expected such as `H2`")
    if (kind, name) in there:
        line = there[kind, name]
        raise ConflictError(f"{document.path} has a hypothesis {name} already, on line {line}")
    return name


def _overwrite(path: Path, content: bytes) -> None:
    """Put a file's new content in its place in one step; its rights stay."""
    target = path.resolve()
    temporary = target.parent / f".{secrets.token_hex(8)}"
    try:
        temporary.write_bytes(content)
        shutil.copymode(target, temporary)
        os.replace(temporary, target)  # noqa: PTH105  # atomic on every system
    finally:
        temporary.unlink(missing_ok=True)


def write_schemas(wiring: Wiring, folder: Path | None = None) -> Written:
    """Write the JSON Schema of each kind of block and file; those that are there are made anew.

    Parameters
    ----------
    folder : Path, optional
        Where; default `.wager/schema`, which git ignores.
    """
    target = folder or wiring.root / SCHEMAS
    made = schemas(wiring.config.blocks)
    make_folder(target)
    for name, content in made.items():
        (target / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    root = wiring.root
    shown = target.relative_to(root) if target.resolve().is_relative_to(root) and not folder else target
    return Written("schema", shown.as_posix(), tuple((shown / name).as_posix() for name in made), 1, 0, ())
