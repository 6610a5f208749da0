"""The libraries that learn, by version: another version may learn another model from the same rows."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("wager", "lightgbm", "numpy", "scikit-learn", "scipy")


def versions() -> dict[str, str]:
    """Name the version of each library that a fit may call; found without importing any.

    Examples
    --------
    >>> sorted(versions())
    ['lightgbm', 'numpy', 'scikit-learn', 'scipy', 'wager']
    """
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
