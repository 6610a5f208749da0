"""What came of a search: every trial with its money, and the one that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class TrialOf:
    """What makes a kept run a trial of a search.

    Attributes
    ----------
    parameters : dict
        What was tried.
    share : float
        Of the training rows of each fold that it learned from.
    folds : int
        How many judged it.
    """

    parameters: Mapping[str, Any]
    share: float
    folds: int

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "parameters": dict(self.parameters)}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> TrialOf:
        """Read what `to_json` wrote."""
        return cls(**written)


@dataclass(frozen=True)
class Tried:
    """One trial.

    Attributes
    ----------
    trial : int
        Its number, from 1, in the order of trying.
    parameters : dict
    money : Estimate
        On the rows of all folds together, per 1,000.
    seconds : float
        Of fitting, over all folds, in one thread.
    share : float
        Of the training rows of each fold that it last learned from: less than 1 where it was thrown out before.
    run : str
        Id of the run that it is kept as.
    found : bool
        True where it was there already, and nothing was fitted.
    """

    trial: int
    parameters: Mapping[str, Any]
    money: Estimate
    seconds: float
    share: float
    run: str
    found: bool = field(default=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "parameters": dict(self.parameters), "money": self.money.to_json()}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Tried:
        """Read what `to_json` wrote."""
        return cls(**{**written, "money": Estimate.from_json(written["money"])})


@dataclass(frozen=True)
class Searched:
    """A search.

    Attributes
    ----------
    method : str
    folds, rows : int
        How many folds of the development rows, and how many rows judged in all.
    chosen : int
        Number of the trial that earned most; of several, the first.
    trials : tuple of Tried
        All, in the order of trying.
    """

    method: str
    folds: int
    rows: int
    chosen: int
    trials: tuple[Tried, ...]

    @property
    def best(self) -> Tried:
        """The trial that was chosen."""
        return self.trials[self.chosen - 1]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            **vars(self),
            "tried": len(self.trials),
            "parameters": dict(self.best.parameters),
            "trials": [one.to_json() for one in self.trials],
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Searched:
        """Read what `to_json` wrote."""
        plain = {key: value for key, value in written.items() if key not in {"tried", "parameters"}}
        return cls(**{**plain, "trials": tuple(Tried.from_json(one) for one in written["trials"])})
