"""What a project does to explore: copy and show data, fit models, trace and test features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wager.evaluation.analysis.compared import Compared
    from wager.evaluation.analysis.whole import Analysis
    from wager.interfaces.model import Model
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

    def show(
        self, kind: str, name: str, *, resolved: bool = False, analyse: bool = False, drop: bool = False
    ) -> Shown:
        """Show a `source` (a profile of its data), `feature`, `model`, `run` or `design`.

        Parameters
        ----------
        kind, name : str
            Which thing.
        resolved : bool
            With all that is inherited or defaulted.
        analyse : bool
            Of a run: also make its analysis, unless it is kept.
        drop : bool
            Also fit the model of a run without each of its features, to say what they are worth.

        Raises
        ------
        NotFoundError
            If there is no such thing.
        """
        from wager.workflow.show_thing import show_thing

        return show_thing(self._wiring, kind, name, resolved=resolved, analyse=analyse, drop=drop)

    def compare(self, a: str, b: str) -> Compared:
        """Set two runs beside each other: b less a on the same development rows, and where that comes from.

        Parameters
        ----------
        a, b : str
            Each the beginning of a run's id, or the name of a model for its newest run.

        Raises
        ------
        NotFoundError
            If there is no such run.
        """
        from wager.workflow.analysing.compare_runs import compare_runs

        return compare_runs(self._wiring, a, b)

    def ls(self) -> Listed:
        """List what the project holds."""
        from wager.workflow.list_things import list_things

        return list_things(self._wiring)

    def run(
        self,
        model: str | Model,
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
        model : str or Model
            Name of a model file, or of an algorithm; or a model that was written in Python, which stands in the place of a
            file of its name.
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
        name, text = (model, None) if isinstance(model, str) else (model.name, model.to_yaml())
        made = run_model(
            self._wiring, name, changes=changes, sample=sample, worth=worth, why=why, curve=curve, text=text
        )

        def analyse() -> Analysis:
            from wager.workflow.analysing.analyse_run import analyse_run

            return analyse_run(self._wiring, made, text=text)

        return replace(made, analyse=analyse)

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
        """Run the examples that feature files give of their features, and the tests that model files have.

        Parameters
        ----------
        *names : str
            Feature files, features or models; none means all. A model without a run of what its files say now is fitted.

        Returns
        -------
        Tested
            Its `passed` is False where a value is another than the example says, or a test of a model does not hold.

        Raises
        ------
        NotFoundError
            If there is no such feature file, feature or model.
        """
        from wager.workflow.run_tests import run_tests

        return run_tests(self._wiring, names)
