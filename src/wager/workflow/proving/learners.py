"""Try a learner of the project's own: the same rows at another time and elsewhere; it must learn and answer the same bits."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa

from wager.design.models.algorithms import OWN
from wager.features.python.alone import write_table
from wager.features.python.function import CODE as BROKEN
from wager.features.python.pure import CODE
from wager.foundation.errors import UnavailableError
from wager.foundation.finding import Finding
from wager.money.rank import RANK
from wager.training.columns import take
from wager.workflow.contend import task_of_model
from wager.workflow.entrant import Entrant
from wager.workflow.own_learners import code_of
from wager.workflow.proving.conditions import SECONDS, USUAL, Condition
from wager.workflow.proving.functions import AHEAD
from wager.workflow.question import Question

ROWS = 2000
"""How many training rows are fitted at most."""

_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pathlib import Path; "
    "from wager.adapters.estimators.python.alone import main; sys.exit(main(Path(sys.argv[2])))"
)
_CAUSES = (
    ("chance that it draws without `random_state`", USUAL),
    (f"the clock ({AHEAD} days later)", Condition(AHEAD)),
    (
        "the environment (another time zone, other variables, another folder, another order of sets)",
        Condition(elsewhere=True),
    ),
)


@dataclass(frozen=True)
class _Answer:
    findings: tuple[Finding, ...]
    learned: dict[str, str]


def try_learner(question: Question, entered: Entrant) -> list[Finding]:
    """Find out whether what a learner of the project's own learns hangs on more than its rows.

    Returns
    -------
    list of Finding
        E021 for what hangs on chance, the clock, the environment or files; E114 for what breaks. None for other learners.
    """
    question, model = question.learning, entered.model
    code = code_of(question.inputs.definitions.learners, model)
    if model.algorithm != OWN or code is None:
        return []
    train = question.parts.rows("train")
    chosen = train[np.linspace(0, len(train) - 1, min(len(train), ROWS)).astype(np.int64)]
    with TemporaryDirectory(prefix="wager-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        said = _write(folder, question, entered, chosen)
        usual = _process(USUAL, folder, said, code.root)
        if (
            usual.findings
        ):  # too few rows of something are no fault of the learner: the fit on all of them says it
            few = len(chosen) < len(train)
            return [one for one in usual.findings if not (few and one.code == BROKEN)]
        if _process(Condition(AHEAD, elsewhere=True), folder, said, code.root).learned == usual.learned:
            return []
        what = "something that is not given to it"
        for cause, condition in _CAUSES:
            if _process(condition, folder, said, code.root).learned != usual.learned:
                what = cause
                break
    message = f"learner {code.call}: what {code.name} learns from the same rows hangs on {what}; it follows from the rows, the parameters and `random_state` alone"
    return [Finding(code.path, code.line, CODE, message)]


def _write(folder: Path, question: Question, entered: Entrant, rows: Any) -> dict[str, Any]:
    model, task = entered.model, task_of_model(question, entered.model)
    matrix = question.matrix(entered.trees)
    columns = take({name: one for name, one in matrix.pieces.items() if name != RANK}, rows)
    write_table(folder / "rows.arrow", pa.table({name: columns[name] for name in columns}))
    np.save(folder / "truth.npy", question.truth[rows], allow_pickle=False)
    parameters = {str(name): value for name, value in model.parameters.items()}
    return {
        "root": str(question.inputs.definitions.root),
        "parameters": json.loads(json.dumps(parameters, default=float)),  # decimals, as files are read
        "seed": model.seed,
        "kind": task.kind,
        "classes": task.classes,
        "actions": task.actions,
        "loss": task.loss.to_json(),
    }


def _process(condition: Condition, folder: Path, said: dict[str, Any], root: Path) -> _Answer:
    """Fit in a new process, which finds other things around it."""
    (folder / "asked.json").write_text(json.dumps({**said, "days": condition.days}), encoding="utf-8")
    command = [sys.executable, "-c", _BEGIN, json.dumps(sys.path), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own Python
            command,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            cwd=folder if condition.elsewhere else root,
            env=condition.variables(folder),
        )
        ended = f"ended with exit code {done.returncode}"
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired:
        lines, ended = [], f"did not end within {SECONDS} s on {ROWS:,} rows"
    except OSError as error:
        raise UnavailableError(f"{sys.executable} cannot be started: {error.strerror or error}") from error
    if not lines:
        call: str = said["parameters"]["call"]
        message = f"learner {call}: the process that fitted it {ended}"
        return _Answer((Finding(call.rpartition(":")[0], 1, CODE, message),), {})
    answer = json.loads(lines[-1])
    return _Answer(tuple(Finding(**one) for one in answer["findings"]), answer["learned"])
