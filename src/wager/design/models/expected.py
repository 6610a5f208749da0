"""What a test of a model expects of one row: an action, or a range that its answer lies in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wager.foundation.amount_texts import parse_range
from wager.foundation.amounts import AmountError, places
from wager.foundation.errors import nearest


@dataclass(frozen=True)
class Within:
    """A range, both ends included; None has no end.

    Attributes
    ----------
    low, high : float or None
        In the units of the answer: probabilities, numbers, or minor units of money.
    """

    low: float | None
    high: float | None

    def holds(self, answer: float) -> bool:
        """Tell whether an answer lies in it."""
        return (self.low is None or self.low <= answer) and (self.high is None or answer <= self.high)


def read_expectation(text: str, actions: Sequence[str], currency: str = "USD") -> str | Within:
    """Read what is expected.

    Parameters
    ----------
    text : str
        An action; or a range, such as `0.2 .. 0.5`, `20 % ..` or `.. 12.50 USD`.
    actions : sequence of str
        That there are.
    currency : str
        Of the project: an amount in it becomes minor units.

    Raises
    ------
    AmountError
        If it is neither.

    Examples
    --------
    >>> read_expectation("none", ["none", "act"]), read_expectation("20 % .. 50 %", ["none", "act"])
    ('none', Within(low=0.2, high=0.5))
    """
    if text in actions:
        return text
    if ".." not in text:
        raise AmountError(
            f"{text!r} is no action{nearest(text, actions)}; expected one of {', '.join(actions)}, or a range such as `0.2 .. 0.5`"
        )
    per_cent, amount = re.compile(r"\s*%"), re.compile(rf"\s*{re.escape(currency)}\b")
    share, money = bool(per_cent.search(text)), bool(amount.search(text))
    found = parse_range(amount.sub("", per_cent.sub("", text)))
    scale = Decimal("0.01") if share else Decimal(10) ** places(currency) if money else Decimal(1)
    low, high = (None if end is None else float(end * scale) for end in (found.low, found.high))
    return Within(low, high)
