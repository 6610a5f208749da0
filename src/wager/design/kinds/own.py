"""Kinds of block that a project's policy adds: free maps in which some keys must be answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wager.design.kinds.kind import Kind
from wager.design.reading.field_reader import FILLER
from wager.design.reading.fields import FieldReader, as_value
from wager.foundation.yaml_file import Node, Scalar

_ANY = as_value({})


def own_kind(name: str, keys: Sequence[str]) -> Kind:
    """Make the kind of block of a name, in which the keys must be answered; others are free."""

    def read(reader: FieldReader, node: Node) -> dict[str, Any]:
        what = f"block {name}"
        answers = {entry.key: entry.value for entry in reader.entries(node, what)}
        for key in keys:
            _ask(reader, answers.get(key), node, f"{key} of {what}")
        return {key: _ANY(reader, value, f"{key} of {what}") for key, value in answers.items()}

    asked = {key: {"description": "asked for by the policy of the project"} for key in keys}
    shape = {"type": "object", "properties": asked, "required": list(keys)}
    return Kind(read, shape, "asked for by the policy of the project")


def _ask(reader: FieldReader, answer: Node | None, block: Node, what: str) -> None:
    """Demand an answer: the key is there, and what it says is no text that only holds its place."""
    if answer is None:
        if reader.is_filled(block):
            reader.fault(
                block, "E102", f"{what} is not answered; wager.toml asks for it under [policy.blocks]"
            )
    elif isinstance(answer, Scalar) and (answer.value is None or FILLER.fullmatch(answer.text)):
        reader.fault(answer, "E017", f"{what} is {answer.text!r}, which is no answer; write one")
