"""Every error that wager raises on purpose.

```
WagerError                something is wrong and we know what
├── UsageError            the command or call itself makes no sense
├── BadInputError         a file or a value is wrong; carries findings with file and line
│   └── BadRequestError   a request to a served model is wrong; carries one fault for each column
├── NotFoundError         a named thing does not exist
├── ConflictError         two things contradict each other, or somebody was faster
├── UnavailableError      a store, file or service could not be reached
└── RefusedError          a check or gate said no
```

A message has three parts: what is wrong with which thing, what was expected or is nearest, what to do
next. Which exit code an error becomes is decided in one table, `interfaces/cli/exits.py`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from wager.foundation.finding import Finding


class WagerError(Exception):
    """The root: catch it to catch all that wager raises on purpose."""


class UsageError(WagerError, ValueError):
    """The command or call itself makes no sense."""


class BadInputError(WagerError, ValueError):
    """A file or a value is wrong.

    Attributes
    ----------
    findings : tuple of Finding
        One per fault, with file and line; empty when the fault has no place in a file.
    """

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> BadInputError:
        """Raise all findings at once; the message is one line for each."""
        return cls("\n".join(str(finding) for finding in findings), findings)


class BadRequestError(BadInputError):
    """A request to a served model, or an event, is wrong.

    Attributes
    ----------
    faults : tuple of (str, str, str)
        Column (or a place in the document), the rule that it breaks in one word (`missing`, `extra`, `type`,
        `finite`, `range`, `values`, `null`, `not known`), and what was expected. Values are never repeated.
    """

    def __init__(self, faults: Sequence[tuple[str, str, str]]) -> None:
        super().__init__("; ".join(f"{column}: {expected}" for column, _, expected in faults))
        self.faults = tuple(faults)


class NotFoundError(WagerError, LookupError):
    """A named thing does not exist."""


class ConflictError(WagerError, RuntimeError):
    """Two things contradict each other, or somebody was faster."""


class UnavailableError(WagerError, OSError):
    """A store, file or service could not be reached."""


class RefusedError(WagerError, RuntimeError):
    """A check or gate said no."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Suggest the known name that is closest to a wrong one.

    Parameters
    ----------
    name : str
        What was written.
    known : iterable of str
        What could have been meant.

    Returns
    -------
    str
        `"; did you mean 'origin'?"`, how a list is written where several known names stand in one text, or the empty
        string when nothing is near.

    Examples
    --------
    >>> nearest("orign", ["origin", "dest"])
    "; did you mean 'origin'?"
    >>> nearest("x", ["origin"])
    ''
    >>> nearest("tsets", ["tests"])
    "; did you mean 'tests'?"
    >>> nearest("origin, dest", ["origin", "dest"])
    '; a list is written `[origin, dest]`'
    """
    known = set(known)
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1 and known.issuperset(parts):
        return f"; a list is written `[{', '.join(parts)}]`"
    # What has the same letters in another order is nearest, and to difflib it need not be near.
    letters = sorted(name)
    found = [one for one in sorted(known) if len(one) == len(name) and sorted(one) == letters]
    found = found or difflib.get_close_matches(name, sorted(known), 1, cutoff=0.6)
    return f"; did you mean {found[0]!r}?" if found else ""


MOST_NAMED = 8
"""So many names are listed where none is near; more hide what is said."""


def nearest_or_some(name: str, known: Sequence[str]) -> str:
    """Suggest the nearest known name; where none is near, name the first few.

    Examples
    --------
    >>> nearest_or_some("alhpa", ["alpha", "tol"]), nearest_or_some("zzz", ["alpha", "tol"]), nearest_or_some("a", [])
    ("; did you mean 'alpha'?", '; it has alpha, tol', '; it has none')
    >>> nearest_or_some("zzz", "abcdefghijk")
    '; it has a, b, c, d, e, f, g, h and 3 more'
    """
    near = nearest(name, known)
    if near:
        return near
    more = len(known) - MOST_NAMED
    return f"; it has {', '.join(known[:MOST_NAMED]) or 'none'}{f' and {more} more' if more > 0 else ''}"
