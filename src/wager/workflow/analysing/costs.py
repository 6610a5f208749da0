"""What the columns of a model cost: seconds, bytes, sources, lines of Python."""

from __future__ import annotations

from collections.abc import Mapping

from wager.evaluation.analysis.complexity import Complexity
from wager.evaluation.estimate import Estimate
from wager.expressions.tree import columns
from wager.features.cache import Cost
from wager.features.feature import PythonCall
from wager.workflow.analysing.opened import Opened
from wager.workflow.cached import feature_cache
from wager.workflow.inputs import used_features
from wager.workflow.own_learners import code_of
from wager.workflow.runs import Run


def column_costs(opened: Opened) -> dict[str, Cost]:
    """Say what each column of a model cost when it was computed; those are left out that are not cached."""
    inputs = opened.question.inputs
    cache = feature_cache(opened.question.wiring)
    keys = inputs.keys(opened.entered.trees)
    found = {name: cache.cost(key) for name, key in keys.items()}
    return {name: cost for name, cost in found.items() if cost is not None}


def complexity_of(opened: Opened, costs: Mapping[str, Cost]) -> Complexity:
    """Charge a model for what it is made of, against what it earns over the best of the simpler ones."""
    inputs = opened.question.inputs
    names = {name for tree in opened.entered.trees.values() for name in columns(tree)}
    used = used_features(names, inputs.definitions.features)
    sources = {inputs.unit.name, *(one.source for one in used if one.source)}
    code = [one.tree.code for one in used if isinstance(one.tree, PythonCall) and one.tree.code is not None]
    own = code_of(inputs.definitions.learners, opened.entered.model)
    code += [] if own is None else [own]
    files = {one.root / path for one in code for path, _ in one.files}
    over, gain = simpler(opened.run)
    return Complexity(
        features=len(opened.entered.trees),
        sources=len(sources),
        lines=sum(lines_of(path.read_text(encoding="utf-8", errors="replace")) for path in files),
        seconds=round(sum(cost.seconds for cost in costs.values()), 3),
        bytes=sum(cost.bytes for cost in costs.values()),
        over=over,
        gain=gain,
    )


def simpler(run: Run) -> tuple[str, Estimate | None]:
    """Name who earned most of those that a run was shown beside, and what the run gains over it."""
    found = [(one.money, one.name, one.gain) for one in run.beside]
    for one in run.evidence.differences:
        own = run.evidence.of(one.against).measures.get("money")
        more = one.measures.get("money")
        if own is not None and more is not None:
            found.append((own, one.against, more))
    told = [one for one in found if one[0].value is not None]
    if not told:
        return "", None
    _, name, gain = max(told, key=lambda one: one[0].value or 0.0)
    return name, gain


def lines_of(code: str) -> int:
    r"""Count the lines of code: neither empty ones nor comments.

    Examples
    --------
    >>> lines_of("# why\n\ndef f(x):\n    return x\n")
    2
    """
    stripped = (line.strip() for line in code.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in stripped)
