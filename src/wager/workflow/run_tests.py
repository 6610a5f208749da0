"""`wager test`: run the examples that feature files give of their features."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, nearest
from wager.workflow.inputs import used_features
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.testing.example import Outcome, outcomes_of
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Tested:
    """What the examples said.

    Attributes
    ----------
    outcomes : tuple of Outcome
        In the order of the files.
    without : tuple of str
        Feature files that were asked for and have no example.
    models : int
        Examples of model files, which are read and not run.
    currency, zone : str
        Of the project.
    """

    outcomes: tuple[Outcome, ...]
    without: tuple[str, ...]
    models: int
    currency: str
    zone: str

    @property
    def passed(self) -> bool:
        """True where no example failed."""
        return all(one.result == "passed" for one in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        results = [one.result for one in self.outcomes]
        return {
            "format": 1,
            "passed": self.passed,
            "counts": {result: results.count(result) for result in ("passed", "failed", "error")},
            "zone": self.zone,
            "tests": [one.to_json(self.currency) for one in self.outcomes],
            "without": list(self.without),
            "models_not_run": self.models,
        }


def run_tests(wiring: Wiring, names: Iterable[str] = ()) -> Tested:
    """Run examples of features; nothing of the project's data is read.

    Parameters
    ----------
    wiring : Wiring
    names : iterable of str
        Feature files or features; none means all.

    Raises
    ------
    NotFoundError
        If there is no such feature file or feature, or it has no example.
    BadInputError
        If a file of features, or a source that they read, is wrong.
    """
    definitions, names = read_definitions(wiring), tuple(names)
    folders = ("features/", "sources/", "wager.toml")
    faults = [one for one in definitions.findings if one.is_error and one.path.startswith(folders)]
    if faults:
        raise BadInputError.of(faults)
    wanted = _wanted(definitions, names)
    outcomes: list[Outcome] = []
    files = [file for file in definitions.feature_files.values() if wanted.intersection(file.features)]
    for place, file in enumerate(files):
        wiring.progress(f"examples of {file.name}", place / len(files))
        outcomes += outcomes_of(wiring, definitions, file, wanted)
    if names and not outcomes:
        raise NotFoundError(
            f"{', '.join(names)} has no example; give its file `tests`: {{at, row, given, expect}} (see docs/how-to/test-features.md)"
        )
    without = tuple(file.name for file in files if not file.tests)
    models = 0 if names else sum(len(model.tests) for model in definitions.models.values())
    config = definitions.config
    return Tested(tuple(outcomes), without, models, config.currency or "USD", config.time_zone)


def demand_tests(wiring: Wiring, definitions: Definitions, names: Iterable[str]) -> None:
    """Refuse what reads features whose examples do not hold.

    Parameters
    ----------
    wiring : Wiring
    definitions : Definitions
    names : iterable of str
        Columns and features that are read; those that they read in turn count as well.

    Raises
    ------
    RefusedError
        If an example fails, or cannot be computed; if a file has none where the policy of the project asks for one.
    """
    used = {feature.name for feature in used_features(names, definitions.features)}
    for file in definitions.feature_files.values():
        if definitions.config.examples and not file.tests and used.intersection(file.features):
            raise RefusedError(
                f"{file.path}:{file.line}: no example says what {file.name} should give, and [policy] examples asks for one; "
                "give the file `tests`: {at, row, given, expect}, and `wager test` runs it"
            )
        for one in outcomes_of(wiring, definitions, file, used):
            if one.result != "passed":
                what = one.why or "has another value than expected"
                raise RefusedError(
                    f"{one.path}:{one.line}: the example of {one.feature} does not hold: {what}; `wager test {file.name}` shows it. "
                    "What is not computed as its examples say is not registered"
                )


def _wanted(definitions: Definitions, names: tuple[str, ...]) -> set[str]:
    """Name the features that are asked for."""
    known, files = definitions.features, definitions.feature_files
    wanted: set[str] = set() if names else set(known)
    for name in names:
        if name in files:
            wanted |= set(files[name].features)
        elif name in known:
            wanted.add(name)
        else:
            raise NotFoundError(f"no feature file and no feature {name!r}{nearest(name, [*files, *known])}")
    return wanted
