"""The libraries that learn, by version: another version may learn another model from the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("wager", "lightgbm", "numpy", "scikit-learn", "scipy")


def versions(algorithms: Iterable[str] = ()) -> dict[str, str]:
    """Name the version of each library that a fit may call; found without importing any.

    Parameters
    ----------
    algorithms : iterable of str
        That models name. What an extra brings counts where it is named: a model of another algorithm stays the same model where
        the extra is installed and where it is not.

    Examples
    --------
    >>> sorted(versions())
    ['lightgbm', 'numpy', 'scikit-learn', 'scipy', 'wager']
    """
    found = {name: _version(name) for name in LIBRARIES}
    return found | {"xgboost": _version("xgboost-cpu", "xgboost")} if "xgboost" in set(algorithms) else found


@cache  # within a process they stay what they are, and their metadata are slow to read
def _version(*names: str) -> str:
    for name in names:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "not installed"
