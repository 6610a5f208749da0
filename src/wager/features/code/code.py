"""The code behind a Python feature: which files it is, what they import, and one digest of all of it. Nothing of it runs here."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from wager.features.code.imports import files_of, imports_of, is_package
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest

FORMAT = 1
"""Of how values are handed to a function and taken from it: part of the digest."""

LOCKS = (
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "pixi.lock",
    "Pipfile.lock",
    "pylock*.toml",
    "conda-lock*.yml",
    "requirements*.txt",
    "requirements/*.txt",
)
"""Which files in a project say what is installed: all of these that are there."""


@dataclass(frozen=True)
class Code:
    """A function of the project, with all files of the project that it stands on.

    Attributes
    ----------
    root : Path
        Of the project.
    path, name : str
        The file, relative to the root, and the function in it.
    line : int
        Where the function begins.
    files : tuple of (str, str)
        Path and SHA-256 of the file and of all that it imports from the project, sorted by path.
    locks : tuple of (str, str)
        Path and SHA-256 of what says which libraries are installed.
    outside : tuple of str
        What is imported from elsewhere, without the standard library.
    """

    root: Path = field(compare=False)
    path: str
    name: str
    line: int
    files: tuple[tuple[str, str], ...]
    locks: tuple[tuple[str, str], ...]
    outside: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Digest of all that its values follow from, apart from what it is given."""
        return digest({"format": FORMAT, "call": self.call, "files": self.files, "locks": self.locks})

    @property
    def call(self) -> str:
        """The function as feature files write it."""
        return f"{self.path}:{self.name}"

    def at(self) -> str:
        """Name the place of the function."""
        return f"{self.path}:{self.line}"


def read_code(root: Path, call: str, given: int | None, place: tuple[str, int]) -> Code:
    """Read the files behind `file:function`, without running anything.

    Parameters
    ----------
    root : Path
        Of the project.
    call : str
        As a feature file, or a model file, writes it.
    given : int or None
        How many columns the function will be given; None where it is given something else, as a learner is.
    place : tuple of (str, int)
        File and line where it is called, for findings.

    Raises
    ------
    BadInputError
        If there is no such file (E106) or function in it, it is not Python (E108), or does not take so many columns (E109).
    """
    path, _, name = call.rpartition(":")
    path = PurePosixPath(path).as_posix()
    if not path.endswith(".py") or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        form = "features/file.py:function" if given is not None else "models/file.py:name"
        raise _fault(place, "E103", f"call should be `{form}`, a file of the project, not {call!r}")
    if not (root / path).is_file():
        there = sorted(one.relative_to(root).as_posix() for one in root.glob("*/*.py"))
        beside = (PurePosixPath(place[0]).parent / path).as_posix()
        near = f"; did you mean {beside!r}?" if beside in there else nearest(path, there)
        raise _fault(place, "E106", f"there is no file {path}{near}; paths begin at the root of the project")
    trees = _modules(root, path)
    line = _demand_function(trees[path][1], path, name, given, place)
    files = tuple((one, hashlib.sha256(source).hexdigest()) for one, (source, _) in sorted(trees.items()))
    return Code(root, path, name, line, files, lock_files(root), _outside(root, trees))


def lock_files(root: Path) -> tuple[tuple[str, str], ...]:
    """Name the files of a project that say what is installed, each with its SHA-256."""
    paths = (path for pattern in LOCKS for path in root.glob(pattern) if path.is_file())
    names = sorted({path.relative_to(root).as_posix() for path in paths})
    return tuple((name, hashlib.sha256((root / name).read_bytes()).hexdigest()) for name in names)


def parsed(source: bytes, path: str) -> ast.Module:
    """Parse a module.

    Raises
    ------
    BadInputError
        If it is not Python (E108), at its own line.
    """
    try:
        return ast.parse(source, path)
    except SyntaxError as error:
        message = f"this is not Python: {error.msg}; correct it"
        raise _fault((path, error.lineno or 1), "E108", message) from None
    except ValueError as error:  # a null byte
        raise _fault((path, 1), "E108", f"this is not Python: {error}; correct it") from None


Modules = Mapping[str, tuple[bytes, ast.Module]]


def _modules(root: Path, first: str) -> Modules:
    """Read a module and all that it imports from the project."""
    found: dict[str, tuple[bytes, ast.Module]] = {}
    waiting = [first]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        source = (root / path).read_bytes()
        tree = parsed(source, path)
        found[path] = source, tree
        for one in imports_of(tree):
            waiting += files_of(root, path, one)
    return found


def _outside(root: Path, trees: Modules) -> tuple[str, ...]:
    names = {
        one.name.partition(".")[0]
        for path, (_, tree) in trees.items()
        for one in imports_of(tree)
        if not one.level
        and not files_of(root, path, one)
        and not is_package(root, PurePosixPath(one.name.partition(".")[0]))
    }
    return tuple(sorted(names - sys.stdlib_module_names - {""}))


def _demand_function(
    tree: ast.Module, path: str, name: str, given: int | None, place: tuple[str, int]
) -> int:
    """Find a function at the top of a module, and refuse one that does not take so many columns; return its line."""
    known: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            known[node.name] = node
        elif isinstance(node, ast.Assign):
            known |= {one.id: node for one in node.targets if isinstance(one, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            known |= {one.asname or one.name: node for one in node.names}
    if name not in known:
        plain = ast.FunctionDef if given is not None else ast.FunctionDef | ast.ClassDef
        functions = [one for one, node in known.items() if isinstance(node, plain)]
        near = nearest(name, known) or f"; it has {', '.join(functions[:8]) or 'none'}"
        what = "function" if given is not None else "class or function"
        raise _fault(place, "E106", f"{path} has no {what} {name!r}{near}")
    node = known[name]
    if isinstance(node, ast.AsyncFunctionDef):
        raise _fault((path, node.lineno), "E109", f"{name} is `async`; expected a plain function")
    if isinstance(node, ast.FunctionDef) and given is not None:
        taken = node.args
        most = len(taken.posonlyargs) + len(taken.args)
        least = most - len(taken.defaults)
        if given < least or (given > most and taken.vararg is None):
            wants = f"{least}" if least == most else f"{least} to {most}"
            said = f"`reads` gives {given}, and {name} in {path}, line {node.lineno}, takes {wants}: one array for each column, in that order"
            raise _fault(place, "E109", said)
    return node.lineno


def _fault(place: tuple[str, int], code: str, message: str) -> BadInputError:
    return BadInputError.of([Finding(*place, code, message)])
