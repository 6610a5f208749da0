"""`wager rollback`: give a title back to who held it before, in one transaction."""

from __future__ import annotations

from wager.foundation.errors import NotFoundError, RefusedError, nearest
from wager.workflow.promote_version import Moved, moved
from wager.workflow.versions.titles import ROLLED_BACK, next_turn
from wager.workflow.wiring import Wiring


def roll_back_title(wiring: Wiring, serves: str) -> Moved:
    """Undo the last promotion that was not undone; nothing is asked for, as it must be quick.

    Raises
    ------
    NotFoundError
        If nobody holds such a title.
    RefusedError
        If its first holder holds it.
    """
    if not wiring.registry.turns(serves):
        known = sorted({turn.serves for turn in wiring.registry.turns()})
        listed = ", ".join(known) or "none yet"
        raise NotFoundError(f"nobody holds a title {serves!r}{nearest(serves, known)}; there are {listed}")
    with wiring.registry.acting() as act:
        turns = act.turns(serves)
        if not turns[-1].before:
            raise RefusedError(
                f"{serves} has its first holder; there is nobody before it to roll back to. `wager promote VERSION` moves the title"
            )
        target = turns[turns[-1].before - 1]
        turn = next_turn(turns, target.version, wiring.clock.now(), ROLLED_BACK, target.before)
        act.seat(turn)
    return moved(wiring, (*turns, turn))
