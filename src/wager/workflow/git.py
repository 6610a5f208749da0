"""Git in a folder, asked as a process: no library of git, and no setting of a hook that points elsewhere."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wager.foundation.errors import UnavailableError


@dataclass(frozen=True)
class Git:
    """Git in a folder.

    Attributes
    ----------
    folder : Path
        Where it works.
    variables : mapping of str to str
        Of its process.
    """

    folder: Path
    variables: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path) -> Git:
        """Take the process's variables, without those by which a hook of git points at another repository."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(("GIT_CONFIG", "GIT_EXEC_PATH"))
        }
        return cls(folder, kept | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"})

    def ask(self, *arguments: str) -> str:
        """Return what git answers; empty where it cannot, or there is no git."""
        try:
            done = self._run(arguments, b"")
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode("utf-8", "surrogateescape").strip() if done.returncode == 0 else ""

    def demand(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git answers.

        Raises
        ------
        UnavailableError
            If it cannot.
        """
        try:
            done = self._run(arguments, given)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UnavailableError(f"git {arguments[0]} in {self.folder} did not end: {error}") from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip()
            raise UnavailableError(
                f"git {arguments[0]} in {self.folder} failed, so that uncommitted changes cannot be kept: {said}"
            )
        return done.stdout

    def _run(self, arguments: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(  # noqa: S603 - git by name
            command, input=given, capture_output=True, check=False, timeout=120, env=dict(self.variables)
        )
