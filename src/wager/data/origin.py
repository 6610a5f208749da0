"""Where a source's bytes come from, and which files they are on this machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from wager.data.many_files import file_digests, files_like, resolved
from wager.design.reading.fields import Field, FieldReader, as_node, may, reads, text
from wager.design.reading.shapes import named_shape, one_or_list, record_of
from wager.foundation.errors import BadInputError, NotFoundError, nearest
from wager.foundation.keys import Reader
from wager.foundation.yaml_file import Node, Scalar

_PINNED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9][A-Za-z0-9.+!_-]*)")
_PLAIN = "^" + re.sub(r"\?P<\w+>", "", _PINNED.pattern) + "$"  # JSON Schema has no names for groups
_KINDS = ("path", "package", "sql")

ORIGIN: Mapping[str, Field] = {
    "path": may(text, "a file of the project, or a pattern of several; CSV, zipped CSV or Parquet"),
    "package": may(
        as_node(
            {
                "title": "name==version",
                "type": "string",
                "pattern": _PLAIN,
            }
        ),
        "an installed package, pinned; with `file`",
    ),
    "file": may(text, "the file inside the package"),
    "sql": may(text, "a query, such as `select …`; with `store`: an offline view"),
    "store": may(
        text, "who answers it: `file:PATH`, a database of DuckDB or SQLite, or `env:NAME`, which holds one"
    ),
    "nulls": may(
        as_node(one_or_list(named_shape("value"))),
        "texts that mean null in a text file; default the empty one",
    ),
    "sha256": may(
        as_node({"title": "digest", "type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
        "pins a file that must be this one",
    ),
}
_ONE = [{"required": [kind]} for kind in _KINDS]


@dataclass(frozen=True)
class Origin:
    """What `from` says.

    Attributes
    ----------
    kind : str
        `path`, `package` or `sql`.
    path : str
        A path or pattern relative to the project, or the file inside the package.
    package, version : str
        An installed distribution, pinned.
    sql, store : str
        A query and the store that answers it.
    nulls : tuple of str
        Texts that mean null in a text file.
    sha256 : str or None
        The digest that the file must have.
    line : int
        Line in the source's file.
    """

    kind: Literal["path", "package", "sql"]
    path: str = ""
    package: str = ""
    version: str = ""
    sql: str = ""
    store: str = ""
    nulls: tuple[str, ...] = ("",)
    sha256: str | None = None
    line: int = 1

    def __str__(self) -> str:
        """Print for people."""
        if self.kind == "package":
            return f"{self.path} of {self.package}=={self.version}"
        return self.path if self.kind == "path" else f"a query to {self.store}"


@dataclass(frozen=True)
class Located:
    """The files of an origin on this machine, in order.

    Attributes
    ----------
    files : tuple of Path
        Absolute.
    pins : mapping of str to str
        SHA-256 that a file must have, by its path, as the package's own record or the contract says.
    """

    files: tuple[Path, ...]
    pins: Mapping[str, str] = field(default_factory=dict, hash=False)

    def digests(self) -> list[str]:
        """Hash the bytes of each file; checks the pins. Equal size and time of change would prove nothing.

        Raises
        ------
        BadInputError
            If a file is not the one that was pinned.
        """
        found = file_digests(self.files)
        for file, actual in zip(self.files, found, strict=True):
            pinned = self.pins.get(str(file), actual)
            if pinned != actual:
                raise BadInputError(
                    f"{file.name} is not the file that was pinned: its sha256 is {actual}, expected {pinned}; "
                    "install or copy it again, or correct the pin"
                )
        return found


@reads({**record_of(ORIGIN), "oneOf": _ONE})
def read_origin(reader: FieldReader, node: Node, _: str = "") -> Origin | None:
    """Read the map `from`."""
    values = reader.keys(node, "from", ORIGIN)
    if not values and not reader.is_filled(node):
        return None
    kinds = [kind for kind in _KINDS if kind in values]
    if len(kinds) != 1:
        said = " and ".join(kinds) or "none"
        reader.fault(node, "E102", f"from needs exactly one of {', '.join(_KINDS)}; it has {said}")
        return None
    for key, kind in (("file", "package"), ("store", "sql")):
        if key in values and kind not in values:
            reader.fault(
                values[key], "E101", f"from has no key {key!r} beside {kinds[0]!r}; it belongs to {kind!r}"
            )
    nulls = _nulls(reader, values.get("nulls"))
    pin = _pin(reader, values.get("sha256"))
    if "path" in values:
        path = reader.text(values["path"], "path of from")
        return None if path is None else Origin("path", path, nulls=nulls, sha256=pin, line=node.line)
    if "package" in values:
        return _package(reader, node, values, nulls, pin)
    sql, store = (
        reader.text(values[key], f"{key} of from") if key in values else None for key in ("sql", "store")
    )
    if store is None:
        reader.fault(
            node, "E102", "from needs the key 'store' beside 'sql': a URL, `env:NAME` or `file:PATH`"
        )
        return None
    return None if sql is None else Origin("sql", sql=sql, store=store, nulls=nulls, line=node.line)


def _package(
    reader: Reader, node: Node, values: Mapping[str, Node], nulls: tuple[str, ...], pin: str | None
) -> Origin | None:
    text = reader.text(values["package"], "package of from")
    if "file" not in values:
        reader.fault(node, "E102", "from needs the key 'file' beside 'package': the file inside the package")
        return None
    file = reader.text(values["file"], "file of from")
    pinned = None if text is None else _PINNED.fullmatch(text.strip())
    if text is not None and pinned is None:
        reader.fault(
            values["package"], "E103", f"package of from should be pinned, `name==version`, not {text!r}"
        )
    if pinned is None or file is None:
        return None
    return Origin("package", file, pinned["name"], pinned["version"], nulls=nulls, sha256=pin, line=node.line)


def _nulls(reader: Reader, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ("",)
    items = reader.items(node)
    found = tuple(item.text for item in items if isinstance(item, Scalar))
    if len(found) < len(items):
        reader.fault(node, "E103", "nulls of from should be a list of texts, such as `[NA]`")
    return tuple(dict.fromkeys(found))


def _pin(reader: Reader, node: Node | None) -> str | None:
    text = None if node is None else reader.text(node, "sha256 of from")
    if node is not None and text is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        reader.fault(node, "E103", "sha256 of from should be 64 hexadecimal characters")
        return None
    return None if text is None else text.lower()


def locate(origin: Origin, root: Path, *, name: str) -> Located:
    """Find the files of an origin; nothing is imported and nothing is read.

    Parameters
    ----------
    origin : Origin
        What `from` says.
    root : Path
        Folder of the project.
    name : str
        The source, for messages.

    Raises
    ------
    NotFoundError
        If a file or package is not there; the message says how to get it.
    """
    if origin.kind == "package":
        return _locate_package(origin, name)
    assert origin.kind == "path", "a query has no files"
    try:
        return _locate_path(origin, root, name)
    except (OSError, ValueError) as error:  # too long a name, a null in it, a folder that may not be read
        said = getattr(error, "strerror", None) or str(error)
        raise NotFoundError(f"source {name}: `from` names no file that can be looked for: {said}") from error


def _locate_path(origin: Origin, root: Path, name: str) -> Located:
    pattern = Path(origin.path)
    anchor = root if not pattern.is_absolute() else Path(pattern.anchor)
    relative = pattern if not pattern.is_absolute() else pattern.relative_to(anchor)
    if any(mark in origin.path for mark in "*?[") and not (anchor / relative).is_file():
        files = files_like(anchor, relative)
    else:
        files = resolved([anchor / relative]) if (anchor / relative).is_file() else ()
    if not files and (anchor / relative).is_dir():
        raise NotFoundError(
            f"source {name}: {origin.path} is a folder; name the files in it, such as `{origin.path.rstrip('/')}/*.csv`"
        )
    if not files:
        around = (anchor / relative).parent
        near = nearest(relative.name, (file.name for file in around.iterdir())) if around.is_dir() else ""
        raise NotFoundError(
            f"source {name}: there is no file {origin.path}{near}; put it there or correct `from`"
        )
    return Located(files, {} if origin.sha256 is None else {str(file): origin.sha256 for file in files})


def _locate_package(origin: Origin, name: str) -> Located:
    from base64 import urlsafe_b64decode
    from importlib import metadata

    wanted = f"{origin.package}=={origin.version}"
    advice = f"install it with `pip install {wanted}`"
    try:
        distribution = metadata.distribution(origin.package)
    except metadata.PackageNotFoundError as error:
        raise NotFoundError(
            f"source {name} needs the package {wanted}, which is not installed; {advice}"
        ) from error
    if distribution.version != origin.version:
        message = f"source {name} needs the package {wanted}, but version {distribution.version} is installed; {advice}"
        raise NotFoundError(message)
    entries = {str(entry): entry for entry in distribution.files or ()}
    if origin.path not in entries:
        near = nearest(origin.path, entries)
        raise NotFoundError(f"source {name}: the package {wanted} has no file {origin.path!r}{near}")
    file = Path(str(distribution.locate_file(origin.path)))
    if not file.is_file():
        raise NotFoundError(f"source {name}: {file.name} of the package {wanted} is gone; {advice} anew")
    pins = {}
    hashed = entries[origin.path].hash
    if hashed is not None and hashed.mode == "sha256":
        pins[str(file)] = urlsafe_b64decode(hashed.value + "=" * (-len(hashed.value) % 4)).hex()
    if origin.sha256 is not None:
        pins[str(file)] = origin.sha256
    return Located((file,), pins)
