"""What every definition of a feature file inherits: whose events, of which entities, when, and which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wager.data.source import Source
from wager.expressions.parse import ExpressionError, read_expression
from wager.expressions.tree import Aggregate, Tree, Type
from wager.features.entity import EVER, Entity, NamedWindow, parse_entity, parse_window
from wager.features.typed import check_aggregate
from wager.foundation.errors import nearest
from wager.foundation.keys import FILE_NAME, Reader
from wager.foundation.yaml_file import Node


@dataclass(frozen=True)
class Frame:
    """The keys of a feature file around its definitions.

    Attributes
    ----------
    name, owner : str
        Of the file.
    source : Source or None
        Whose events are aggregated.
    entities : tuple of Entity
        Each definition becomes one feature for each of them.
    windows : tuple of NamedWindow
        And for each of these, where an aggregate has none of its own.
    where : Tree or None
        Keeps events, for all definitions.
    sound : bool
        False where one of them is at fault, so that definitions are not blamed for what is missing.
    """

    name: str
    owner: str
    source: Source | None
    entities: tuple[Entity, ...]
    windows: tuple[NamedWindow, ...]
    where: Tree | None
    sound: bool = True

    def full_name(self, name: str, entity: Entity | None, ending: str) -> str:
        """Name a feature; the entity is said only where there are several."""
        label = f"{entity.label}_" if entity is not None and len(self.entities) > 1 else ""
        return f"{self.name}.{label}{name}{ending}"


class FrameReader:
    """Reads those keys; faults are noted in its reader."""

    def __init__(self, reader: Reader, currency: str | None, sources: Mapping[str, Source]) -> None:
        self.reader, self.currency, self.sources = reader, currency, sources

    def frame(self, name: str, keys: Mapping[str, Node]) -> Frame | None:
        """Read the frame of the file of a name; None where its source does not exist."""
        owner = self.reader.text(keys["owner"], "owner") if "owner" in keys else None
        source = self._source(keys["from"]) if "from" in keys else None
        if "from" in keys and source is None:
            return None
        if source is None:
            for key in ("by", "over", "where", "take"):
                if key in keys:
                    self.reader.fault(keys[key], "E102", f"`{key}` needs the key 'from': a source of events")
            return Frame(name, owner or "", None, (), (), None)
        before = len(self.reader.findings)
        entities = self._entities(keys["by"], source) if "by" in keys else ()
        windows = self._windows(keys["over"], source) if "over" in keys else ()
        if not windows and source.event_time is None:
            windows = (EVER,)
        where = self._condition(keys["where"], source) if "where" in keys else None
        sound = len(self.reader.findings) == before
        return Frame(name, owner or "", source, entities, windows, where, sound)

    def _source(self, node: Node) -> Source | None:
        name = self.reader.name(node, "a source", FILE_NAME)
        if name is not None and name not in self.sources:
            self.reader.fault(
                node, "E106", f"there is no source {name!r}{nearest(name, self.sources)}; see sources/"
            )
        return self.sources.get(name) if name is not None else None

    def _entities(self, node: Node, source: Source) -> tuple[Entity, ...]:
        found = []
        for item in self.reader.items(node):
            text = self.reader.text(item, "by")
            try:
                entity = parse_entity(text) if text is not None else None
            except ValueError as error:
                self.reader.fault(item, "E104", str(error))
                continue
            if entity is not None and self._entity_fits(item, entity, source):
                found.append(entity)
        return tuple(found)

    def _entity_fits(self, node: Node, entity: Entity, source: Source) -> bool:
        types = source.types()
        before = len(self.reader.findings)
        for column in entity.theirs:
            if column not in types:
                self.reader.fault(
                    node, "E106", f"{source.name} has no column {column!r}{nearest(column, types)}"
                )
        rows = {name: kind for other in self.sources.values() for name, kind in other.types().items()}
        for ours, theirs in zip(entity.ours, entity.theirs, strict=True):
            if ours not in rows and ours != theirs:
                self.reader.fault(node, "E106", f"no source has a column {ours!r}{nearest(ours, rows)}")
            elif ours in rows and theirs in types and not self._comparable(ours, types[theirs]):
                self.reader.fault(
                    node,
                    "E109",
                    f"the entity `{entity}` compares {ours} with {theirs}, a {types[theirs]}; expected columns of one type",
                )
        return len(self.reader.findings) == before

    def _comparable(self, ours: str, theirs: Type) -> bool:
        kinds = {types[ours] for source in self.sources.values() if ours in (types := source.types())}
        return not kinds or theirs in kinds

    def _windows(self, node: Node, source: Source) -> tuple[NamedWindow, ...]:
        found = []
        for item in self.reader.items(node):
            text = self.reader.text(item, "over")
            try:
                window = parse_window(text) if text is not None else None
            except ValueError as error:
                self.reader.fault(item, "E109" if "future" in str(error) else "E002", str(error))
                continue
            if window is not None and window != EVER and source.event_time is None:
                self.reader.fault(
                    item, "E109", f"{source.name} has no event_time, so no window fits it; leave `over` out"
                )
            elif window is not None:
                found.append(window)
        return tuple(found)

    def _condition(self, node: Node, source: Source) -> Tree | None:
        tree = read_expression(self.reader, node, "where", currency=self.currency)
        if tree is None:
            return None
        try:
            check_aggregate(Aggregate("count", where=tree, over=EVER.window), source)
        except ExpressionError as error:
            misfit(self.reader, node.line, "where", error)
            return None
        return tree


def misfit(reader: Reader, line: int, what: str, error: ExpressionError) -> None:
    """Note that an expression does not fit its columns."""
    reader.fault(line, "E106" if error.unknown else "E109", f"{what}: {error}")


def best_row(read: tuple[str, ...], sources: Mapping[str, Source]) -> dict[str, Type]:
    """Return the column types of the source that has most of the columns read: the likely unit rows."""
    rows = [source.types() for source in sources.values()]
    best = max(rows, key=lambda types: sum(column in types for column in read), default={})
    return dict(best)
