"""`wager test`: run the examples that feature files give of their features, and the tests that model files have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, nearest
from wager.workflow.behaving.behaviour import Behaviour
from wager.workflow.behaving.of_project import run_model_tests, tested_models
from wager.workflow.inputs import used_features
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.testing.example import Outcome, outcomes_of
from wager.workflow.testing.required import without_examples
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
    models : tuple of Behaviour
        Tests of models, in the order of the files.
    currency, zone : str
        Of the project.
    """

    outcomes: tuple[Outcome, ...]
    without: tuple[str, ...]
    models: tuple[Behaviour, ...]
    currency: str
    zone: str

    @property
    def results(self) -> list[str]:
        """What came of each, examples first."""
        return [*(one.result for one in self.outcomes), *(one.result for one in self.models)]

    @property
    def passed(self) -> bool:
        """True where no example and no test of a model failed."""
        return all(result == "passed" for result in self.results)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        results = self.results
        return {
            "format": 1,
            "passed": self.passed,
            "counts": {result: results.count(result) for result in ("passed", "failed", "error")},
            "zone": self.zone,
            "tests": [one.to_json(self.currency) for one in self.outcomes],
            "without": list(self.without),
            "models": [one.to_json() for one in self.models],
        }


def run_tests(wiring: Wiring, names: Iterable[str] = ()) -> Tested:
    """Run examples of features, which read nothing of the project's data, and tests of models, each on its run.

    A model without a run of what its files say now is fitted; no holdout is read.

    Parameters
    ----------
    wiring : Wiring
    names : iterable of str
        Feature files, features or models; none means all.

    Raises
    ------
    NotFoundError
        If there is no such feature file, feature or model, or it has no example and no test.
    BadInputError
        If a file of features, or a source that they read, is wrong.
    """
    definitions, names = read_definitions(wiring), tuple(names)
    tested = [one for one in tested_models(definitions) if not names or one in names]
    of_models = {name for name in names if name in definitions.models}
    features = tuple(name for name in names if name not in of_models)
    folders = ("features/", "sources/", "wager.toml")
    faults = [one for one in definitions.findings if one.is_error and one.path.startswith(folders)]
    if faults:
        raise BadInputError.of(faults)
    wanted = set() if names and not features else _wanted(definitions, features)
    outcomes: list[Outcome] = []
    files = [file for file in definitions.feature_files.values() if wanted.intersection(file.features)]
    for place, file in enumerate(files):
        wiring.progress(f"examples of {file.name}", place / len(files))
        outcomes += outcomes_of(wiring, definitions, file, wanted)
    if features and not outcomes:
        raise NotFoundError(
            f"{', '.join(features)} has no example; give its file `tests`: {{at, row, given, expect}} (see docs/how-to/test-features.md)"
        )
    for name in sorted(of_models - {*tested}):
        raise NotFoundError(
            f"{name} has no test; give its file `tests`: {{name, feature, direction}} or {{name, row, expect}} (see "
            "docs/how-to/test-models.md)"
        )
    without = tuple(file.name for file in files if not file.tests)
    models = run_model_tests(wiring, definitions, tested)
    config = definitions.config
    return Tested(tuple(outcomes), without, models, config.currency or "USD", config.time_zone)


def demand_tests(wiring: Wiring, definitions: Definitions, names: Iterable[str], asked: str = "") -> None:
    """Refuse what reads features whose examples do not hold.

    Parameters
    ----------
    wiring : Wiring
    definitions : Definitions
    names : iterable of str
        Columns and features that are read; those that they read in turn count as well.
    asked : str
        What asks for an example in every file; empty where nothing does.

    Raises
    ------
    RefusedError
        If an example fails, or cannot be computed; if a file has none where one is asked for.
    """
    names = set(names)
    for file in without_examples(definitions, names) if asked else ():
        raise RefusedError(
            f"{file.path}:{file.line}: no example says what {file.name} should give, and {asked}; "
            "give the file `tests`: {at, row, given, expect}, and `wager test` runs it"
        )
    used = {feature.name for feature in used_features(names, definitions.features)}
    for file in definitions.feature_files.values():
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
            there = [*files, *known, *definitions.models]
            raise NotFoundError(f"no feature file, no feature and no model {name!r}{nearest(name, there)}")
    return wanted
