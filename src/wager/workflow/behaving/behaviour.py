"""What one test of a model said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wager.design.models.model_file import ModelTest

Result = Literal["passed", "failed", "error"]


@dataclass(frozen=True)
class Behaviour:
    """What a test of a model said.

    Attributes
    ----------
    model, path : str
        Whose test, and the file that it is written in.
    line : int
    name : str
        What is expected, in words.
    kind : {'direction', 'case'}
    result : {'passed', 'failed', 'error'}
        An error is a test that could not be run.
    feature, direction : str
        Of a direction.
    row : dict of str to str
        Of a case, as it is written.
    expect : str
    answer : str
        What is answered, in words, such as `probability of disrupted`.
    found : str
        What it answered; of a direction, the answers before and after.
    why : str
        Of what failed.
    try_next : str
        What would make the model keep to a direction; else empty.
    rows, against : int
        Of a direction: how many rows were moved, and of how many the answer goes the other way somewhere.
    champion, champion_found : str
        Of a case: who holds the title, and what it answers; empty where nobody asked.
    """

    model: str
    path: str
    line: int
    name: str
    kind: Literal["direction", "case"]
    result: Result
    feature: str = ""
    direction: str = ""
    row: Mapping[str, str] = field(default_factory=dict)
    expect: str = ""
    answer: str = ""
    found: str = ""
    why: str = ""
    try_next: str = ""
    rows: int = 0
    against: int = 0
    champion: str = ""
    champion_found: str = ""

    @classmethod
    def of(cls, model: str, path: str, test: ModelTest, result: Result, **more: Any) -> Behaviour:
        """Make one of the test that it is about."""
        row = {str(name): "null" if value is None else str(value) for name, value in (test.row or {}).items()}
        kind: Literal["direction", "case"] = "case" if test.feature is None else "direction"
        return cls(
            model,
            path,
            test.line,
            str(test.name),
            kind,
            result,
            feature=str(test.feature or ""),
            direction=str(test.direction or ""),
            row=row,
            expect=str(test.expect or ""),
            **more,
        )

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "row": dict(self.row)}

    def recorded(self) -> dict[str, Any]:
        """Write what a version keeps of it: what was asked, and what came of it."""
        keys = (
            "name",
            "kind",
            "result",
            "feature",
            "direction",
            "expect",
            "found",
            "why",
            "champion",
            "champion_found",
        )
        kept = {key: getattr(self, key) for key in keys if getattr(self, key)}
        return {**kept, **({"row": dict(self.row)} if self.row else {})}
