"""`init`: a new project, or a copy of an example."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.foundation.errors import ConflictError, NotFoundError, UnavailableError, nearest
from wager.workflow.begin.made_up.examples import DATA, MADE_UP, write_data

CONFIG = "wager.toml"
STORE_IGNORED = "/.wager/"
PARTS = ("designs", "sources", "features", "models")
"""The folders of a project; an example is copied by these, so nothing else in its folder comes along."""

_TEMPLATE = """\
wager = 1                    # version of the formats
name = "{name}"
currency = "USD"             # ISO 4217
time_zone = "UTC"            # IANA, such as "America/New_York"
"""


@dataclass(frozen=True)
class Initialised:
    """What was begun.

    Attributes
    ----------
    folder : Path
        As it was asked for.
    name : str
        The project's.
    written : tuple of str
        Files, relative to the folder.
    made : tuple of str
        Files of data that were made up, relative to the folder; git ignores them.
    git : str
        `begun`, `there` where the folder was in a repository, or `none` where git is not installed.
    next : tuple of str
        Commands that make sense now.
    """

    folder: Path
    name: str
    written: tuple[str, ...]
    made: tuple[str, ...]
    git: str
    next: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "folder": str(self.folder),
            "name": self.name,
            "written": list(self.written),
            "made": list(self.made),
            "git": self.git,
            "next": list(self.next),
        }


def init_project(folder: Path, *, example: str | None = None) -> Initialised:
    """Begin a project; nothing that exists is overwritten.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    example : str, optional
        Name of an example to copy; where its data come from nowhere, they are made up, the same each time.

    Raises
    ------
    ConflictError
        If a file that would be written exists, or the folder is a file.
    NotFoundError
        If there is no such example.
    """
    contents = _example(example) if example is not None else {CONFIG: _template(folder).encode()}
    made_up = [DATA] if example in MADE_UP else []
    _refuse_to_overwrite(folder, [*contents, *made_up])
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    ignored = _ignore(folder / ".gitignore", [STORE_IGNORED, *(f"/{name}/" for name in made_up)])
    made = write_data(example or "", folder)
    written = (*contents, ".gitignore") if ignored else tuple(contents)
    name = example or _project_name(folder)
    return Initialised(folder, name, written, made, _begin_git(folder), _next(folder, example))


def example_folders() -> dict[str, Path]:
    """Find the examples: inside the installed package, or beside it in the repository."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        found = {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{CONFIG}"))}
        if found:
            return found
    return {}


def _example(name: str) -> dict[str, bytes]:
    known = example_folders()
    if name not in known:
        raise NotFoundError(
            f"no example {name!r}{nearest(name, known)}; there is {', '.join(known) or 'none installed'}"
        )
    return {path.relative_to(known[name]).as_posix(): path.read_bytes() for path in _files(known[name])}


def _files(folder: Path) -> Iterator[Path]:
    yield folder / CONFIG
    for part in PARTS:
        # One level: an experiment log lies deeper, and belongs to whoever made the experiments.
        yield from (path for path in sorted((folder / part).glob("*")) if path.is_file())


def _refuse_to_overwrite(folder: Path, names: list[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise ConflictError(f"{folder} is a file; name a folder")
    there = [name for name in names if (folder / name).exists()]
    if there:
        more = f" (and {len(there) - 1} more files)" if len(there) > 1 else ""
        raise ConflictError(
            f"{folder / there[0]} exists already{more}; nothing was written: name another folder"
        )


def _template(folder: Path) -> str:
    return _TEMPLATE.format(name=_project_name(folder))


def _project_name(folder: Path) -> str:
    """Make a name of the folder's: lower-case letters, digits, `_` and `-`, a letter first.

    Examples
    --------
    >>> _project_name(Path("/x/2024 Flights & Co"))
    'flights-co'
    """
    name = re.sub(r"[^a-z0-9_]+", "-", folder.resolve().name.lower())
    return re.sub(r"^[^a-z]+|-+$", "", name) or "project"


def _ignore(path: Path, names: list[str]) -> bool:
    """Keep folders out of git; False where all of them were."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    there = {line.strip().strip("/") for line in lines}
    missing = [name for name in names if name.strip("/") not in there]
    if missing:
        path.write_text("\n".join([*lines, *missing, ""]), "utf-8")
    return bool(missing)


def _begin_git(folder: Path) -> str:
    git = shutil.which("git")
    if git is None:
        return "none"
    inside = subprocess.run([git, "rev-parse", "--git-dir"], cwd=folder, capture_output=True, check=False)  # noqa: S603
    if inside.returncode == 0:
        return "there"
    begun = subprocess.run([git, "init", "--quiet"], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if begun.returncode != 0:
        raise UnavailableError(f"git could not begin a repository in {folder}: {begun.stderr.strip()}")
    return "begun"


def _next(folder: Path, example: str | None) -> tuple[str, ...]:
    there = "" if folder.resolve() == Path.cwd() else f" -C {folder}"
    if example is None:
        return (f'wager{there} try FILE.csv --label "EXPRESSION"', f"wager{there} new design NAME")
    design = next(iter(sorted((folder / "designs").glob("*.md"))))
    return (f"wager{there} check", f"wager{there} snapshot", f"wager{there} next {design.stem}")
