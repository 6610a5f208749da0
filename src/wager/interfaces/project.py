"""A project in Python: everything that the command line does on one, under the same names.

Each method loads what it needs when it is called, and raises the errors that the command line prints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wager.interfaces.explore_verbs import ExploreVerbs
from wager.interfaces.plan_verbs import PlanVerbs
from wager.interfaces.store_verbs import StoreVerbs

if TYPE_CHECKING:
    import pyarrow as pa

    from wager.interfaces.http.run import Serving
    from wager.workflow.audit_target import Audited
    from wager.workflow.freeze_hypothesis import Frozen
    from wager.workflow.judging.judged import Judged
    from wager.workflow.judging.waiting import Waiting
    from wager.workflow.predict_file import Predicted
    from wager.workflow.promote_version import Moved
    from wager.workflow.reproduce_version import Reproduced
    from wager.workflow.wiring import Wiring


class Project(PlanVerbs, ExploreVerbs, StoreVerbs):
    """A project on disk, as `wager.open` finds it.

    Attributes
    ----------
    root : Path
        The folder of `wager.toml`, or of the one design.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @property
    def root(self) -> Path:
        """The folder of `wager.toml`, or of the one design."""
        return self._wiring.root

    def __repr__(self) -> str:
        """Show where it is."""
        return f"wager.open({str(self.root)!r})"

    def freeze(self, design: str, hypothesis: str) -> Frozen:
        """Pre-register a hypothesis: pin all that its verdict depends on.

        Raises
        ------
        ConflictError
            If it is frozen already and something that was pinned has changed.
        """
        from wager.workflow.freeze_hypothesis import freeze_hypothesis

        return freeze_hypothesis(self._wiring, design, hypothesis)

    def judge(
        self, design: str, hypothesis: str, *, as_of: str | None = None, stop: bool = False
    ) -> Judged | Waiting:
        """Give the verdict on a frozen hypothesis, and write it to the log.

        Parameters
        ----------
        design, hypothesis : str
            Which one.
        as_of : str, optional
            Replay a holdout that comes after the freeze on history, with the freeze at this moment, such as
            `2013-09-01`; nothing is written.
        stop : bool
            At a look before the due day: end it now, INCONCLUSIVE, where going on is hardly worth it.

        Returns
        -------
        Judged or Waiting
            The latter before the day on which the verdict is due.

        Raises
        ------
        RefusedError
            If it is not frozen, or what was pinned has changed.
        """
        from wager.workflow.judge_hypothesis import judge_hypothesis

        return judge_hypothesis(self._wiring, design, hypothesis, as_of=as_of, stop=stop)

    def promote(self, version: str) -> Moved:
        """Give a version the title that it contests.

        Raises
        ------
        RefusedError
            If its verdict is not SHIP, or not against who holds the title now; or its design lacks sign-offs, is no
            further than its proof of concept, or asks in `launch` for what is not measured.
        """
        from wager.workflow.promote_version import promote_version

        return promote_version(self._wiring, version)

    def rollback(self, name: str) -> Moved:
        """Give a title back to who held it before."""
        from wager.workflow.roll_back_title import roll_back_title

        return roll_back_title(self._wiring, name)

    def serve(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        announce: Callable[[Serving], None] | None = None,
        debug: bool = False,
    ) -> None:
        """Answer requests for all titles by HTTP, until the process is told to leave.

        Parameters
        ----------
        host : str
            Address to listen on.
        port : int
            0 for any that is free.
        announce : callable, optional
            Told where it listens, once it does.
        debug : bool
            Print where an error of ours happened.

        Raises
        ------
        UnavailableError
            If the address, or the log of predictions, cannot be had.
        """
        from wager.interfaces.http.run import serve
        from wager.workflow.serve_titles import open_service

        with open_service(self._wiring) as service:
            serve(service, host=host, port=port, announce=announce, debug=debug)

    def predict(
        self, name: str, file: str | PathLike[str], *, out: str | PathLike[str] | None = None
    ) -> Predicted:
        """Answer every row of a CSV, Parquet or JSON Lines file, by the same way as a request.

        Parameters
        ----------
        name : str
            The one that callers use.
        file : path
            The rows.
        out : path, optional
            Where the answers are written as JSON Lines.

        Raises
        ------
        BadInputError
            If a row is no request; names its line and columns.
        """
        from wager.workflow.predict_file import predict_file

        return predict_file(self._wiring, name, Path(file), None if out is None else Path(out))

    def reproduce(self, version: str, *, fresh: bool = False, threads: int = 0) -> Reproduced:
        """Make a version again from its snapshots in a clean process, and compare.

        Parameters
        ----------
        version : str
            The beginning of its digest, or a title for who holds it.
        fresh : bool
            Make an environment from the version's lock, even where the lock holds here.
        threads : int
            How many may work; 0 for all.

        Returns
        -------
        Reproduced
            Its `identical`; where that is False, `differs` names the first thing that is not.
        """
        from wager.workflow.reproduce_version import reproduce_version

        return reproduce_version(self._wiring, version, fresh=fresh, threads=threads)

    def audit(self, target: str, *, at: str | None = None, rows: int = 5) -> Audited:
        """Explain a prediction or a version, or say who held a title.

        Parameters
        ----------
        target : str
            Id of a prediction, beginning of a version's digest, or a name that callers use.
        at : str, optional
            Of a title: the day or the moment asked about.
        rows : int
            Of a prediction: how many of the source rows behind each feature to name.

        Returns
        -------
        PredictionAudit, VersionAudit or TitleAudit
            Its `passed` is False where something that it rests on does not hold.
        """
        from wager.workflow.audit_target import audit_target

        return audit_target(self._wiring, target, at=at, rows=rows)

    def features(self, rows: Any, names: Sequence[str] | str) -> pa.Table:
        """Compute features point-in-time for any table of keys and moments.

        Parameters
        ----------
        rows : pyarrow.Table, or a data frame of pandas or Polars
            The entity columns of the features, and `t`, the moment of each row.
        names : str or sequence of str
            Such as `["history.carrier_disrupted_1d"]`.

        Returns
        -------
        pyarrow.Table
            One column a name, in the order of `rows`; nothing known after a row's moment enters it.
        """
        from wager.workflow.compute_features import compute_features

        return compute_features(self._wiring, rows, names)
