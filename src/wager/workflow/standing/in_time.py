"""No silent extension: what refuses to go on before a check-in, and before what was learned is said."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.design.frozen.standing import Standing, standing
from wager.foundation.amounts import Duration
from wager.foundation.errors import RefusedError
from wager.foundation.moments import in_utc

CHECK_IN = (
    '`wager next {0} --check-in continue --why "…"` gives it one more, `--check-in stop --why "…"` ends it'
)


def stands(design: Design, hypothesis: str, log: Iterable[Entry], now: int) -> Standing:
    """Say where a hypothesis stands."""
    return standing(design.hypotheses[hypothesis], log, now, waits=waits(design))


def waits(design: Design) -> bool:
    """Tell whether the holdout comes after the freeze: then the work ends there, and what is left is waiting."""
    return design.split is not None and design.split.prospective is not None


def demand_in_time(design: Design, hypothesis: str, log: Iterable[Entry], now: int) -> None:
    """Refuse to work on a hypothesis that was given up, or whose timebox is over and that nobody continued.

    Parameters
    ----------
    design : Design
    hypothesis : str
        Its id; one that is judged passes.
    log : iterable of Entry
        Of the design, oldest first.
    now : int
        Instant in microseconds.

    Raises
    ------
    RefusedError
        With the command for the check-in.
    """
    found = stands(design, hypothesis, log, now)
    what = f"{hypothesis} of {design.id}"
    if found.state == "void":
        raise RefusedError(f"{what} was given up at {moment_text(found.ended)}; {_anew(design)}")
    if found.state != "timed out":
        return
    if found.stopped:
        raise RefusedError(
            f"{what} was stopped by the check-in at {moment_text(found.ended)}; {_anew(design)}"
        )
    raise RefusedError(
        f"the timebox of {what}, {timebox_text(design, found)}, ended at {moment_text(found.ends)}; check in before "
        f"anything else is done: {CHECK_IN.format(design.id)}"
    )


def demand_lessons(design: Design, log: Iterable[Entry], now: int) -> None:
    """Refuse to begin what is next as long as it was not said what the last failure taught.

    Parameters
    ----------
    design : Design
    log : iterable of Entry
        Of the design, oldest first.
    now : int
        Instant in microseconds.

    Raises
    ------
    RefusedError
        With the command for each lesson that is owed.
    """
    entries = tuple(log)
    owed = [name for name in design.hypotheses if stands(design, name, entries, now).owes_lesson]
    if owed:
        commands = " and ".join(f"`{lesson_command(design.id, name)}`" for name in owed)
        raise RefusedError(
            f"{' and '.join(owed)} of {design.id} ended without success, which is completed work once it is said what "
            f"was learned: {commands}"
        )


def lesson_command(design: str, hypothesis: str) -> str:
    """Write the command that says what was learned.

    Examples
    --------
    >>> lesson_command("bookings", "H1")
    'wager next bookings --learned H1 "…"'
    """
    return f'wager next {design} --learned {hypothesis} "…"'


def timebox_text(design: Design, found: Standing) -> str:
    """Say the length that counts, and that a longer one written since does not."""
    length = str(Duration(found.timebox))
    written = design.hypotheses[found.hypothesis].timebox
    if written.microseconds > found.timebox:
        length += f" (as it was at the start; the {written} that the document says now came later)"
    return f"{length}, continued {_times(found.checks_in)}" if found.checks_in else length


def moment_text(instant: int | None) -> str:
    """Print an instant for people, to the minute, in UTC."""
    return "" if instant is None else in_utc(instant)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _anew(design: Design) -> str:
    return f"`wager next {design.id}` says what follows; to try again, ask it as a hypothesis of its own"
