"""A model with what it reads; here by itself, so that a run that is there already is found without what learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wager.design.models.model_file import ModelFile
from wager.expressions.tree import Tree


@dataclass(frozen=True)
class Entrant:
    """A model with what it reads, before or after it is fitted.

    Attributes
    ----------
    name : str
        As the design or the command calls it.
    model : ModelFile
        With all that it inherits.
    trees : mapping of str to Tree
        The columns it reads.
    """

    name: str
    model: ModelFile
    trees: Mapping[str, Tree] = field(default_factory=dict)

    @property
    def algorithm(self) -> str:
        """The learner; a rule without conditions is the best single split."""
        return (
            "best_split"
            if self.model.algorithm == "rule" and not self.model.parameters
            else self.model.algorithm
        )
