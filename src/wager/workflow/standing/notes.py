"""What people say into the log: a check-in, what was learned, what is given up, the answer to a task."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, append, log_folder, read_log
from wager.design.frozen.standing import Standing
from wager.foundation.errors import NotFoundError, RefusedError, UsageError, nearest
from wager.foundation.fingerprint import file_digest
from wager.workflow.kept_entries import demand_kept, note_entry
from wager.workflow.people import person
from wager.workflow.standing.clock import demand_clock
from wager.workflow.standing.in_time import moment_text, waits
from wager.workflow.standing.timebox import all_stand, timebox
from wager.workflow.wiring import Wiring

T = TypeVar("T")

_FILE = re.compile(r"\S*[^\s.]\.[A-Za-z][A-Za-z0-9]{1,5}")
"""An answer that reads so is a file: `demo.html`."""


@dataclass(frozen=True)
class Wrote:
    """What was written into the log.

    Attributes
    ----------
    kind : str
        `check-in`, `learn`, `void` or `answer`.
    about : str
        The hypothesis or the task.
    said : str
        `continue` or `stop` of a check-in; else what was written.
    entry, path : str
        The log entry, and its file relative to the project.
    """

    kind: str
    about: str
    said: str
    entry: str
    path: str


@dataclass(frozen=True)
class _Desk:
    """A design's log, held alone: what is said now is said of how it stands now."""

    wiring: Wiring
    design: Design
    log: tuple[Entry, ...]
    now: int

    @property
    def stand(self) -> dict[str, Standing]:
        return all_stand(self.design, self.log, self.now)

    def one(self, hypothesis: str) -> Standing:
        return _named(self.stand, hypothesis, f"design {self.design.id} has no hypothesis")

    def write(self, kind: str, body: dict[str, Any], about: str, said: str, hypothesis: str = "") -> Wrote:
        if hypothesis:
            demand_clock(self.wiring, self.design, hypothesis, self.log)
        else:
            demand_kept(self.wiring, self.design, self.log, (kind,))
        folder = log_folder(self.wiring.root / self.design.path)
        signed = {**body, "who": person(self.wiring)}
        entry = append(folder, kind, signed, self.now, design=self.design.id, hypothesis=hypothesis)
        with self.wiring.registry.acting() as act:
            note_entry(act, entry)
        path = (folder / f"{entry.hash}.yaml").relative_to(self.wiring.root)
        return Wrote(kind, about, said, entry.hash, path.as_posix())


def _at(wiring: Wiring, design: Design, write: Callable[[_Desk], Wrote]) -> Wrote:
    with wiring.lock(design.id):
        log = read_log(log_folder(wiring.root / design.path))
        return write(_Desk(wiring, design, log, wiring.clock.now()))


def check_in(wiring: Wiring, design: Design, says: str, why: str, hypothesis: str | None = None) -> Wrote:
    """Continue a hypothesis whose timebox is over for one more, or stop it.

    Raises
    ------
    RefusedError
        If no timebox is over; to stop, one that still runs will do.
    UsageError
        If it is not said why, or not clear which hypothesis is meant.
    """
    if says not in {"continue", "stop"}:
        raise UsageError(f"a check-in says continue or stop, not {says!r}")
    reason = _words(why, '--why "…"')

    def write(desk: _Desk) -> Wrote:
        name = _checked(desk, says, hypothesis)
        return desk.write("check-in", {"says": says, "why": reason}, name, says, name)

    return _at(wiring, design, write)


def learn(wiring: Wiring, design: Design, hypothesis: str, learned: str) -> Wrote:
    """Say what a hypothesis taught; said again, the last word counts.

    Raises
    ------
    RefusedError
        If it has not ended.
    """
    words = _words(learned, f'--learned {hypothesis} "…"')

    def write(desk: _Desk) -> Wrote:
        found = desk.one(hypothesis)
        if not found.concluded:
            raise RefusedError(
                f"{hypothesis} of {design.id} is {_article(found.state)}: what it taught is said when it has ended; "
                f"`wager next {design.id}` says what is due"
            )
        return desk.write("learn", {"learned": words}, hypothesis, words, hypothesis)

    return _at(wiring, design, write)


def void(wiring: Wiring, design: Design, hypothesis: str, why: str) -> Wrote:
    """Give up a frozen hypothesis without a verdict; the α that it owns is spent.

    Raises
    ------
    RefusedError
        If it is not frozen, or has ended.
    """
    reason = _words(why, '--why "…"')

    def write(desk: _Desk) -> Wrote:
        found = desk.one(hypothesis)
        if found.concluded:
            how = {"void": "given up", "timed out": "stopped"}.get(found.state, f"judged {found.verdict}")
            raise RefusedError(
                f"{hypothesis} of {design.id} was {how} at {moment_text(found.ended)}, and stays so"
            )
        if found.frozen is None:
            raise RefusedError(
                f"{hypothesis} of {design.id} is not frozen, so there is nothing to give up: change the document"
                + (
                    ""
                    if found.started is None
                    else f', or `wager next {design.id} --check-in stop --why "…"`'
                )
            )
        return desk.write("void", {"why": reason}, hypothesis, reason, hypothesis)

    return _at(wiring, design, write)


def answer(wiring: Wiring, design: Design, task: str, said: str) -> Wrote:
    """Close a task with its answer: words, or a file of the project such as a demo; said again, the last word counts.

    Raises
    ------
    NotFoundError
        If there is no such task, or the answer names a file that is not there.
    """
    words = _words(said, f'--answer {task} "…"')
    _named(design.tasks, task, f"design {design.id} has no task")
    body = {"task": task, "answer": words, **_delivered(wiring, design, words)}
    return _at(wiring, design, lambda desk: desk.write("answer", body, task, words))


def _delivered(wiring: Wiring, design: Design, words: str) -> dict[str, Any]:
    file = (wiring.root / words).resolve()
    if _FILE.fullmatch(words) is None or "://" in words:
        return {}
    if not file.is_relative_to(wiring.root) or not file.is_file():
        raise NotFoundError(
            f"no file {words} in the project; `wager report {design.id} -o demo.html` writes one, or answer in words"
        )
    return {"file": {"path": file.relative_to(wiring.root).as_posix(), "sha256": file_digest(file)}}


def _checked(desk: _Desk, says: str, hypothesis: str | None) -> str:
    """Choose the hypothesis that a check-in is about."""
    stand, design = desk.stand, desk.design
    if hypothesis is not None:
        desk.one(hypothesis)
    over = [name for name, one in stand.items() if one.state == "timed out" and not one.stopped]
    runs = [
        name
        for name, one in stand.items()
        if one.started is not None and not one.concluded and not (waits(design) and one.state == "frozen")
    ]
    meant = over or (runs if says == "stop" else [])
    if hypothesis is not None:
        meant = [name for name in (over if says == "continue" else runs) if name == hypothesis]
    if len(meant) > 1:
        raise UsageError(f"which is meant, {' or '.join(meant)}? Say `--hypothesis {meant[0]}`")
    if not meant:
        raise RefusedError(_nothing_over(desk, runs if hypothesis is None else [hypothesis]))
    return meant[0]


def _nothing_over(desk: _Desk, names: list[str]) -> str:
    boxes = [timebox(desk.design, desk.stand[name], desk.now) for name in names]
    left = [
        f"{box.hypothesis} has until {box.ends.partition('T')[0]}"
        for box, name in zip(boxes, names, strict=True)
        if box and not desk.stand[name].concluded
    ]
    said = f"; {', '.join(left)}" if left else ""
    return (
        f"no timebox of {desk.design.id} is over{said}: there is nothing to check in on; `wager next {desk.design.id}` "
        "says what is due"
    )


def _named(known: Mapping[str, T], name: str, missing: str) -> T:
    if name not in known:
        raise NotFoundError(f"{missing} {name!r}{nearest(name, known)}; it has {', '.join(known) or 'none'}")
    return known[name]


def _words(text: str, option: str) -> str:
    words = text.strip()
    if not re.search(r"\w", words):
        raise UsageError(f"say it in words: `{option}`")
    return words


def _article(state: str) -> str:
    return "a draft" if state == "draft" else state
