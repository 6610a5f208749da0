"""Answers that are none: `?`, `tbd`, `none yet` where a design asks what somebody has to know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wager.design.checks.scene import Scene

_SETTLED = (
    "decided?|defined?|determined?|discussed|confirmed|clarified|clarify|agreed|announced|written|filled in"
)
_NO_ANSWER = re.compile(
    r"[\W_]*|(?:tb[acd]|todo|fixme|wip|xxx+|pending|unknown|unclear|undecided|none yet|not yet|nothing yet|"
    rf"no idea|don'?t know|not (?:known|clear|{_SETTLED})(?: yet)?|"
    rf"(?:to|will|must|has to|have to|needs? to)(?: be)? (?:{_SETTLED})\b.*)[\W_]*",
    re.IGNORECASE,
)
_ASKED = {
    "where": "where does it run, and on what?",
    "consumers": "who reads the answers?",
    "feedback": "does acting on an answer change what is learned from?",
    "security": "what does it open, and to whom?",
    "privacy": "which personal data does it read or show? `none` is an answer",
}


def is_no_answer(text: str) -> bool:
    """Tell whether a text only says that nothing has been said yet.

    Examples
    --------
    >>> [is_no_answer(text) for text in ("?", "TBD", "none yet", "to be decided by legal", "none", "to be safe")]
    [True, True, True, True, False, False]
    """
    return _NO_ANSWER.fullmatch(text.strip()) is not None


def check_answers(scene: Scene) -> None:
    """Refuse requirements, risks and an estimate whose answers say nothing."""
    for what, text, line, question in _answers(scene):
        if is_no_answer(text):
            scene.fault(
                getattr(text, "line", line), "E017", f"{what} is {text!r}, which is no answer; {question}"
            )


def _answers(scene: Scene) -> Iterator[tuple[str, str, int, str]]:
    design = scene.design
    asked = design.requirements
    for key, question in _ASKED.items() if asked else ():
        said = getattr(asked, key)
        for text in (said,) if isinstance(said, str) else said:
            yield (
                f"{key} of block requirements",
                text,
                asked.lines.get(key, asked.line) if asked else 0,
                question,
            )
    forecast = design.money.forecast
    if forecast is not None:
        yield (
            "by of forecast of block money",
            forecast.by,
            design.money.line,
            "who estimated it, or by which query?",
        )
    for name, risk in design.risks.items():
        for key, question in (
            ("surface", "where does it show?"),
            ("customer", "what does a customer notice? `none` is an answer"),
            ("answer", "what will be done?"),
        ):
            yield f"{key} of {name} of block risks", getattr(risk, key), risk.line, question
