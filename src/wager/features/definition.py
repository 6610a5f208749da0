"""Read a feature file (formats.md, section 6): from one definition to a feature per entity and window."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from pathlib import PurePath

from wager.data.source import Source
from wager.design.reading.fields import FieldReader
from wager.design.reading.yaml_fault import read_part
from wager.expressions.parse import ExpressionError, read_expression
from wager.expressions.tree import Aggregate, Call, Column, Tree, Type, Window, aggregates, rewrite
from wager.features.entity import EVER, Entity
from wager.features.feature import Feature, FeatureFile, PythonCall
from wager.features.feature_keys import DEFINITION, GIVES, KEYS, PYTHON
from wager.features.feature_tests import Examined, read_tests
from wager.features.frame import Frame, FrameReader, best_row, misfit
from wager.features.typed import check_aggregate, definition_type, row_columns
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding
from wager.foundation.keys import FILE_NAME, Reader
from wager.foundation.yaml_file import Entry, Mapping, Node

_REQUIRED = tuple(key for key, field in KEYS.items() if field.required)


def read_features(
    text: str, path: str, *, currency: str | None, zone: str, sources: MappingOf[str, Source]
) -> tuple[FeatureFile | None, list[Finding]]:
    """Read one feature file.

    Parameters
    ----------
    text : str
        The file.
    path : str
        Named in findings; its stem is the file's name.
    currency : str or None
        ISO 4217 code of the project.
    zone : str
        IANA time zone of the project.
    sources : mapping of str to Source
        All sources of the project.

    Returns
    -------
    FeatureFile or None
        None where the file as a whole cannot be read; a definition at fault is left out.
    list of Finding
        Everything that is wrong, in the order of the file.
    """
    node, faults = read_part(text, path)
    if node is None:
        return None, faults
    reader = FieldReader(path, zone=zone, currency=currency)
    if reader.is_filled(node):
        file = _FileReader(reader, currency, sources).file(node)
    else:  # half a definition would only be missed elsewhere
        reader.note_places(node, "a feature file")
        file = None
    return file, sorted(reader.findings, key=lambda finding: finding.line)


@dataclass(frozen=True)
class _Definition:
    """One definition as it was written."""

    name: str
    tree: Tree
    unit: str | None
    means: str | None
    line: int
    tags: tuple[str, ...] = ()


class _FileReader:
    """Reads one feature file; faults are noted in its reader."""

    def __init__(self, reader: Reader, currency: str | None, sources: MappingOf[str, Source]) -> None:
        self.reader, self.currency, self.sources = reader, currency, sources
        self.features: dict[str, Feature] = {}
        self.tags: tuple[str, ...] = ()

    def file(self, node: Node) -> FeatureFile | None:
        keys = self.reader.keys(node, "a feature file", KEYS, _REQUIRED)
        name = self.name(keys["features"]) if "features" in keys else None
        frame = FrameReader(self.reader, self.currency, self.sources).frame(
            name or PurePath(self.reader.path).stem, keys
        )
        if frame is None:
            return None
        if not {"define", "take", "python"} & keys.keys():
            self.reader.fault(node, "E102", "a feature file needs the key 'define', 'take' or 'python'")
        self.tags = self.reader.texts(keys["tags"], "tags") if "tags" in keys else ()
        if "take" in keys:
            self.take(keys["take"], frame)
        for entry in self.reader.entries(keys["define"], "define") if "define" in keys else ():
            self.define(entry, frame)
        for entry in self.reader.entries(keys["python"], "python") if "python" in keys else ():
            self.python(entry, frame)
        examined = Examined(
            self.features, frame.source, self.sources, self.currency or "USD", self.reader.zone
        )
        tests = read_tests(self.reader, keys["tests"], examined) if "tests" in keys else ()
        source = None if frame.source is None else frame.source.name
        return FeatureFile(frame.name, self.reader.path, frame.owner, source, self.features, tests, node.line)

    def name(self, node: Node) -> str | None:
        name = self.reader.name(node, "a feature file", FILE_NAME)
        stem = PurePath(self.reader.path).stem
        if name is not None and name != stem:
            self.reader.fault(
                node, "E104", f"the file is called {stem!r} and names itself {name!r}; expected the same"
            )
        return stem

    def take(self, node: Node, frame: Frame) -> None:
        if frame.source is None:
            return
        types = frame.source.types()
        for item in self.reader.items(node):
            column = self.reader.text(item, "take")
            if column is None:
                continue
            if column not in types:
                self.reader.fault(
                    item, "E106", f"{frame.source.name} has no column {column!r}{nearest(column, types)}"
                )
                continue
            if len(frame.windows) > 1:
                self.reader.fault(
                    item, "E107", f"`take` keeps the name {column!r}, so it needs one window, not several"
                )
                continue
            definition = _Definition(column, Aggregate("last", Column(column)), None, None, item.line)
            self.expand(definition, frame, ending=False)

    def define(self, entry: Entry, frame: Frame) -> None:
        name = self.reader.name(_key(entry), "a feature")
        value, unit, means = entry.value, None, None
        tags: tuple[str, ...] = ()
        if isinstance(value, Mapping):
            keys = self.reader.keys(value, f"feature {entry.key}", DEFINITION, ("is",))
            unit, means, tags = self.said(keys, "unit"), self.said(keys, "means"), self.own_tags(keys)
            if "is" not in keys:
                return
            value = keys["is"]
        tree = read_expression(self.reader, value, f"feature {entry.key}", currency=self.currency)
        if tree is not None and name is not None:
            self.expand(_Definition(name, tree, unit, means, value.line, tags), frame, ending=True)

    def expand(self, definition: _Definition, frame: Frame, *, ending: bool) -> None:
        """Make the features of a definition: one for each entity and each window of the file."""
        found = aggregates(definition.tree)
        if not self.can_aggregate(definition, found, frame):
            return
        open_windows = any(aggregate.over is None for aggregate in found)
        windows = frame.windows if open_windows else (EVER,)
        entities: tuple[Entity | None, ...] = frame.entities if found else (None,)
        for entity in entities:
            for window in windows:
                name = frame.full_name(definition.name, entity, window.ending if ending else "")
                tree = _complete(definition.tree, window.window, frame.where)
                if not self.add(name, definition, frame, entity, tree):
                    return

    def can_aggregate(self, definition: _Definition, found: tuple[Aggregate, ...], frame: Frame) -> bool:
        line, before = definition.line, len(self.reader.findings)
        what = f"feature {definition.name}"
        if found and frame.source is None:
            self.reader.fault(line, "E109", f"{what} aggregates; the file needs `from`, a source of events")
            return False
        if found and not frame.sound and not (frame.entities and frame.windows):
            return False
        if found and not frame.entities:
            self.reader.fault(line, "E102", f"{what} aggregates; the file needs `by`: columns, or `all`")
        if any(aggregate.over is None for aggregate in found) and not frame.windows:
            self.reader.fault(
                line, "E102", f"{what} has no window; give the file `over`, or write `over 7 d` in it"
            )
        if any(aggregate.over is not None and aggregate.over.forward for aggregate in found):
            self.reader.fault(
                line, "E109", f"{what} reads a window in the future (`next`); only an objective may"
            )
        return len(self.reader.findings) == before

    def add(
        self, name: str, definition: _Definition, frame: Frame, entity: Entity | None, tree: Tree
    ) -> bool:
        """Add a feature; False where it is at fault, as its likes would be."""
        if name in self.features:
            first = self.features[name].line
            self.reader.fault(
                definition.line, "E107", f"the feature {name} is defined twice, first on line {first}"
            )
            return False
        kind = self.type_of(definition, frame, tree)
        if kind is None:
            return False
        source = frame.source.name if entity is not None and frame.source is not None else None
        self.features[name] = Feature(
            name, frame.name, source, entity, tree, kind, definition.unit, definition.means,
            frame.owner, self.reader.path, definition.line, tuple(dict.fromkeys((*self.tags, *definition.tags))),
        )  # fmt: skip
        return True

    def type_of(self, definition: _Definition, frame: Frame, tree: Tree) -> Type | None:
        """Type a definition; `null` where it waits for features of other files."""
        read = row_columns(tree)
        if not self.sources and read:
            return "null"
        try:
            for aggregate in aggregates(tree):
                check_aggregate(aggregate, frame.source)
            row = best_row(read, self.sources)
            if any("." in column and column not in row for column in read):
                return "null"
            return definition_type(tree, frame.source, row)
        except ExpressionError as error:
            misfit(self.reader, definition.line, f"feature {definition.name}", error)
            return None

    def python(self, entry: Entry, frame: Frame) -> None:
        name = self.reader.name(_key(entry), "a feature")
        keys = self.reader.keys(entry.value, f"feature {entry.key}", PYTHON, ("call", "reads"))
        call = self.reader.text(keys["call"], "call") if "call" in keys else None
        reads = self.reader.texts(keys["reads"], "reads") if "reads" in keys else ()
        if call is not None and ":" not in call:
            self.reader.fault(keys["call"], "E103", f"call should be `file:function`, not {call!r}")
            call = None
        if "reads" in keys and not reads:
            self.reader.fault(
                keys["reads"], "E103", f"feature {entry.key} reads nothing; name what the function is given"
            )
            return
        row = best_row(reads, self.sources)
        for column in reads:
            if "." not in column and self.sources and column not in row:
                self.reader.fault(
                    keys["reads"], "E106", f"no source has a column {column!r}{nearest(column, row)}"
                )
        kind = self.gives(keys["type"]) if "type" in keys else "float"
        if name is not None and call is not None and kind is not None:
            full = frame.full_name(name, None, "")
            if full in self.features:
                self.reader.fault(entry, "E107", f"the feature {full} is defined twice")
                return
            self.features[full] = Feature(
                full, frame.name, None, None, PythonCall(call, reads), kind, self.said(keys, "unit"), self.said(keys, "means"),
                frame.owner, self.reader.path, entry.line, tuple(dict.fromkeys((*self.tags, *self.own_tags(keys)))),
            )  # fmt: skip

    def gives(self, node: Node) -> Type | None:
        text = self.reader.text(node, "type")
        if text is not None and text not in GIVES:
            listed = ", ".join(GIVES)
            self.reader.fault(
                node, "E105", f"{text!r} is no type{nearest(text, GIVES)}; expected one of {listed}"
            )
        return GIVES.get(text or "")

    def said(self, keys: MappingOf[str, Node], key: str) -> str | None:
        return self.reader.text(keys[key], key) if key in keys else None

    def own_tags(self, keys: MappingOf[str, Node]) -> tuple[str, ...]:
        return self.reader.texts(keys["tags"], "tags") if "tags" in keys else ()


def _complete(tree: Tree, window: Window, where: Tree | None) -> Tree:
    def change(node: Tree) -> Tree:
        if not isinstance(node, Aggregate):
            return node
        conditions = [part for part in (where, node.where) if part is not None]
        both = Call("and", tuple(conditions)) if len(conditions) > 1 else next(iter(conditions), None)
        return replace(node, over=node.over or window, where=both)

    return rewrite(tree, change)


def _key(entry: Entry) -> Node:
    from wager.foundation.yaml_file import Scalar

    return Scalar(entry.key, plain=False, line=entry.line)
