"""A LightGBM text, checked before the library sees it: random edits of one kill the process, or hang it.

Decision 8 says more. What follows the trees (importances, parameters) is not needed for answers and never given to the library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Literal, NoReturn

from wager.adapters.estimators.lightgbm_tree import CheckedTree, TreeFaultError, check_tree
from wager.training.estimator import Kind
from wager.training.stored import LARGEST, damaged

TREES = "trees.txt"
END = "end of trees\n"

MOST_BYTES = 1 << 29
MOST_LEAVES = 20_000_000
MOST_CLASSES = 10_000

_HEADER = (
    "version num_class num_tree_per_iteration label_index max_feature_idx objective average_output feature_names "
    "monotone_constraints feature_infos tree_sizes".split()
)
_OPTIONAL = {"average_output", "monotone_constraints"}
_VERSION = "v4"
_FACTOR = r"[0-9]{1,9}(?:\.[0-9]{1,17})?(?:e[+-]?[0-9]{1,2})?"
Answered = Kind | Literal["shares"]
"""What trees answer; `shares` are shares of classes, of which each leaf has its own."""

_OBJECTIVES: dict[Answered, re.Pattern[str]] = {
    "binary": re.compile(rf"binary sigmoid:(?P<factor>{_FACTOR})"),
    "classes": re.compile(r"multiclass num_class:(?P<classes>[1-9][0-9]{0,4})"),
    "number": re.compile(r"regression(?P<root> sqrt)?|quantile|(?P<raised>poisson|tweedie)"),
    "shares": re.compile(r"custom"),
}
_INFO = re.compile(r"none|\[[-+.0-9a-z]{1,40}:[-+.0-9a-z]{1,40}\]|-?[0-9]{1,9}(?::-?[0-9]{1,9})*")
_SIZES = re.compile(r"[1-9][0-9]{0,9}(?: [1-9][0-9]{0,9})*")


@dataclass(frozen=True)
class TreesHeader:
    """What a text says about its trees.

    Attributes
    ----------
    outputs : int
        Trees of one round: the classes, or 1.
    factor : float
        By which a margin is multiplied before it becomes a probability.
    root : bool
        True where the root of the number was learned.
    raised : bool
        True where the logarithm of the number was learned.
    average : bool
        True where a margin is the mean of the rounds, not their sum.
    sizes : tuple of int
        Bytes of each tree.
    begins : int
        Where the first tree begins.
    """

    outputs: int
    factor: float
    root: bool
    raised: bool
    average: bool
    sizes: tuple[int, ...]
    begins: int

    @property
    def rounds(self) -> int:
        """How many rounds there are."""
        return len(self.sizes) // self.outputs


def without_rest(text: str) -> str:
    """Return the trees without what follows them."""
    return text[: text.find(END) + len(END)]


def read_header(text: str, kind: Answered, width: int) -> TreesHeader:
    """Read and check what stands before the trees.

    Parameters
    ----------
    text : str
        As LightGBM wrote it.
    kind : {'binary', 'classes', 'number', 'shares'}
        What the trees should answer.
    width : int
        How many columns they may ask for.

    Raises
    ------
    BadInputError
        If it is not what LightGBM writes for such trees.
    """
    begins = text.find("\nTree=0\n") + 1
    lines = text[:begins].rstrip("\n").split("\n")
    values = {key: value for key, _, value in (line.partition("=") for line in lines[1:])}
    if lines[0] != "tree" or len(values) != len(lines) - 1:
        _refuse("it does not begin as trees do")
    if not set(_HEADER) - _OPTIONAL <= set(values) <= set(_HEADER) or values.get("average_output"):
        _refuse(f"its header does not have the keys {', '.join(_HEADER)}")
    objective = _OBJECTIVES[kind].fullmatch(values["objective"])
    if objective is None:
        _refuse(f"its objective is not one of a model for {kind}")
    found = objective.groupdict()
    outputs = int(found.get("classes") or 1)
    if kind == "shares" and values["num_class"].isdigit():
        outputs = int(values["num_class"][:5])
    _check_counts(values, outputs, width)
    sizes = tuple(map(int, values["tree_sizes"].split(" ")))
    if len(sizes) % outputs:
        _refuse(f"it has {len(sizes)} trees, and {outputs} make a round")
    bent = (bool(found.get("root")), bool(found.get("raised")), "average_output" in values)
    return TreesHeader(outputs, float(found.get("factor") or 1), *bent, sizes, begins)


def _check_counts(values: dict[str, str], outputs: int, width: int) -> None:
    expected = {
        "version": _VERSION,
        "num_class": str(outputs),
        "num_tree_per_iteration": str(outputs),
        "label_index": "0",
        "max_feature_idx": str(width - 1),
        "feature_names": " ".join(f"c{place}" for place in range(width)),
    }
    for key, value in expected.items():
        if values[key] != value:
            _refuse(f"`{key}` of its header is not {value[:40]}")
    infos, limits = values["feature_infos"].split(" "), values.get("monotone_constraints")
    if len(infos) != width or not all(map(_INFO.fullmatch, infos)):
        _refuse(f"`feature_infos` of its header does not describe {width} columns")
    if limits is not None and (len(limits.split(" ")) != width or set(limits.split(" ")) - {"-1", "0", "1"}):
        _refuse(f"`monotone_constraints` of its header is not -1, 0 or 1 for {width} columns")
    if not _SIZES.fullmatch(values["tree_sizes"]) or outputs > MOST_CLASSES:
        _refuse("`tree_sizes` of its header is no list of sizes")


def check_trees(text: str, kind: Answered, levels: Sequence[Sequence[str] | None]) -> tuple[CheckedTree, ...]:
    """Check a whole text.

    Parameters
    ----------
    text : str
        As LightGBM wrote it.
    kind : {'binary', 'classes', 'number', 'shares'}
        What the trees should answer.
    levels : sequence of sequence of str or None
        Of the columns that they may ask for; None for a number.

    Raises
    ------
    BadInputError
        If the library could stumble over it, or its answers would not be finite.
    """
    if len(text) > MOST_BYTES or not text.isascii():
        _refuse(f"it is larger than {MOST_BYTES:,} bytes, or not plain text")
    header = read_header(text, kind, len(levels))
    if header.factor == 0:
        _refuse("its objective multiplies by 0")
    checked, at = [], header.begins
    for place, size in enumerate(header.sizes):
        lines = text[at : at + size].split("\n")
        if lines[0] != f"Tree={place}" or lines[-3:] != ["", "", ""] or at + size > len(text):
            _refuse(f"tree {place} does not have the {size} bytes that the header says")
        try:
            checked.append(check_tree(lines[1:-3], levels))
        except TreeFaultError as error:
            raise damaged(TREES, f"tree {place}: {error}") from error
        at += size
    if not text.startswith(END, at) or text.find(END) != at:
        _refuse("its trees do not end where they should")
    _check_size(checked, header)
    return tuple(checked)


def _check_size(checked: Sequence[CheckedTree], header: TreesHeader) -> None:
    if sum(tree.leaves for tree in checked) > MOST_LEAVES:
        _refuse(f"it has more than {MOST_LEAVES:,} leaves")
    most = sum(tree.largest for tree in checked) / (header.rounds if header.average else 1)
    if (most**2 if header.root else most * header.factor) > (log(LARGEST) if header.raised else LARGEST):
        _refuse(f"its answers may be beyond {LARGEST:g}")


def _refuse(said: str) -> NoReturn:
    raise damaged(TREES, said)
