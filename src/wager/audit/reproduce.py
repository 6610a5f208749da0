"""Is what was made again what was made before? The parts of a version as digests, and the first that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from wager.registry.version import Version

STAGES = ("snapshot", "rows", "column", "fitted", "cut", "predictions")
"""What is compared, in the order in which each follows from those before it."""


@dataclass(frozen=True)
class Content:
    """What a version says of its values, or what was found when they were made again.

    Attributes
    ----------
    snapshots : dict of str to str
        Ids by source: digests of what the snapshots hold.
    rows : str
        Digest of the unit rows' values.
    columns : dict of str to str
        Digest of the values of each column that the model reads.
    artifact : dict of str to str
        Digest of each file of the fitted model.
    fitted : str
        Digest of what was learned; empty where nothing is.
    predictions : str
        Digest of the predictions' values.
    cuts : dict of str to float
        Of actions with a capacity: the least gain for which they are taken.
    """

    snapshots: Mapping[str, str] = field(hash=False)
    rows: str
    columns: Mapping[str, str] = field(hash=False)
    artifact: Mapping[str, str] = field(hash=False)
    fitted: str
    predictions: str
    cuts: Mapping[str, float] = field(hash=False, default_factory=dict)

    @classmethod
    def of(cls, version: Version) -> Content:
        """Take what a version's manifest says."""
        return cls(
            dict(version.snapshots),
            version.rows["content"],
            {name: said["content"] for name, said in version.columns.items()},
            dict(version.artifact),
            version.fitted,
            version.predictions["content"],
            dict(version.cuts),
        )

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """Name each stage, and what of it, with its digest: in the order of stages, then by name."""
        yield from (("snapshot", source, held) for source, held in sorted(self.snapshots.items()))
        yield "rows", "", self.rows
        yield from (("column", name, held) for name, held in sorted(self.columns.items()))
        yield from (("fitted", name, held) for name, held in sorted(self.artifact.items()))
        yield "fitted", "", self.fitted
        yield from (("cut", action, repr(float(cut))) for action, cut in sorted(self.cuts.items()))
        yield "predictions", "", self.predictions


@dataclass(frozen=True)
class Difference:
    """Where two contents part.

    Attributes
    ----------
    stage : str
        One of `STAGES`.
    column : str
        Which column; of `snapshot` the source, of `fitted` the file, of `cut` the action; empty where a stage is one thing.
    expected, found : str
        The digests, of a cut its value; empty where there is none.
    """

    stage: str
    column: str
    expected: str
    found: str

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return dict(vars(self))


def first_difference(expected: Content, found: Content) -> Difference | None:
    """Return the first part, in the order of stages and then of names, in which two contents differ.

    Examples
    --------
    >>> made = Content({"rides": "a"}, "b", {"hour": "c", "day": "d"}, {}, "", "e")
    >>> again = Content({"rides": "a"}, "b", {"hour": "x", "day": "y"}, {}, "", "z")
    >>> first_difference(made, again)
    Difference(stage='column', column='day', expected='d', found='y')
    >>> first_difference(made, made) is None
    True
    """
    wanted = {(stage, name): held for stage, name, held in expected.parts()}
    there = {(stage, name): held for stage, name, held in found.parts()}
    # The last part of a stage that is one thing sorts after its named parts, as it follows from them.
    every = sorted({*wanted, *there}, key=lambda part: (STAGES.index(part[0]), not part[1], part[1]))
    for part in every:
        said, made = wanted.get(part, ""), there.get(part, "")
        if said != made:
            return Difference(*part, said, made)
    return None
