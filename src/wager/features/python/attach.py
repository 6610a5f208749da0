"""Give every Python feature the code behind it, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wager.features.code.code import Code, read_code
from wager.features.feature import Feature, PythonCall
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.finding import Finding


def with_code(features: Mapping[str, Feature], root: Path) -> tuple[dict[str, Feature], list[Finding]]:
    """Read the files behind Python features; nothing of them is run.

    Parameters
    ----------
    features : mapping of str to Feature
        All of a project.
    root : Path
        Of the project.

    Returns
    -------
    dict of str to Feature
        The same, with their code; one whose code is at fault has the fault instead.
    list of Finding
        E103, E106, E108 and E109, at the feature or at the line of the module.
    """
    found, faults = dict(features), dict[Finding, None]()
    for name, feature in features.items():
        if not isinstance(feature.tree, PythonCall):
            continue
        tree = feature.tree
        try:
            code = read_code(root, tree.call, len(tree.reads), (feature.path, feature.line))
            found[name] = replace(feature, tree=replace(tree, code=code))
        except BadInputError as error:
            found[name] = replace(feature, tree=replace(tree, fault=error.findings[0]))
            faults[error.findings[0]] = None
        except OSError as error:
            raise UnavailableError(f"{error.filename} cannot be read: {error.strerror}") from error
    return found, list(faults)


def codes_of(features: Iterable[Feature]) -> tuple[Code, ...]:
    """Return the code of those features that are functions, by what they call."""
    trees = (one.tree for one in features)
    found = {one.code.call: one.code for one in trees if isinstance(one, PythonCall) and one.code is not None}
    return tuple(found[name] for name in sorted(found))


def code_files(features: Iterable[Feature]) -> tuple[str, ...]:
    """Name all files of the project that Python features follow from."""
    codes = codes_of(features)
    return tuple(sorted({path for code in codes for path, _ in (*code.files, *code.locks)}))
