"""What every check needs: the design, what surrounds it, and where findings go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from wager.design.blocks import Design
from wager.design.kinds.row_fields import CUT_OFF
from wager.design.models.model_file import ModelFile
from wager.design.reading.fields import Named
from wager.design.sentences.answers import ObjectiveKind
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Type
from wager.expressions.types import typed
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding

Types = Map[str, Type]


@dataclass
class Scene:
    """A design with its surroundings.

    Attributes
    ----------
    design : Design
        As read; blocks that are not there are empty or None.
    models : mapping of str to ModelFile
    sources : mapping of str to mapping of str to Type
        Columns of each source, of the data file under the name that `rows.from` gives it.
    features : mapping of str to Type
    values : mapping of str to mapping of str to collection of str
        Values that a source declares for a column.
    unread : collection of str
        Names of sources, feature files and models that exist but could not be read: what refers to them is not
        reported a second time.
    currency : str or None
        The project's.
    findings : list of Finding
    """

    design: Design
    models: Map[str, ModelFile] = field(default_factory=dict)
    sources: Map[str, Types] = field(default_factory=dict)
    features: Types = field(default_factory=dict)
    values: Map[str, Map[str, Collection[str]]] = field(default_factory=dict)
    unread: Collection[str] = ()
    currency: str | None = None
    findings: list[Finding] = field(default_factory=list)

    def fault(self, line: int, code: str, message: str) -> None:
        """Note a finding in the design's file."""
        self.findings.append(Finding(self.design.path, line or 1, code, message))

    def refer(
        self, name: str, known: Iterable[str], what: str, line: int = 0, hint: str = "", *, where: str = ""
    ) -> bool:
        """Check that a name refers to something; E106 on its line where it does not.

        Parameters
        ----------
        what : str
            Completes `… is no WHAT`.
        line : int
            Where the name does not remember its own.
        hint : str
            Follows.
        where : str
            Of what the name is part, such as `goal G1`.
        """
        known = tuple(known)
        if name in known:
            return True
        at = name.line if isinstance(name, Named) else line
        listed = f"; there are {', '.join(known[:12])}" if known and not nearest(name, known) else ""
        begin = f"{where}: " if where else ""
        self.fault(at, "E106", f"{begin}{name!r} is no {what}{nearest(name, known)}{listed}{hint}")
        return False

    def refer_to_baseline(self, name: str, also: Iterable[str], what: str, line: int) -> None:
        """Check that a name is one of a baseline, or one of a few further words.

        A missing `do_nothing`, or no baselines at all, is said once where they belong (E003).
        """
        baselines = self.design.baselines
        if baselines is not None and "baselines" not in self.design.unread and name != "do_nothing":
            self.refer(name, (*also, *baselines.named), what, line)

    def row_types(self) -> Types | None:
        """Columns of the unit row and features; None where the source is not known."""
        rows = self.design.rows
        source = self.sources.get(rows.reads)
        if source is None:
            return None
        own = dict(source)
        if rows.every is not None:
            named = [name for name in rows.by if name != CUT_OFF]
            if all(name in source for name in named):  # else it is not said twice that one is not there
                own = {name: source[name] for name in named}
            own[CUT_OFF] = "time"
        return {**own, **self.features}

    def event_types(self) -> Types | None:
        """Columns that aggregates of the objective read."""
        return self.sources.get(self.design.objective.source or self.design.rows.reads)

    def is_unread(self, name: str) -> bool:
        """Tell whether a column or feature belongs to a file that could not be read."""
        return name.partition(".")[0] in self.unread

    def objective_type(self) -> Type | None:
        """Find the type of the objective; None where that cannot be told."""
        rows, events = self.row_types(), self.event_types()
        if rows is None or events is None:
            return None
        try:
            return typed(self.design.objective.tree, {**events, **rows})[1]
        except ExpressionError:
            return None

    def objective_kind(self) -> ObjectiveKind | None:
        """Tell whether the objective is binary, one of several classes, or a number; None where that cannot be told."""
        design = self.design
        if design.objective.classes is not None:
            return "classes"
        found = self.objective_type()
        if found is not None:
            return (
                "binary"
                if found == "bool"
                else "number"
                if found in {"int", "float", "money", "duration"}
                else None
            )
        keys = {key for pay in design.money.pays.values() for key in pay.by_class or ()}
        return "binary" if keys and keys <= {design.objective.name, "otherwise"} else None

    def classes(self) -> tuple[str, ...] | None:
        """Name the classes; None for a number or where that cannot be told."""
        kind = self.objective_kind()
        if kind == "binary":
            return (self.design.objective.name, "otherwise")
        return self.design.objective.classes
