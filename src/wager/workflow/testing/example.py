"""One example of features, run: batch and one value at a time must agree, and give what the example expects."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from wager.expressions.tree import Type
from wager.features.example_values import Plain, expected_value, plain_text
from wager.features.feature import FeatureFile, FeatureTest
from wager.features.matrix import Matrix, build
from wager.features.traced.story import OneRow, Story, Teller
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.finding import Finding
from wager.foundation.moments import iso
from wager.workflow.compute_features import NoCache
from wager.workflow.inputs import used_features
from wager.workflow.read_project import Definitions
from wager.workflow.testing.given import one_row, row_of, sources_of
from wager.workflow.trace_feature import demand_equal, needed, same_bits
from wager.workflow.traced.told import Telling
from wager.workflow.wiring import Wiring

Result = Literal["passed", "failed", "error"]


@dataclass(frozen=True)
class Outcome:
    """What an example said of one feature, and what it is.

    Attributes
    ----------
    file : str
        Of features.
    path : str
    line : int
        Where the example begins.
    feature : str
    result : {'passed', 'failed', 'error'}
        An error is an example that could not be computed.
    expected : plain value
        As it is written.
    found : value
        In physical form.
    type : Type
    why : str
        Of an error.
    at : int or None
        The moment.
    row : dict
        As it is written.
    stories : tuple of Story
        How the value came about, where it is another than expected.
    """

    file: str
    path: str
    line: int
    feature: str
    result: Result
    expected: Plain
    found: Any
    type: Type
    why: str
    at: int | None
    row: dict[str, Plain]
    stories: tuple[Story, ...]

    def to_json(self, currency: str) -> dict[str, Any]:
        """Write as JSON values."""
        telling = Telling(currency)
        return {
            "file": self.file,
            "path": self.path,
            "line": self.line,
            "feature": self.feature,
            "result": self.result,
            "expected": None if self.expected is None else _plain(self.expected),
            "found": telling.value(self.found, self.type),
            "type": self.type,
            "why": self.why,
            "at": None if self.at is None else iso(self.at),
            "row": {name: None if value is None else _plain(value) for name, value in self.row.items()},
            "steps": telling.stories(self.stories),
        }


def _plain(value: Plain) -> Any:
    return value if isinstance(value, bool | int | str) else float(plain_text(value))


def outcomes_of(
    wiring: Wiring, definitions: Definitions, file: FeatureFile, wanted: Collection[str]
) -> Iterator[Outcome]:
    """Run the examples of a feature file, as far as they speak of wanted features."""
    for test in file.tests:
        names = [name for name in test.expect if name in wanted]
        with TemporaryDirectory(prefix="wager-") as folder:
            example = _Example(wiring, definitions, file, test, Path(folder))
            for name in names:
                yield example.outcome(name)


@dataclass(frozen=True)
class _Example:
    """An example with all that computing it needs."""

    wiring: Wiring
    definitions: Definitions
    file: FeatureFile
    test: FeatureTest
    folder: Path

    def outcome(self, name: str) -> Outcome:
        """Compute a feature in both forms, and compare."""
        expected = self.test.expect[name]
        kind: Type = "null"
        try:
            teller, matrix = self._computed(name)
            kind, value = matrix.types[name], teller.value(name)
            demand_equal(name, value, matrix, 0)
            wanted = self._wanted(name, expected)
        except WagerError as error:
            return self._outcome(name, "error", None, kind, why=str(error))
        if same_bits(wanted, value):
            return self._outcome(name, "passed", value, kind)
        return self._outcome(name, "failed", value, kind, stories=tuple(teller.stories.values()))

    def _computed(self, name: str) -> tuple[Teller, Matrix]:
        engine, known = self.wiring.engine, self.definitions.features
        unit = row_of(self.definitions, self.test, self.file.path, self.folder / "row.parquet")
        missing = [one for one in needed(self.definitions, known[name]) if one not in unit.source.types()]
        if missing:
            message = f"{name} needs {', '.join(missing)} of a row, and `row` does not give it"
            raise BadInputError.of([Finding(self.file.path, self.test.line, "E106", message)])
        read = {one.source for one in used_features([name], known) if one.source}
        stored = sources_of(engine, self.definitions, self.test, sorted(read), self.folder)
        matrix = build(engine, NoCache(), one_row(self.test.at), unit, [name], features=known, stored=stored)
        return Teller(engine, OneRow(unit, 0, self.test.at), known, stored), matrix

    def _wanted(self, name: str, expected: Plain) -> Any:
        config = self.definitions.config
        try:
            return expected_value(
                expected, self.definitions.features[name].type, config.currency or "USD", config.time_zone
            )
        except ValueError as error:
            message = f"expect: {name}: {error}"
            raise BadInputError.of([Finding(self.file.path, self.test.line, "E103", message)]) from error

    def _outcome(
        self,
        name: str,
        result: Result,
        found: Any,
        kind: Type,
        *,
        why: str = "",
        stories: tuple[Story, ...] = (),
    ) -> Outcome:
        at = self.test.at if self.file.source is not None or self.test.at else None
        file, test = self.file, self.test
        return Outcome(
            file.name, file.path, test.line, name, result, test.expect[name], found, kind, why, at, test.row, stories
        )  # fmt: skip
