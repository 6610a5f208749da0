"""Which files of the project a module imports: read from its text, so that nothing runs."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_TOP = PurePosixPath()


@dataclass(frozen=True)
class Imported:
    """What an import statement may stand for.

    Attributes
    ----------
    name : str
        Of the module, from the top; for `from . import x` and the like relative to the folder of the file, without dots.
    level : int
        How many dots it had.
    names : tuple of str
        What is taken out of it, which may be modules as well.
    """

    name: str
    level: int
    names: tuple[str, ...] = ()


def imports_of(tree: ast.Module) -> Iterator[Imported]:
    """Yield every import of a module, wherever it stands in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Imported(one.name, 0) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield Imported(node.module or "", node.level, tuple(one.name for one in node.names))


def files_of(root: Path, path: str, imported: Imported) -> tuple[str, ...]:
    """Name the files of a project that an import runs, the outermost package first; none where it is no module of it.

    A name is looked up from the root of the project, then beside the file. What the standard library is called is never a file
    of the project.

    Parameters
    ----------
    root : Path
    path : str
        The file in which the import stands, relative to the root.
    """
    found: dict[str, None] = {}
    for name in (imported.name, *(f"{imported.name}.{one}".strip(".") for one in imported.names)):
        if name:
            found |= dict.fromkeys(module_files(root, path, name, imported.level))
    if not imported.name and imported.level:
        found |= dict.fromkeys(_package(root, _folder(path, imported.level)))
    return tuple(found)


def module_files(root: Path, path: str, name: str, level: int = 0) -> tuple[str, ...]:
    """Name the files that stand for a module, its packages first; none where the project has no such module."""
    for folder in folders(path, name, level):
        place = folder.joinpath(*name.split("."))
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if _is_file(root, file):
                return (*_package(root, file.parent, folder), file.as_posix())
    return ()


def folders(path: str, name: str, level: int) -> tuple[PurePosixPath, ...]:
    """Name the folders in which a module is looked for."""
    if level:
        return (_folder(path, level),)
    if name.partition(".")[0] in sys.stdlib_module_names:
        return ()
    return tuple(dict.fromkeys((PurePosixPath(), PurePosixPath(path).parent)))


def is_package(root: Path, folder: PurePosixPath) -> bool:
    """Tell whether a folder of the project holds modules, with or without a file of its own."""
    return _has_modules(root / folder)


def _folder(path: str, level: int) -> PurePosixPath:
    folder = PurePosixPath(path).parent
    for _ in range(level - 1):
        folder = folder.parent
    return folder


def _package(root: Path, inner: PurePosixPath, outer: PurePosixPath = _TOP) -> tuple[str, ...]:
    """Name the files of packages from an outer folder to an inner one, the outermost first."""
    between = [one for one in (inner, *inner.parents) if one != outer and outer in (one, *one.parents)]
    files = [one / "__init__.py" for one in reversed(between)]
    return tuple(file.as_posix() for file in files if _is_file(root, file))


def _is_file(root: Path, file: PurePosixPath) -> bool:
    return ".." not in file.parts and (root / file).is_file()


def _has_modules(folder: Path) -> bool:
    return folder.is_dir() and next(folder.rglob("*.py"), None) is not None
