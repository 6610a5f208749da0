"""What a check says: file, line, code, message."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault or remark about one place in a project's files.

    Attributes
    ----------
    path : str
        File, relative to the project where it lies inside.
    line : int
        Line in that file, from 1.
    code : str
        `E…` for an error, `W…` for a warning, `I…` for what is merely said; `docs/reference/codes.md`.
    message : str
        What is wrong, what was expected, what to do next.

    Examples
    --------
    >>> print(Finding("sources/a.yaml", 3, "E002", "5 needs a unit; write `5 d`"))
    sources/a.yaml:3: E002 5 needs a unit; write `5 d`
    """

    path: str
    line: int
    code: str
    message: str

    @property
    def is_error(self) -> bool:
        """True where the thing cannot be used as it is."""
        return self.code.startswith("E")

    @property
    def is_warning(self) -> bool:
        """True where `check --strict` says no and `check` does not."""
        return self.code.startswith("W")

    def __str__(self) -> str:
        """Print as compilers do, so that editors can jump to the place."""
        return f"{self.path}:{self.line}: {self.code} {self.message}"
