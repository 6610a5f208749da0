"""One feature, and the file that defines it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wager.expressions.tree import Tree, Type
from wager.features.code.code import Code
from wager.features.entity import Entity
from wager.features.example_values import Plain
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding


@dataclass(frozen=True)
class PythonCall:
    """A function of the project that computes a feature from arrays.

    Attributes
    ----------
    call : str
        `file:function`.
    reads : tuple of str
        Columns of the unit row and features that it is given.
    code : Code or None
        The files behind it; None where they were not read, or are at fault.
    fault : Finding or None
        What is wrong with them.
    """

    call: str
    reads: tuple[str, ...]
    code: Code | None = None
    fault: Finding | None = None

    def read(self) -> Code:
        """Return the files behind it.

        Raises
        ------
        BadInputError
            If they are at fault.
        """
        if self.fault is not None:
            raise BadInputError.of([self.fault])
        if self.code is None:
            raise BadInputError(f"the files behind {self.call} were not read")
        return self.code


@dataclass(frozen=True)
class Feature:
    """A column defined once, computed point-in-time, for many rows or for one.

    Attributes
    ----------
    name : str
        `FILE.[ENTITY_]NAME[_WINDOW]`, as models name it.
    file : str
        Name of its feature file.
    source : str or None
        Whose events its aggregates read; None where it has none.
    entity : Entity or None
        Which events belong to a row.
    tree : Tree or PythonCall
        The definition; every aggregate has its window, and the file's `where` in its own.
    type : Type
        Of its values; `null` while it hangs on features of files that are not read yet.
    unit, means : str or None
        As declared.
    owner : str
        The role that answers for it.
    path : str
        Of the feature file.
    line : int
        Of the definition in it.
    tags : tuple of str
        Words to find it by: those of its file, then its own.
    """

    name: str
    file: str
    source: str | None
    entity: Entity | None
    tree: Tree | PythonCall
    type: Type
    unit: str | None
    means: str | None
    owner: str
    path: str
    line: int
    tags: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """How messages name it: what is in no file, such as the objective, by its name alone."""
        return f"feature {self.name}" if self.file else self.name


@dataclass(frozen=True)
class FeatureTest:
    """An example of a feature file: these events, at this moment, for this row, give these values.

    Attributes
    ----------
    at : int
        The moment, in microseconds.
    row : dict of str to value
        Columns of the unit row.
    given : mapping of str to tuple of dict
        By source, its rows, columns as a file would hold them.
    expect : dict of str to value
        Value of each feature named.
    line : int
        In the feature file.
    """

    at: int
    row: dict[str, Plain]
    given: Mapping[str, tuple[dict[str, Plain], ...]]
    expect: dict[str, Plain]
    line: int


@dataclass(frozen=True)
class FeatureFile:
    """One theme of features.

    Attributes
    ----------
    name : str
        The first part of its features' names.
    path : str
        Relative to the project.
    owner : str
        The role that answers for all of them.
    source : str or None
        Whose events are aggregated.
    features : dict of str to Feature
        By full name, in the order of the file.
    tests : tuple of FeatureTest
        Run by `wager test`.
    line : int
        Where the file's first key stands.
    """

    name: str
    path: str
    owner: str
    source: str | None
    features: dict[str, Feature]
    tests: tuple[FeatureTest, ...]
    line: int
