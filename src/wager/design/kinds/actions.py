"""The actions of the block `money`: which there are where nobody says, and whether pays and capacity speak of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wager.design.reading.fields import RESERVED, FieldReader, Named
from wager.foundation.errors import nearest

NONE = "none"
"""What happens without us, unless `actions` says otherwise: it pays nothing where `pays` does not name it."""
PREDICTION = "prediction"
"""The name by which the pay of a number reads the model's answer."""


def default_actions(reader: FieldReader, read: Mapping[str, Collection[str]], line: int) -> tuple[str, ...]:
    """Add `none` to the action that `pays` names; a number that is told is no choice, and stands alone.

    Parameters
    ----------
    read : mapping of str to collection of str
        What the pay of each action reads.
    """
    ours = tuple(action for action in read if action != NONE)
    if len(ours) == 1 and NONE not in read and PREDICTION in read[ours[0]]:
        return ours
    if len(ours) > 1 and NONE not in read:
        said = f"pays of block money names {', '.join(ours)}, and not what happens without us; name that first, such as"
        reader.fault(
            line, "E102", f"{said} `actions: [{', '.join(ours)}]`, or `actions: [{NONE}, {', '.join(ours)}]`"
        )
    return (NONE, *ours)


def check_actions(
    reader: FieldReader,
    actions: tuple[str, ...],
    pays: Collection[str],
    capacity: Collection[str],
    lines: Mapping[str, int],
) -> None:
    """Check that pays and capacity speak of the actions, and of all of them.

    Parameters
    ----------
    pays, capacity : collection of str
        Actions that they name, readable or not.
    lines : mapping of str to int
        Of each key of the block; `""` is the block's own.
    """
    line = lines[""]
    pays_line = lines.get("pays", line)
    for name, where in [(name, "pays") for name in pays] + [(name, "capacity") for name in capacity]:
        if name not in actions:
            reader.fault(
                name.line if isinstance(name, Named) else pays_line,
                "E106",
                f"{where} of block money: {name!r} is no action{nearest(name, actions)}; actions are {', '.join(actions)}",
            )
    for name in capacity:
        if name == actions[0]:
            reader.fault(
                getattr(name, "line", line),
                "E103",
                f"capacity of block money limits {name!r}, which is what happens without us and can always be done; limit "
                f"what we do: {', '.join(actions[1:]) or 'there is no other action'}",
            )
    unsaid = NONE if actions[0] == NONE else ""
    for action in (action for action in actions if action not in {*pays, unsaid}):
        reader.fault(pays_line, "E102", f"pays of block money needs the action {action!r}")
    for action in (action for action in actions if action in RESERVED):
        at = getattr(action, "line", line)
        reader.fault(at, "E104", f"no action may be called {action!r}; YAML 1.1 takes it for a truth value")
    if len(set(actions)) < len(actions):
        reader.fault(lines.get("actions", line), "E107", "actions of block money names one twice")
