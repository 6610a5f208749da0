"""Optional packages that libraries import for users of data frames, kept out of processes of our own.

Where pandas is installed, pyarrow imports it at the first `pa.array`, and LightGBM imports it with
scikit-learn and matplotlib: more CPU seconds than a whole run needs. wager uses none of these paths. The
command line shuts them out; a user's own process is never touched, since there the libraries would then no
longer take the user's data frames.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

DATA_FRAMES = ("pandas", "matplotlib", "graphviz", "dask", "polars")


class _Absent:
    """A finder that says of some packages that they are not installed."""

    spares_projects = True
    """Taken away for good as soon as the code of a project needs more than numpy."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Refuse a package that is shut out; leave all others to the next finder."""
        del path, target
        if fullname.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"{fullname} is shut out for now", name=fullname)


@contextmanager
def shut_out(names: Sequence[str] = DATA_FRAMES) -> Iterator[None]:
    """Let some packages count as not installed for a while; what is already imported stays.

    Examples
    --------
    >>> with shut_out(["this"]):
    ...     import this
    Traceback (most recent call last):
    ModuleNotFoundError: this is shut out for now
    """
    # Not None in sys.modules: compiled code may then get None for a module, without an error.
    absent = _Absent(names)
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        with suppress(ValueError):  # the code of a project was let in
            sys.meta_path.remove(absent)
