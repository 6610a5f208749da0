"""What learning a number makes small: which number of the many that may come is answered.

The mean is what earns most where a mistake costs its square, a quantile where too much and too little cost differently: of two
costs, the one of too little is that share of both [1]_. Poisson and Tweedie answer the mean too, of counts and of amounts that are
often zero, and never below zero.

References
----------
.. [1] R. Koenker, G. Bassett, "Regression Quantiles", Econometrica 46, 1978, section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wager.foundation.errors import BadInputError
from wager.training.columns import Floats
from wager.training.stored import Document

Name = Literal["mean", "quantile", "poisson", "tweedie"]
NAMES: tuple[Name, ...] = ("mean", "quantile", "poisson", "tweedie")

POWER = 1.5
"""Of Tweedie's variance: between counts (1) and amounts without zeros (2)."""


@dataclass(frozen=True)
class Loss:
    """A loss for an objective that is a number.

    Attributes
    ----------
    name : {'mean', 'quantile', 'poisson', 'tweedie'}
    quantile : float or None
        Which, between 0 and 1.

    Examples
    --------
    >>> Loss.of({"quantile": 0.9}), Loss.of(None) == MEAN
    (Loss(name='quantile', quantile=0.9), True)
    """

    name: Name = "mean"
    quantile: float | None = None

    def __post_init__(self) -> None:
        """Refuse a quantile that is none."""
        if (self.name == "quantile") != (self.quantile is not None) or not 0 < (self.quantile or 0.5) < 1:
            raise BadInputError(
                f"a loss of {self!r}; expected a quantile between 0 and 1, and only with `quantile`"
            )

    @classmethod
    def of(cls, written: str | Mapping[str, Any] | None) -> Loss:
        """Take what a model file says under `loss`.

        Raises
        ------
        BadInputError
            If it is anything else.
        """
        if isinstance(written, Mapping):
            return cls("quantile", float(written["quantile"]))
        if written is not None and written not in {"mean", "poisson", "tweedie"}:
            raise BadInputError(f"no loss {written!r}; expected mean, {{quantile: 0.9}}, poisson or tweedie")
        return cls() if written is None else cls(written)  # type: ignore[arg-type] # looked up just above

    def to_json(self) -> str | dict[str, float]:
        """Write as a model file does."""
        return self.name if self.quantile is None else {"quantile": self.quantile}

    @classmethod
    def read(cls, written: Document, key: str) -> Loss:
        """Read what `to_json` wrote."""
        value = written.values[key]
        if isinstance(value, dict):
            inside = Document(written.file, value)
            inside.only("quantile")
            found = inside.number("quantile", least=0, most=1)
            return cls("quantile", found) if 0 < found < 1 else inside.wrong("quantile", "between 0 and 1")
        return cls(written.word(key, set(NAMES) - {"quantile"}))

    def demand(self, truth: Floats) -> None:
        """Refuse numbers that such a loss has no meaning for.

        Raises
        ------
        BadInputError
            If one is below zero and the loss is one of counts or amounts, or all are zero.
        """
        if self.name not in {"poisson", "tweedie"}:
            return
        if len(truth) and (truth.min() < 0 or truth.max() == 0):
            raise BadInputError(
                f"`loss: {self.name}` is for numbers from 0 upwards that are not all 0, and the objective "
                f"goes from {truth.min():g} to {truth.max():g}; use `mean` or `{{quantile: 0.5}}`"
            )

    def __str__(self) -> str:
        """Write as in a sentence."""
        return self.name if self.quantile is None else f"{{quantile: {self.quantile:g}}}"


MEAN = Loss()
