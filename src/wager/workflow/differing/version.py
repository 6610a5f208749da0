"""Which two texts `diff` compares: files, designs by name, and revisions of git."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wager.design.diff.since_freeze import frozen_in
from wager.design.frozen.log import log_folder, read_log
from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError, UsageError, nearest
from wager.foundation.finding import Finding
from wager.workflow.git import Git
from wager.workflow.read_project import design_files
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Version:
    """One text.

    Attributes
    ----------
    label : str
        `designs/a.md`, `HEAD~1:designs/a.md`.
    text : str
    file : Path
        Where it lies in the working tree, whether it is there now or not; its log lies beside it.
    """

    label: str
    text: str
    file: Path


@dataclass(frozen=True)
class Pair:
    """An older and a newer version.

    Attributes
    ----------
    old : Version or None
        None where nothing older is known but what freezes pinned.
    new : Version
    since_freeze : bool
        True where what is frozen is held against its freeze itself, not against `old`.
    """

    old: Version | None
    new: Version
    since_freeze: bool = False


def find_versions(wiring: Wiring, words: Sequence[str], folder: Path) -> Pair:
    """Find the texts that are meant.

    Parameters
    ----------
    words : sequence of str
        `A B`, each a file, the name of a design or model, or `REV:PATH`; `REV A` and `REV REV A` take the file's
        text at revisions; `A` alone is held against its last freeze, else against the last commit.
    folder : Path
        Where relative paths begin.

    Raises
    ------
    UsageError, NotFoundError
        If a word is none of these.
    """
    finder = _Finder(wiring, folder)
    if len(words) == 1:
        return finder.since(words[0])
    if len(words) not in {2, 3}:
        raise UsageError("diff takes a design, or two versions of one: `wager diff HEAD~1 designs/NAME.md`")
    if len(words) == 3:
        lies = finder.there(words[2])
        return Pair(finder.at(words[0], lies.file), finder.at(words[1], lies.file))
    new = finder.there(words[1])
    old = finder.maybe(words[0])
    return Pair(old or finder.at(words[0], new.file), new)


class _Finder:
    def __init__(self, wiring: Wiring, folder: Path) -> None:
        self.root, self.folder = wiring.root, folder
        self.git = Git.of(wiring.root)
        self.top = Path(self.git.ask("rev-parse", "--show-toplevel") or wiring.root)

    def since(self, word: str) -> Pair:
        """Hold one word against what is older: a revision against the file, a file against its freeze or commit."""
        found = self.there(word)
        if not found.file.is_file():
            raise NotFoundError(f"{found.label} has no file to be held against; name two versions")
        if ":" in found.label:
            return Pair(found, self.working(found.file))
        frozen = frozen_in(read_log(log_folder(found.file))) if found.file.suffix == ".md" else {}
        for entry in reversed(tuple(frozen.values())):
            commit = str(entry.body.get("commit", "")).rstrip("+")
            old = self.blob(commit, found.file, f"{commit[:12]}:{self.shown(found.file)}") if commit else None
            if old is not None:
                return Pair(old, found, since_freeze=True)
        old = self.blob("HEAD", found.file, f"HEAD:{self.shown(found.file)}")
        if old is None and not frozen:
            raise NotFoundError(
                f"nothing older is known of {found.label}: it is in no commit, and nothing of it is frozen; name two files"
            )
        return Pair(old, found, since_freeze=bool(frozen))

    def there(self, word: str) -> Version:
        """Return what a word names by itself."""
        found = self.maybe(word)
        if found is not None:
            return found
        if self.commit(word):
            raise UsageError(
                f"{word!r} is a revision; name the design, too: `wager diff {word} designs/NAME.md`"
            )
        names = [path.stem for path in self.known()]
        raise NotFoundError(
            f"{word!r} is neither a file, nor a design or model of the project{nearest(word, names)}, nor REV:PATH"
        )

    def maybe(self, word: str) -> Version | None:
        """Return what a word names by itself; None where it may be a revision."""
        if (self.folder / word).is_file():
            return self.working(self.folder / word)
        for path in self.known():
            if path.stem == word:
                return self.working(path)
        revision, colon, named = word.partition(":")
        if not colon:
            return None
        if not self.commit(revision):
            raise NotFoundError(f"{word!r} is no file, and {revision!r} no revision that git knows")
        for base in dict.fromkeys((self.top, self.root, self.folder.resolve())):
            found = self.blob(revision, base / named, word)
            if found is not None:
                return found
        raise NotFoundError(f"there was no file {named} at {revision}")

    def at(self, revision: str, file: Path) -> Version:
        """Return the text of a file at a revision."""
        shown = self.shown(file)
        if not self.commit(revision):
            raise NotFoundError(f"{revision!r} is neither a file nor a revision that git knows")
        found = self.blob(revision, file, f"{revision}:{shown}")
        if found is None:
            raise NotFoundError(
                f"there was no file {shown} at {revision}; name what it was called: `{revision}:PATH`"
            )
        return found

    def working(self, file: Path) -> Version:
        try:
            return Version(self.shown(file), file.read_text(encoding="utf-8-sig"), file.resolve())
        except UnicodeDecodeError as error:
            raise _no_text(self.shown(file)) from error
        except OSError as error:
            raise UnavailableError(f"{self.shown(file)} cannot be read: {error.strerror}") from error

    def blob(self, revision: str, file: Path, label: str) -> Version | None:
        file = file.resolve()
        if not file.is_relative_to(self.top.resolve()):
            return None
        name = f"{revision}:{file.relative_to(self.top.resolve()).as_posix()}"
        if self.git.ask("cat-file", "-t", name) != "blob":
            return None
        try:
            return Version(label, self.git.demand("cat-file", "blob", name).decode("utf-8-sig"), file)
        except UnicodeDecodeError as error:
            raise _no_text(label) from error

    def commit(self, revision: str) -> str:
        if not revision or revision.startswith("-"):
            return ""
        return self.git.ask("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")

    def known(self) -> Iterable[Path]:
        return (*design_files(self.root), *sorted(self.root.glob("models/*.yaml")))

    def shown(self, file: Path) -> str:
        file = file.resolve()
        return (file.relative_to(self.root) if file.is_relative_to(self.root) else file).as_posix()


def _no_text(label: str) -> BadInputError:
    return BadInputError.of([Finding(label, 1, "E000", "the file is not text in UTF-8; save it as UTF-8")])
