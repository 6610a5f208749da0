"""Import files of a project without touching the interpreter's own modules: two versions of one file live side by side.

A module that a version keeps and the one that people edit have the same name. Each set of files therefore has its own modules, and
its import statements look there first. Files are run as they were fingerprinted, or not at all.
"""

from __future__ import annotations

import builtins
import hashlib
import linecache
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from threading import RLock
from types import ModuleType
from typing import Any

from wager.features.code.code import Code
from wager.features.code.imports import folders, is_package
from wager.foundation.errors import ConflictError

_LOCK = RLock()
_SETS: dict[tuple[str, str], Modules] = {}
_OURS = {"numpy", "pyarrow"}
INSTEAD: dict[str, ModuleType] = {}
"""What stands in for modules when the project imports them; only a trial puts something here."""


class Modules:
    """The modules of one set of files.

    Parameters
    ----------
    code : Code
        Whose files.
    """

    def __init__(self, code: Code) -> None:
        self.root, self.held = code.root, dict(code.files)
        self.prefix = f"wager_project_{code.digest[:16]}"
        self._loaded: dict[str, ModuleType] = {}

    def load(self, path: str) -> ModuleType:
        """Run a file, once.

        Raises
        ------
        ConflictError
            If it is not what was fingerprinted, or was found by no import statement.
        Exception
            Whatever it raises.
        """
        if path in self._loaded:
            return self._loaded[path]
        source = self._source(path)
        place = PurePosixPath(path)
        parts = place.parent.parts if place.name == "__init__.py" else place.with_suffix("").parts
        module = self._module(".".join(parts), str(self.root / path))
        self._loaded[path] = module
        try:
            exec(compile(source, str(self.root / path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - the project's own code
        except BaseException:
            del self._loaded[path]
            raise
        return module

    def _module(self, name: str, file: str) -> ModuleType:
        module = ModuleType(f"{self.prefix}.{name}" if name else self.prefix)
        module.__file__ = file
        own = {"__import__": partial(self._import, file), "print": partial(print, file=sys.stderr)}
        module.__dict__["__builtins__"] = {**vars(builtins), **own}
        sys.modules[module.__name__] = (
            module  # where `dataclasses` and `typing` look for the names of a class
        )
        return module

    def _source(self, path: str) -> bytes:
        if path not in self.held:
            raise ConflictError(
                f"{path} is imported, and no import statement says so; write `import` in the file that needs it"
            )
        source = (self.root / path).read_bytes()
        if hashlib.sha256(source).hexdigest() != self.held[path]:
            raise ConflictError(f"{path} was changed since this began; run the command again")
        linecache.checkcache(str(self.root / path))
        return source

    def _import(  # noqa: PLR0917 - as Python calls it
        self,
        file: str,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - as Python names it
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Do what an import statement asks: from these files where they have the module, else from what is installed."""
        path = Path(file).relative_to(self.root).as_posix()
        for folder in folders(path, name, level):
            place = folder.joinpath(*name.split(".")) if name else folder
            if self._here(place) is None:
                continue
            if fromlist:
                return self._taken(place, fromlist)
            parts = name.split(".")
            modules = [self._at(folder.joinpath(*parts[: end + 1])) for end in range(len(parts))]
            for outer, part, inner in zip(modules, parts[1:], modules[1:], strict=False):
                setattr(outer, part, inner)
            return modules[0]
        if level:
            dots = "." * level
            raise ImportError(f"there is no module {dots}{name} in the project")
        if name in INSTEAD:
            return INSTEAD[name]
        return builtins.__import__(name, globals, locals, fromlist or (), 0)

    def _here(self, place: PurePosixPath) -> str | None:
        """Name the file of a module, or say that its folder is a package without one; None where there is neither."""
        for file in (place.with_suffix(".py") if place.name else place, place / "__init__.py"):
            if file.suffix == ".py" and (self.root / file).is_file():
                return file.as_posix()
        return "" if is_package(self.root, place) else None

    def _at(self, place: PurePosixPath) -> ModuleType:
        file = self._here(place)
        if file:
            return self.load(file)
        name = ".".join(place.parts)
        if f"{name}/" not in self._loaded:
            self._loaded[f"{name}/"] = self._module(name, str(self.root / place / "__init__.py"))
        return self._loaded[f"{name}/"]

    def _taken(self, place: PurePosixPath, names: Sequence[str]) -> ModuleType:
        """Load a module, and those within it that are taken out of it."""
        module = self._at(place)
        for name in names:
            if name != "*" and not hasattr(module, name) and self._here(place / name) is not None:
                setattr(module, name, self._at(place / name))
        return module


def function_of(code: Code) -> Any:
    """Import the file of a function, once for each content, and return what it calls so."""
    with _LOCK:
        key = (str(code.root), code.digest)
        if key not in _SETS:
            _SETS[key] = Modules(code)
            if set(code.outside) - _OURS:
                _let_in()
        return getattr(_SETS[key].load(code.path), code.name)


def _let_in() -> None:
    """Let all that is installed be imported: the command line shuts out packages that it does without itself."""
    sys.meta_path[:] = [one for one in sys.meta_path if not getattr(one, "spares_projects", False)]
