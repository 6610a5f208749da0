"""What a project does with its store: make room, look for damage."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wager.workflow.clean_up_store import CleanedUp
    from wager.workflow.verify_store import Verified
    from wager.workflow.wiring import Wiring


class StoreVerbs:
    """The verbs on the store."""

    _wiring: Wiring

    def gc(self, *, cache: str | None = None) -> CleanedUp:
        """Remove cached columns that were used least recently; nothing that cannot be computed again.

        Parameters
        ----------
        cache : str, optional
            What they may take, such as `5 GB`; `[limits]` of wager.toml says it otherwise.

        Raises
        ------
        UsageError
            If that is no size.
        """
        from wager.workflow.clean_up_store import clean_up_store

        return clean_up_store(self._wiring, cache=cache)

    def verify(self) -> Verified:
        """Look for damage in the store: objects, registry, ledger and logs; nothing is changed.

        Returns
        -------
        Verified
            Its `passed` is False where something is damaged or gone; `damaged` names it, and who depends on it.
        """
        from wager.workflow.verify_store import verify_store

        return verify_store(self._wiring)
