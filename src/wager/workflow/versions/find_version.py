"""Find a version by the beginning of its digest, or by the title that it holds."""

from __future__ import annotations

import re

from wager.foundation.errors import ConflictError, NotFoundError, nearest
from wager.foundation.fingerprint import short
from wager.registry.registry import Registered
from wager.registry.titles import holder
from wager.workflow.wiring import Wiring

LEAST = 4
"""How many characters of a digest are enough to ask with."""

_HEX = re.compile(r"[0-9a-f]{4,64}")


def find_version(wiring: Wiring, wanted: str) -> Registered:
    """Find a version.

    Parameters
    ----------
    wiring : Wiring
    wanted : str
        The beginning of its digest, 4 characters or more; or a name that callers use, for who holds that title.

    Raises
    ------
    NotFoundError
        If there is none.
    ConflictError
        If several begin so.
    """
    versions = wiring.registry.versions()
    turn = holder(wiring.registry.turns(wanted)) if wanted else None
    if turn is not None:
        return next(one for one in versions if one.id == turn.version)
    found = [one for one in versions if one.id.startswith(wanted)] if _HEX.fullmatch(wanted) else []
    if len(found) > 1:
        listed = ", ".join(f"{short(one.id)} ({one.model})" for one in found)
        raise ConflictError(f"several versions begin with {wanted}: {listed}; write more of it")
    if not found:
        names = sorted({one.serves for one in versions})
        known = (
            ", ".join(f"{short(one.id)} ({one.model})" for one in versions)
            or "none yet: `wager judge` makes them"
        )
        raise NotFoundError(f"no version and no title {wanted!r}{nearest(wanted, names)}; there are {known}")
    return found[0]
