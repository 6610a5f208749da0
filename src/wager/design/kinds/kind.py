"""A kind of block: how one is read, which values it takes, what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wager.design.reading.fields import FieldReader
from wager.design.reading.shapes import Shape
from wager.foundation.yaml_file import Node


@dataclass(frozen=True)
class Kind:
    """A kind of block.

    Attributes
    ----------
    call : callable
        Reads what stands in one.
    shape : dict
        The same as JSON Schema.
    means : str
        What it is for, for people.
    """

    call: Callable[..., Any]
    shape: Shape
    means: str

    def __call__(self, reader: FieldReader, node: Node, *more: Any) -> Any:
        """Read a block; `goals` and `hypothesis` need more than it."""
        return self.call(reader, node, *more)


def kind(shape: Shape, means: str) -> Callable[[Callable[..., Any]], Kind]:
    """Make a kind of block of the function that reads one."""
    return lambda call: Kind(call, shape, means)
