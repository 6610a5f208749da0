"""One thing that somebody says of a design, as `wager next` takes it."""

from __future__ import annotations

from dataclasses import dataclass

from wager.design.design_record import Design
from wager.design.frozen.log import log_folder
from wager.foundation.errors import UsageError
from wager.workflow.move_stage import move_stage
from wager.workflow.standing.notes import Wrote, answer, check_in, learn, void
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Said:
    """What somebody says of a design; one thing at a time.

    Attributes
    ----------
    check_in : {'continue', 'stop'} or None
    learned : (str, str) or None
        A hypothesis, and what it taught.
    void : str or None
        The hypothesis that is given up.
    answer : (str, str) or None
        A task, and its answer.
    why : str
        Of a check-in, of what is given up, or of another stage.
    hypothesis : str or None
        Which one a check-in is about, where several timeboxes are over.
    stage : {'poc', 'crawl', 'walk', 'run'} or None
        The one to which the design moves.
    """

    check_in: str | None = None
    learned: tuple[str, str] | None = None
    void: str | None = None
    answer: tuple[str, str] | None = None
    why: str = ""
    hypothesis: str | None = None
    stage: str | None = None


def write_down(wiring: Wiring, design: Design, said: Said) -> Wrote:
    """Write into the log of a design what is said of it.

    Raises
    ------
    UsageError
        If it is nothing, several things, or something with what does not belong to it.
    """
    names = ("check_in", "learned", "void", "answer", "stage")
    given = [name for name in names if getattr(said, name) is not None]
    if len(given) != 1:
        raise UsageError(
            "say one thing at a time: `--check-in`, `--learned`, `--void`, `--answer` or `--stage`; `--why` and `--hypothesis` go "
            "with them"
        )
    if said.why and given[0] in {"learned", "answer"}:
        raise UsageError(f"`--why` does not go with `--{given[0]}`, which says it all")
    if said.hypothesis is not None and given != ["check_in"]:
        raise UsageError(f"`--hypothesis` goes with `--check-in`; `--{given[0]}` names its own")
    if said.stage is not None:
        entry = move_stage(wiring, design, said.stage, said.why)
        path = log_folder(wiring.root / design.path) / f"{entry.hash}.yaml"
        words = f"{entry.body['from']} to {said.stage}"
        return Wrote("stage", words, entry.body["why"], entry.hash, path.relative_to(wiring.root).as_posix())
    if said.check_in is not None:
        return check_in(wiring, design, said.check_in, said.why, said.hypothesis)
    if said.void is not None:
        return void(wiring, design, said.void, said.why)
    if said.learned is not None:
        return learn(wiring, design, *said.learned)
    assert said.answer is not None
    return answer(wiring, design, *said.answer)
