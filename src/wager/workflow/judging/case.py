"""A hypothesis with all that its verdict depends on, gathered as it stands now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.freeze import Closure, closure, design_parts
from wager.design.frozen.log import Entry, log_folder, read_log
from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.foundation.errors import BadInputError, NotFoundError, nearest
from wager.verdict.verdict import METHOD
from wager.workflow.design_trees import judging_metrics, pay_trees, ratio_trees, slice_trees
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import Inputs, chosen_model, model_trees, read_by, read_by_baselines
from wager.workflow.prospective import Window, learns_until, window_of
from wager.workflow.read_project import Definitions, read_definitions
from wager.workflow.refuse_unfilled import refuse_unfilled
from wager.workflow.run_model import inputs_of
from wager.workflow.states import alphas_of, verdicts_of
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Case:
    """A hypothesis with all that its verdict depends on, as it stands now.

    Attributes
    ----------
    definitions : Definitions
    design : Design
    hypothesis : Hypothesis
    entered : Entrant
        Its model.
    inputs : Inputs
    log : tuple of Entry
    alpha : Decimal
        One-sided, owned by now.
    plan : dict
        What of the design the verdict depends on, as JSON values.
    closure : Closure
    """

    definitions: Definitions
    design: Design
    hypothesis: Hypothesis
    entered: Entrant
    inputs: Inputs
    log: tuple[Entry, ...]
    alpha: Decimal
    plan: dict[str, Any]
    closure: Closure

    def entries(self, kind: str) -> list[Entry]:
        """Return the log's entries of one kind on this hypothesis, oldest first."""
        return [one for one in self.log if one.kind == kind and one.hypothesis == self.hypothesis.id]

    @property
    def waits_for(self) -> int | None:
        """Since when rows judge a frozen hypothesis of this design that waits for its day; None where none does."""
        return learns_until(self.log)

    @property
    def window(self) -> Window | None:
        """The holdout that its first freeze placed; None where it was there already, or nothing is frozen."""
        frozen = self.entries("freeze")
        return window_of(frozen[0]) if frozen else None


def open_case(wiring: Wiring, design_id: str, hypothesis_id: str, *, as_of: int | None = None) -> Case:
    """Gather all that a verdict depends on; snapshots are taken where there are none.

    Parameters
    ----------
    as_of : int, optional
        As if it were frozen at this instant: what was frozen, and with which snapshots, is left aside.

    Raises
    ------
    NotFoundError, BadInputError, RefusedError
        If something is missing, wrong, or not acted on by this version.
    """
    definitions = read_definitions(wiring)
    design = definitions.design(design_id)
    refuse_unfilled(design, hypothesis_id)
    if hypothesis_id not in design.hypotheses:
        near = nearest(hypothesis_id, design.hypotheses)
        listed = ", ".join(design.hypotheses) or "none"
        raise NotFoundError(f"design {design_id} has no hypothesis {hypothesis_id!r}{near}; it has {listed}")
    hypothesis = design.hypotheses[hypothesis_id]
    for goal in hypothesis.goals:
        if goal not in design.goals:
            raise BadInputError(
                f"{design.path}:{hypothesis.line}: E106 {hypothesis_id} names no goal {goal!r}"
            )
    model = chosen_model(definitions, design, hypothesis.model)
    unit = unit_source(wiring, definitions, design)
    entered = Entrant(hypothesis.model, model, model_trees(model, design, unit, definitions.features))
    # What cannot be made is not frozen.
    wiring.estimators.make(entered.algorithm, model.parameters, model.seed, model.encode)
    log = read_log(log_folder(wiring.root / design.path))
    freezes = [one for one in log if one.kind == "freeze" and one.hypothesis == hypothesis_id]
    frozen = freezes[0] if freezes and as_of is None else None
    pinned = frozen.body["snapshots"] if frozen else None
    inputs = inputs_of(wiring, definitions, design, entered, pinned=pinned)
    window = window_of(frozen) if frozen else None
    until = as_of if as_of is not None else window.learns_until if window else learns_until(log)
    inputs = replace(inputs, until=until)
    pinned_alpha = alphas_of(log)
    if frozen is None:  # also where a replay asks as if it were not frozen
        pinned_alpha.pop(hypothesis_id, None)
    alpha = owned(design.hypotheses, design.alpha or Alpha(), verdicts_of(log), pinned_alpha)[hypothesis_id]
    plan = design_parts(design, hypothesis_id, definitions.models, alpha=alpha)
    parts = closure(_parts(design, hypothesis, plan, inputs, entered))
    return Case(definitions, design, hypothesis, entered, inputs, log, alpha, plan, parts)


def _parts(
    design: Design, hypothesis: Hypothesis, parts: dict[str, Any], inputs: Inputs, entered: Entrant
) -> dict[str, Any]:
    read = read_by("model", entered.model, entered.trees)
    read |= read_by_baselines(inputs.definitions, design, inputs.unit, parts["baselines"])
    read |= {f"pay {name}": tree for name, tree in pay_trees(design).items()}
    sliced = slice_trees(design).items()
    measured = ratio_trees(design, judging_metrics(design, hypothesis.goals))
    read |= {f"ratio {name}": tree for name, tree in measured.items()}
    read |= {f"slice {name}": tree for name, tree in sliced if name.partition(" ")[0] in parts["slices"]}
    return {
        **parts,
        "code": dict(inputs.code),
        "columns": inputs.keys(read),
        "rows as read": inputs.rows_fingerprint,
        **inputs.group_said,
        "snapshots": {name: one.id for name, one in inputs.snapshots.items()},
        "statistics": METHOD,
    }
