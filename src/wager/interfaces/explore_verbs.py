"""What a project does to explore: copy and show data, fit models, trace and test features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wager.workflow.list_things import Listed
    from wager.workflow.run_tests import Tested
    from wager.workflow.runs import Run
    from wager.workflow.show_thing import Shown
    from wager.workflow.take_snapshot import Snapshots
    from wager.workflow.trace_feature import Traced
    from wager.workflow.wiring import Wiring


class ExploreVerbs:
    """The verbs on data, models and features; none reads a holdout."""

    _wiring: Wiring

    def snapshot(self, *sources: str) -> Snapshots:
        """Copy sources into the store, or all of them; an unchanged one keeps its id."""
        from wager.workflow.take_snapshot import take_snapshot

        return take_snapshot(self._wiring, sources)

    def show(self, kind: str, name: str, *, resolved: bool = False) -> Shown:
        """Show a `source` (a profile of its data), `feature`, `model`, `run` or `design`.

        Parameters
        ----------
        kind, name : str
            Which thing.
        resolved : bool
            With all that is inherited or defaulted.

        Raises
        ------
        NotFoundError
            If there is no such thing.
        """
        from wager.workflow.show_thing import show_thing

        return show_thing(self._wiring, kind, name, resolved=resolved)

    def ls(self) -> Listed:
        """List what the project holds."""
        from wager.workflow.list_things import list_things

        return list_things(self._wiring)

    def run(
        self,
        model: str,
        *,
        set: Mapping[str, Any] | None = None,  # noqa: A002 - as `--set`
        sample: int | None = None,
        worth: bool = False,
        why: bool = False,
        curve: bool = False,
    ) -> Run:
        """Fit a model file and evaluate it on development rows; the holdout is never read.

        Parameters
        ----------
        model : str
            Name of a model file, or of an algorithm.
        set : mapping of str to value, optional
            Keys of the model file to change, such as `{"lightgbm.num_leaves": 31}`.
        sample : int, optional
            Fit on so many rows only.
        worth : bool
            Also measure what each feature is worth: the money lost where its values are shuffled.
        why : bool
            Also tell of a run that was there already which of its columns are cached; `columns` of a new run tells it anyhow.
        curve : bool
            Its profit curve is to be drawn: refuse before any work what will have none.

        Raises
        ------
        BadInputError
            If a file that the run depends on is wrong.
        UsageError
            If a curve is asked for, and a capacity, a single action or a rule leaves none.
        """
        from wager.workflow.run_model import run_model

        changes = dict(set or {})
        return run_model(
            self._wiring, model, changes=changes, sample=sample, worth=worth, why=why, curve=curve
        )

    def trace(
        self,
        feature: str,
        row: str | Sequence[str] | Mapping[str, Any],
        *,
        design: str | None = None,
        rows: int = 5,
    ) -> Traced:
        """Compute one feature of one row step by step; its value is the matrix's to the last bit, or an error.

        Parameters
        ----------
        feature : str
            Its full name.
        row : str, sequence of str, or mapping
            `column=value`, several of them, a dictionary, or the values of the key in order.
        design : str, optional
            Whose row.
        rows : int
            How many of the source rows behind an aggregate to describe.

        Raises
        ------
        NotFoundError
            If there is no such feature, design or row.
        RefusedError
            If the value is not what the matrix holds.
        """
        from wager.workflow.trace_feature import trace_feature

        return trace_feature(self._wiring, feature, row, design=design, rows=rows)

    def test(self, *names: str) -> Tested:
        """Run the examples that feature files give of their features.

        Parameters
        ----------
        *names : str
            Feature files or features; none means all.

        Returns
        -------
        Tested
            Its `passed` is False where a value is another than the example says.

        Raises
        ------
        NotFoundError
            If there is no such feature file or feature.
        """
        from wager.workflow.run_tests import run_tests

        return run_tests(self._wiring, names)
