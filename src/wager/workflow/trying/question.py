"""From what was asked of a file to a design: its document, its question, the goal that it proposes."""

from __future__ import annotations

import math
import os
import secrets
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from wager.data.infer import safe_name
from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.one_file_document import OneFile, Without, one_file_document
from wager.evaluation.evidence import Evidence
from wager.evaluation.figures import MONEY
from wager.evaluation.written import written
from wager.expressions.write import to_text
from wager.foundation.amounts import Money, money, places
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.finding import Finding
from wager.workflow.inputs import Inputs
from wager.workflow.one_file import inferred_source
from wager.workflow.question import Question, ask_question
from wager.workflow.read_project import Definitions
from wager.workflow.take_snapshot import snapshot_of
from wager.workflow.trying.columns import Look
from wager.workflow.trying.label import Label
from wager.workflow.trying.price import Price
from wager.workflow.wiring import Wiring

CHEAP = ("rule", "act_on_all", "do_nothing")
"""Baselines that a project of one file always has; of equal ones the first."""

SPOKEN = {
    "lightgbm": "LightGBM",
    "logistic": "Logistic regression",
    "linear": "Linear regression",
    "rule": "the best single split",
    "act_on_all": "acting on all",
    "do_nothing": "doing nothing",
}


@dataclass(frozen=True)
class Asked:
    """What was asked of a file.

    Attributes
    ----------
    file : str
        Relative to the project.
    key, afterwards : tuple of str
    decide_at, cluster : str or None
        Expressions.
    label : Label
    price : Price
    """

    file: str
    key: tuple[str, ...]
    decide_at: str | None
    cluster: str | None
    afterwards: tuple[str, ...]
    label: Label
    price: Price


def first_document(asked: Asked, look: Look | None = None) -> OneFile:
    """Write down what was asked, and what looked suspicious; the goal comes later."""
    label = asked.label
    given = tuple(Without(name, "said with --afterwards") for name in asked.afterwards)
    suspected = (
        () if look is None else tuple(one for one in look.without() if one.column not in asked.afterwards)
    )
    is_ = to_text(label.tree)
    return OneFile(
        design=design_id(asked.file),
        title=f"What is it worth to know {'whether' if label.binary else 'how large'} {label.name}{' is true' if label.binary else ' will be'}",
        preface=_preface(asked),
        file=asked.file,
        key=asked.key,
        decide_at=asked.decide_at,
        cluster=asked.cluster,
        afterwards=(*given, *suspected),
        is_=is_,
        name=None if label.is_column else label.name,
        pays=asked.price.pays,
        claim="The file holds more than a rule of thumb",
        goal="Increase money per 1000 rows by any amount over rule",
        why="to be seen",
    )


def design_id(file: str) -> str:
    """Name the design after its file.

    Examples
    --------
    >>> design_id("data/Hotel Bookings.csv.zip"), design_id("2013.parquet")
    ('hotel-bookings', 'c-2013')
    """
    return safe_name(Path(file).name.partition(".")[0]).strip("_").replace("_", "-") or "file"


def _preface(asked: Asked) -> tuple[str, ...]:
    assumed = [f"- {said}" for said in asked.price.assumed]
    parts = (
        f"Written by `wager try` from `{asked.file}`. Train is the first three fifths"
        f"{'' if asked.decide_at else ' (of a hash of the rows: there is no time)'}, tune the fourth; the last fifth is the "
        "holdout, which nobody has looked at yet. `wager freeze` pins the hypothesis, `wager judge` reads the holdout."
    )
    return (parts, *(["\n".join(["Assumed, to be corrected:", "", *assumed])] if assumed else []))


def open_question(wiring: Wiring, document: OneFile) -> tuple[Question, tuple[Finding, ...]]:
    """Ask a document's question, as later commands do; also return what is doubtful about the data.

    Raises
    ------
    BadInputError
        If the data cannot be used.
    """
    path = f"{document.design}.md"
    config = wiring.config
    design, findings = read_design(
        one_file_document(document), path, currency=config.currency, zone=config.time_zone
    )
    faults = [one for one in findings if one.is_error]
    if design is None or faults:
        raise BadInputError.of(faults)
    design = with_defaults(design)
    definitions = Definitions(config, {}, {}, {}, {}, {design.id: design}, (), (path,))
    unit = inferred_source(wiring, design)
    wiring.progress("snapshot")
    taken = snapshot_of(wiring, unit)
    if taken.snapshot is None:
        raise BadInputError.of(taken.findings)
    code = wiring.estimators.versions()
    inputs = Inputs(definitions, design, unit, {unit.name: unit}, {unit.name: taken.snapshot}, code)
    return ask_question(wiring, inputs), taken.findings


def with_goal(asked: Asked, look: Look, question: Question, evidence: Evidence) -> OneFile:
    """Propose a hypothesis: the better of the two learners against the best of the cheap ways."""
    learner, cheap = leaders(evidence)
    document = first_document(asked, look)
    gain = evidence.against(cheap).measures[MONEY]
    value = gain.value
    asks = amount_asked(value, gain.low, question.inputs.currency)
    by = "any amount" if asks is None else asks.written()
    return replace(
        document,
        model=learner,
        claim=f"{SPOKEN[learner]} on all columns earns more than {SPOKEN[cheap]}",
        goal=f"Increase money per 1000 rows by {by} over {cheap}",
        why=_why(value, asks, question.inputs.currency),
    )


def _why(gain: float | None, asks: Money | None, currency: str) -> str:
    if gain is None:
        return "nothing is known of it yet"
    seen = f"on tune it earned {written(abs(gain), currency)} {'more' if gain > 0 else 'less'} per 1000 rows"
    if gain <= 0:
        return f"{seen}: expect it to be refuted, and look for better columns first"
    return (
        f"{seen}; {'half of it is asked' if asks else 'any amount is asked, as that is not told from chance'}"
    )


def leaders(evidence: Evidence) -> tuple[str, str]:
    """Name the learner and the cheap way that earned most on tune."""
    earned = {one.name: one.measures[MONEY].value for one in evidence.contenders}
    return evidence.model, max(
        (name for name in CHEAP if name in earned), key=lambda name: earned[name] or 0.0
    )


def amount_asked(gain: float | None, low: float | None, currency: str) -> Money | None:
    """Ask for half the gain that was seen, to two digits downwards; for any amount where chance may have made it.

    Parameters
    ----------
    gain, low : float or None
        Whole units of the currency per 1,000 rows, and the lower end of the interval.

    Examples
    --------
    >>> print(amount_asked(12_345.67, 1.0, "USD"), amount_asked(12_345.67, -1.0, "USD"))
    6,100 USD None
    """
    if gain is None or low is None or low <= 0:
        return None
    half = gain / 2
    step = Decimal(10) ** max(math.floor(math.log10(half)) - 1, -places(currency))
    whole = Decimal(half) // step * step
    return money(whole, currency) if whole > 0 else None


def save(wiring: Wiring, document: OneFile, *, force: bool) -> str:
    """Write the document; one that stands there already and says something else is kept, unless forced."""
    path, text = wiring.root / f"{document.design}.md", one_file_document(document)
    try:
        if path.exists():
            if path.read_bytes() == text.encode():
                return "unchanged"
            if not force:
                return "kept"
        wiring.root.mkdir(parents=True, exist_ok=True)
        temporary = wiring.root / f".{document.design}-{secrets.token_hex(6)}"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)  # noqa: PTH105  # atomic on every system
        if not (wiring.store / ".gitignore").exists():
            (wiring.store / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise UnavailableError(
            f"{path} cannot be written: {error.strerror or error}; --out writes elsewhere"
        ) from error
    return "written"
