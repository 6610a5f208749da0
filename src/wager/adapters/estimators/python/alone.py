"""Fit a learner in a process of its own, under conditions that must not matter: `python -m wager.adapters.estimators.python.alone FOLDER`.

The folder holds `asked.json`, the rows in `rows.arrow` and what they turned out to be in `truth.npy`. One line of JSON says what
is wrong, and digests of what was learned and answered.
"""

from __future__ import annotations

import hashlib
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np

from wager.adapters.estimators.python.learner import PythonLearner
from wager.adapters.estimators.python.same import CODE, digests
from wager.features.python import modules
from wager.features.python.alone import read_table
from wager.features.python.shifted import shifted
from wager.features.python.watch import Watch
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.training.estimator import Sample, Task
from wager.training.loss import Loss


def main(folder: Path) -> int:
    """Fit what is asked for in a folder."""
    asked: dict[str, Any] = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    if asked["days"]:
        modules.INSTEAD.update(shifted(asked["days"]))
    out, watch = sys.stdout, Watch()
    with redirect_stdout(sys.stderr):  # what the user's code prints is no answer
        findings, learned = _tried(folder, asked, watch)
    print(json.dumps({"findings": [vars(one) for one in findings], "learned": learned}), file=out, flush=True)
    return 0


def _tried(folder: Path, asked: dict[str, Any], watch: Watch) -> tuple[list[Finding], dict[str, str]]:
    given = read_table(folder / "rows.arrow")
    columns = {name: given[name].combine_chunks() for name in given.column_names}
    rows = Sample(columns, np.load(folder / "truth.npy", allow_pickle=False))
    task = Task(asked["kind"], tuple(asked["classes"]), tuple(asked["actions"]), Loss.of(asked["loss"]))
    try:
        learner = PythonLearner.named(Path(asked["root"]), asked["parameters"], asked["seed"])
        with watch.on(learner.code) as opened:
            fitted = learner.fit(task, rows, None)
            answers = hashlib.sha256(fitted.predict(columns).tobytes()).hexdigest()
    except BadInputError as error:
        return list(error.findings), {}
    findings = [
        Finding(*thing.line, CODE, f"learner {learner.code.call}: {learner.code.name} {thing.what}; what is there is no part of the "
                "run's identity, so that a change of it would go unnoticed. Put the values into a module of the project, or make it a "
                "source and read its columns")
        for thing in opened
    ]  # fmt: skip
    return findings, {**digests(fitted), "answers": answers}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
