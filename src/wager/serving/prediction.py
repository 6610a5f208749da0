"""What was answered to whom and when, and all that it followed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.foundation.moments import iso


@dataclass(frozen=True)
class Prediction:
    """One answer, before it is given a place in the log.

    Attributes
    ----------
    at : int
        When it was asked, in microseconds.
    decide_at : int
        The moment as of which features were read: the earlier of `at` and the row's own moment of decision.
    serves, version, arm : str
        The name that was asked, who answered, and in which arm of the traffic.
    request : dict
        The row as it was understood: stored columns of the unit source in physical form.
    features : dict
        What the model read, in physical form, None for null.
    action : str
        What to do; empty where the design has nothing to choose.
    probabilities : dict of str to float
        Of each class; empty for rules and numbers.
    value : float or None
        The number predicted, where the objective is one.
    expected : dict of str to int
        What each action is expected to earn, in whole minor units; empty for rules.
    currency : str
        Of `expected`.
    wanted : str
        What would have been done if its capacity were not used up, or kept for those who gain more; else empty.
    """

    at: int
    decide_at: int
    serves: str
    version: str
    arm: str
    request: Mapping[str, Any] = field(hash=False)
    features: Mapping[str, Any] = field(hash=False)
    action: str
    probabilities: Mapping[str, float] = field(hash=False)
    value: float | None
    expected: Mapping[str, int] = field(hash=False)
    currency: str
    wanted: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values, as the log keeps them."""
        said = {**vars(self), "at": iso(self.at), "decide_at": iso(self.decide_at)}
        return said if self.wanted else {key: value for key, value in said.items() if key != "wanted"}
