"""One tree of a LightGBM text, checked before the library sees it.

The library trusts what it reads: it follows children without asking whether they are there, and reads arrays to the
length that a number beside them names. So every number is read here, and a tree passes only if walking it ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wager.training.stored import LARGEST

MOST_LEAVES = 131_072
"""Of one tree: more than LightGBM itself grows."""

DEEPEST = 1_000
"""Levels of one tree: contributions take memory with their square."""

_KEYS = (
    "num_leaves num_cat split_feature split_gain threshold decision_type left_child right_child leaf_value "
    "leaf_weight leaf_count internal_value internal_weight internal_count is_linear shrinkage".split()
)
_CATEGORIES = ["cat_boundaries", "cat_threshold"]
_OF_NODES = "split_feature split_gain threshold decision_type left_child right_child internal_value".split()
_WHOLE = frozenset(
    "num_leaves num_cat split_feature decision_type left_child right_child leaf_count internal_count is_linear "
    "cat_boundaries cat_threshold".split()
)
_CATEGORY_BIT = 1
_DECISIONS = range(12)  # category, default to the left, and one of three ways to treat what is missing
_WORD = 2**32

_BEYOND = repr(LARGEST)
_WHOLE_SIGNS = str.maketrans("", "", "0123456789-")
_FLOAT_SIGNS = str.maketrans("", "", "0123456789-+.e")


class TreeFaultError(ValueError):
    """What is wrong with a tree."""


@dataclass(frozen=True)
class CheckedTree:
    """What is known of a tree that passed.

    Attributes
    ----------
    leaves, depth : int
        How many leaves, and how many decisions to the deepest one.
    largest : float
        The largest answer of a leaf, whatever its sign.
    """

    leaves: int
    depth: int
    largest: float


def check_tree(lines: Sequence[str], levels: Sequence[Sequence[str] | None]) -> CheckedTree:
    """Check the lines of one tree, without the first, which numbers it.

    Parameters
    ----------
    lines : sequence of str
        `key=value`, values separated by one space.
    levels : sequence of sequence of str or None
        Of the columns; None for a number.

    Raises
    ------
    TreeFaultError
        If the library could stumble over it.

    Examples
    --------
    >>> text = "num_leaves=1 num_cat=0 split_feature= split_gain= threshold= decision_type= left_child= right_child= "
    >>> text += "leaf_value=0.5 leaf_weight= leaf_count=9 internal_value= internal_weight= internal_count= is_linear=0 "
    >>> check_tree((text + "shrinkage=1").split(), [None])
    CheckedTree(leaves=1, depth=0, largest=0.5)
    """
    numbers = _read(lines)
    leaves, categories = _one(numbers, "num_leaves"), _one(numbers, "num_cat")
    if not 1 <= leaves <= MOST_LEAVES:
        raise TreeFaultError(f"`num_leaves` is not from 1 to {MOST_LEAVES}")
    if _one(numbers, "is_linear") != 0:
        raise TreeFaultError("its leaves are linear models, which are not read here")
    if (categories > 0) != ("cat_boundaries" in numbers) or not 0 <= categories < leaves:
        raise TreeFaultError("`num_cat` disagrees with the rest")
    _check_lengths(numbers, int(leaves), int(categories))
    _check_decisions(numbers, levels)
    depth = _walk(numbers["left_child"], numbers["right_child"])
    if depth > DEEPEST:
        raise TreeFaultError(f"it is {depth} levels deep; at most {DEEPEST} are read")
    return CheckedTree(int(leaves), depth, max(map(abs, numbers["leaf_value"])))


def _read(lines: Sequence[str]) -> dict[str, list[float]]:
    pairs = [line.partition("=") for line in lines]
    keys = [key for key, _, _ in pairs]
    if sorted(keys) not in (sorted(_KEYS), sorted(_KEYS + _CATEGORIES)):
        raise TreeFaultError("its keys are not those of a tree")
    return {key: _numbers(key, values) for key, _, values in pairs}


def _numbers(key: str, values: str) -> list[float]:
    if not values:
        return []
    words, whole = values.split(" "), key in _WHOLE
    if key == "threshold":
        # What tells rows without a value from all others: everything is below it.
        words = [_BEYOND if word == "inf" else word for word in words]
    strange = "".join(words).translate(_WHOLE_SIGNS if whole else _FLOAT_SIGNS)
    try:
        # Python reads more spellings of a number than the library; their letters are strange here.
        found = list(map(int if whole else float, strange or words))
    except ValueError as error:
        raise TreeFaultError(f"`{key}` is no list of {'whole numbers' if whole else 'numbers'}") from error
    if not all(-LARGEST <= value <= LARGEST for value in found):
        raise TreeFaultError(f"`{key}` has a number that is not finite, or beyond {LARGEST:g}")
    return found


def _one(numbers: Mapping[str, list[float]], key: str) -> float:
    if len(numbers[key]) != 1:
        raise TreeFaultError(f"`{key}` is not one number")
    return numbers[key][0]


def _check_lengths(numbers: Mapping[str, list[float]], leaves: int, categories: int) -> None:
    wanted = dict.fromkeys(_OF_NODES, leaves - 1) | {"leaf_value": leaves, "shrinkage": 1}
    wanted |= {"internal_weight": leaves - 1, "internal_count": leaves - 1}
    # A tree of one leaf says how many rows it has, and not what they weigh.
    wanted |= {key: len(numbers[key]) if leaves == 1 else leaves for key in ("leaf_weight", "leaf_count")}
    if categories:
        bounds = numbers["cat_boundaries"]
        if len(bounds) != categories + 1 or bounds[0] != 0 or bounds != sorted(bounds):
            raise TreeFaultError("`cat_boundaries` does not ascend from 0, one step for each set of levels")
        wanted["cat_threshold"] = int(bounds[-1])
        if not all(0 <= word < _WORD for word in numbers["cat_threshold"]):
            raise TreeFaultError("`cat_threshold` has a number that is no set of 32 levels")
    for key, length in wanted.items():
        if len(numbers[key]) != length:
            raise TreeFaultError(f"`{key}` has {len(numbers[key])} numbers; {length} were expected")
    if any(count < 0 for key in ("leaf_count", "internal_count") for count in numbers[key]):
        raise TreeFaultError("a number of rows is negative")


def _check_decisions(numbers: Mapping[str, list[float]], levels: Sequence[Sequence[str] | None]) -> None:
    sets = int(numbers["num_cat"][0])
    asked = zip(numbers["split_feature"], numbers["decision_type"], numbers["threshold"], strict=True)
    for feature, decision, threshold in asked:
        if not 0 <= feature < len(levels):
            raise TreeFaultError(f"it asks for column {feature}, and there are {len(levels)}")
        if decision not in _DECISIONS:
            raise TreeFaultError(f"{decision} is no type of decision")
        category = bool(int(decision) & _CATEGORY_BIT)
        if category != (levels[int(feature)] is not None):
            raise TreeFaultError(f"column {feature} is asked as {'a category' if category else 'a number'}")
        if category and not (threshold in range(sets) and threshold == int(threshold)):
            raise TreeFaultError(f"it asks for a set of levels that is not there; there are {sets}")


def _walk(left: Sequence[float], right: Sequence[float]) -> int:
    """Return the depth of a tree of which each node but the root has one parent, with a smaller number."""
    nodes, deepest = len(left), 0
    depth, seen = [0] * nodes, set[float]()
    for node, children in enumerate(zip(left, right, strict=True)):
        for child in children:
            if child in seen or not (node < child < nodes or -nodes - 1 <= child < 0):
                raise TreeFaultError(
                    f"node {node} has a child that is not there, has another parent, or leads back"
                )
            seen.add(child)
            if child >= 0:
                depth[int(child)] = depth[node] + 1
        deepest = max(deepest, depth[node] + 1)
    return deepest
