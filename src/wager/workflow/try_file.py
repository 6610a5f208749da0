"""`wager try`: what one file is worth, in seconds, and a project of one file for it.

The order: what the file holds, what the label means, what is suspicious on the training rows, what five ways to
decide earn on the fourth fifth; the last fifth is never looked at (docs/decisions/0005).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.infer import infer_shape
from wager.expressions.table.signatures import SPOKEN
from wager.expressions.tree import Call, Tree, columns
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, UsageError
from wager.foundation.moments import time_zone
from wager.training.split import by_time, fifths
from wager.workflow.one_file import keep_shape
from wager.workflow.question import Question
from wager.workflow.trying.columns import look_at_columns
from wager.workflow.trying.contenders import compete
from wager.workflow.trying.data_file import File
from wager.workflow.trying.label import Label, understand_label
from wager.workflow.trying.price import price_label
from wager.workflow.trying.question import Asked, first_document, open_question, save, with_goal
from wager.workflow.trying.tried import Tried
from wager.workflow.wiring import CONFIG, Wiring

LEAST_ROWS = 30
LEAST_OF_A_KIND = 5
LEAST_DAYS = 6
"""Days of `tune` from which rows of one day count as one observation."""

__all__ = ["Tried", "try_file"]


def try_file(
    wiring: Wiring,
    file: Path,
    *,
    label: str,
    when: str | None = None,
    gain: str | None = None,
    cost: str | None = None,
    pay: str | None = None,
    afterwards: Sequence[str] = (),
    key: Sequence[str] = (),
    force: bool = False,
) -> Tried:
    """Say what one file is worth, and write a project of one file for it.

    Parameters
    ----------
    wiring : Wiring
        Its root is the folder of the project to be written.
    file : Path
        CSV, zipped CSV or Parquet.
    label, when, gain, cost, pay, afterwards, key
        See `interfaces.api.try_file`.
    force : bool
        Write over a document that stands there already.

    Raises
    ------
    UsageError
        If an option makes no sense for this file.
    BadInputError
        If the file cannot be read, or holds nothing to learn from; then nothing is written.
    NotFoundError
        If there is no such file.
    """
    path = _existing(file)
    _refuse_inside_a_project(wiring.root)
    wiring.progress(f"reading {path.name}")
    shown = _relative(path, wiring.root)
    read = File(wiring.engine, path, infer_shape(wiring.engine, path, shown), wiring.config.time_zone)
    decide_at = None if when is None else _moment(read, when)
    said = understand_label(read, label)
    price = price_label(read, said, gain=gain, cost=cost, pay=pay, currency=wiring.config.currency)
    asked = Asked(
        shown,
        tuple(read.named(name, "--key") for name in key),
        None if decide_at is None else to_text(decide_at),
        _cluster(read, said, decide_at),
        tuple(read.named(name, "--afterwards") for name in afterwards),
        said,
        price,
    )
    with _nothing_on_failure(wiring):
        return _try(wiring, read, asked, str(file), force=force)


def _try(wiring: Wiring, read: File, asked: Asked, given: str, *, force: bool) -> Tried:
    keep_shape(wiring, read.path, asked.file, read.shape)
    question, findings = open_question(wiring, first_document(asked))
    _demand_parts(question, asked.label)
    look = look_at_columns(question, asked.label)
    question, _ = open_question(wiring, first_document(asked, look))
    evidence = compete(question)
    document = with_goal(asked, look, question, evidence)
    parts, left_out = question.parts, question.rows.left_out
    return Tried(
        file=given,
        folder=str(wiring.root),
        design=document.design,
        path=f"{document.design}.md",
        written=save(wiring, document, force=force),
        rows={"file": read.shape.rows, **parts.counts(), **parts.dropped, **left_out},
        label=look.label,
        columns=look.described(question),
        findings=tuple(one.message for one in (*read.shape.findings, *findings)),
        suspicions=look.suspicions,
        assumed=(_clocks(asked), *asked.label.assumed, *asked.price.assumed),
        evidence=evidence,
        goal=document.goal,
        next=_commands(wiring.root, document.design),
    )


def _existing(file: Path) -> Path:
    if file.is_dir():
        raise NotFoundError(f"{file} is a folder; `wager try` takes one CSV or Parquet file")
    if not file.exists():
        from wager.foundation.errors import nearest

        near = nearest(file.name, (one.name for one in file.parent.iterdir())) if file.parent.is_dir() else ""
        raise NotFoundError(f"there is no file {file}{near}")
    return file.resolve()


def _relative(path: Path, root: Path) -> str:
    """Name a file relative to the project; a name without an ending is told from a source's by its folder."""
    found = Path(os.path.relpath(path, root)).as_posix()
    return found if "." in found else f"./{found}"


def _refuse_inside_a_project(root: Path) -> None:
    for parent in root.parents:
        if (parent / CONFIG).is_file() and not (root / CONFIG).is_file():
            raise ConflictError(
                f"{root} lies inside the project {parent}, which commands would find instead; give --out a folder outside it"
            )


def _moment(file: File, text: str) -> Tree:
    tree, kind = file.expression(text, "--when")
    if kind == "date" and isinstance(tree, Call):
        raise UsageError(f"--when {text!r} is a date; expected a time: name the column it is made of")
    if kind not in {"time", "date"}:
        specs = {spec.name: spec.type for spec in file.shape.columns}
        times = [name for name, found in specs.items() if found in {"time", "date"}]
        which = (
            f"the times here are {', '.join(times)}"
            if times
            else "this file has none: leave --when out, and rows are parted by a hash"
        )
        raise UsageError(f"--when {text!r} is {SPOKEN[kind]}, not a time; {which}")
    return tree


def _cluster(file: File, label: Label, decide_at: Tree | None) -> str | None:
    """Check that there are enough rows, and say whether rows of one day are one observation."""
    known = label.values.is_valid()
    moments = None
    if decide_at is not None:
        moments = file.evaluate({"t": decide_at}, times=columns(decide_at))["t"].combine_chunks()
        known = pc.and_(known, moments.is_valid())
    rows = pc.sum(known).as_py() or 0
    what = (
        "rows" if rows == len(known) else f"rows with a label{' and a moment' if moments is not None else ''}"
    )
    if rows < LEAST_ROWS:
        raise BadInputError(
            f"{rows} {what if rows != 1 else what.replace('rows', 'row')} {'is' if rows == 1 else 'are'} too few in {file.path.name}; "
            f"expected at least {LEAST_ROWS}, to learn from some, choose on others and judge on the rest"
        )
    if moments is None or decide_at is None:
        return None
    t = moments.filter(known).to_numpy()
    if t.min() == t.max():
        raise BadInputError(
            f"--when: all rows of {file.path.name} have the same moment; leave it out, and rows are parted by a hash"
        )
    tuned = t[by_time(t, fifths(t), 0).rows("tune")]
    return f"day({to_text(decide_at)})" if len(_days(tuned, file.zone)) >= LEAST_DAYS else None


def _days(t: np.ndarray[tuple[int], np.dtype[np.int64]], zone: str) -> pa.Array:
    aware = pa.array(t, pa.timestamp("us", str(time_zone(zone))))
    return pc.unique(pc.floor_temporal(aware, unit="day"))


def _demand_parts(question: Question, label: Label) -> None:
    counts = question.parts.counts()
    thin = [f"{part} has {count} rows" for part, count in counts.items() if count < LEAST_OF_A_KIND]
    if thin:
        raise BadInputError(
            f"the parts are too small: {', '.join(thin)}; expected at least {LEAST_OF_A_KIND} in each. Parts are cut along "
            "time where there is --when, else by a hash"
        )
    train, truth = question.parts.rows("train"), question.truth
    if label.binary:
        true = int((truth[train] == 1).sum())
        few, word = min((true, "true"), (len(train) - true, "not true"))
        if few < LEAST_OF_A_KIND:
            raise BadInputError(
                f"{to_text(label.tree)} is {word} in {few} of the {len(train):,} rows to learn from, too few; expected at "
                f"least {LEAST_OF_A_KIND}"
            )
    elif len(np.unique(truth[train])) < 2:
        raise BadInputError(
            f"{to_text(label.tree)} has one value in the {len(train):,} rows to learn from; nothing can be learned"
        )


def _clocks(asked: Asked) -> str:
    if asked.decide_at is not None:
        return "every column but those left out was known at the moment of --when"
    return "no --when: clocks are assumed, every column but those left out was known at the decision; parts go by a hash of the row"


@contextmanager
def _nothing_on_failure(wiring: Wiring) -> Iterator[None]:
    """Take away what was begun where nothing stood before: a refusal leaves no trace."""
    fresh, folder = not wiring.store.exists(), not wiring.root.exists()
    try:
        yield
    except BaseException:
        if fresh:
            shutil.rmtree(wiring.store, ignore_errors=True)
        if folder and wiring.root.exists() and not any(wiring.root.iterdir()):
            wiring.root.rmdir()
        raise


def _commands(root: Path, design: str) -> tuple[str, ...]:
    here = Path.cwd()
    at = (
        ""
        if root == here
        else f" -C {_quoted(os.path.relpath(root, here) if here in root.parents else str(root))}"
    )
    return (f"wager{at} check", f"wager{at} freeze {design} H1", f"wager{at} judge {design} H1")


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
