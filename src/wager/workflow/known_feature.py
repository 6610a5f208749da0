"""A feature by its name, or what keeps it from being there."""

from __future__ import annotations

from wager.features.feature import Feature
from wager.foundation.errors import BadInputError, NotFoundError, nearest
from wager.workflow.read_project import Definitions

_LISTED = 8


def known_feature(definitions: Definitions, name: str) -> Feature:
    """Return a feature by name, or say what is wrong with its file, or which are near.

    Raises
    ------
    BadInputError
        If its file has faults.
    NotFoundError
        If there is none of that name.
    """
    known = definitions.features
    if name not in known:
        path = f"features/{name.partition('.')[0]}.yaml"
        faults = [one for one in definitions.findings if one.is_error and one.path == path]
        if faults:
            raise BadInputError.of(faults)
        if name in definitions.feature_files:
            names = [one for one in known if known[one].file == name]
            listed = ", ".join(names[:_LISTED]) + (
                f" and {len(names) - _LISTED} more" if names[_LISTED:] else ""
            )
            raise NotFoundError(f"{name} is a feature file; name one of its features: {listed}")
        said = nearest(name, known) or _bare(name, known) or "; `wager ls` counts them by file"
        raise NotFoundError(f"no feature {name!r}{said}")
    return known[name]


def _bare(name: str, known: dict[str, Feature]) -> str:
    """Name features that are called so but for their file."""
    ends = [one for one in known if one.partition(".")[2].startswith(name)]
    return f"; did you mean {' or '.join(map(repr, ends[:3]))}?" if ends else ""
