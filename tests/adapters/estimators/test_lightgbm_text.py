"""LightGBM's own texts pass as they are; each way to break one is refused with its rule."""

import re

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.adapters.estimators.lightgbm_text import check_trees, without_rest
from wager.adapters.estimators.lightgbm_tree import DEEPEST, CheckedTree, TreeFaultError, check_tree
from wager.foundation.errors import BadInputError
from wager.training.estimator import Sample, Task

ROWS = 1000
RANDOM = np.random.default_rng(8)
X = RANDOM.normal(size=(ROWS, 2))
PLACE = RANDOM.choice(["a", "b", "c", "d"], ROWS)
SCORE = X[:, 0] - X[:, 1] + 2 * np.isin(PLACE, ["a", "d"]) + RANDOM.normal(size=ROWS)
COLUMNS = {
    "key": pa.array([f"k{row % 400}" for row in range(ROWS)]),
    "place": pa.array(PLACE),
    "same": pa.array([2] * ROWS),
    "x0": pa.array([None if row % 9 == 0 else value for row, value in enumerate(X[:, 0].tolist())]),
    "x1": pa.array(X[:, 1]),
}
TASKS = {
    "binary": (Task.binary("late"), (SCORE > 0).astype(np.int64)),
    "classes": (Task("classes", ("a", "b", "c"), ("none",)), np.digitize(SCORE, [-1, 1]).astype(np.int64)),
    "number": (Task("number", (), ("order",)), SCORE),
}
SETTINGS = [
    {},
    {"boosting": "dart"},
    {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.4},
    {"data_sample_strategy": "goss"},
    {"bagging_freq": 1, "bagging_fraction": 0.3, "feature_fraction": 0.5},
    {"extra_trees": True, "path_smooth": 3.0},
    {"min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 1e-9, "num_leaves": 255},
    {"num_leaves": 2, "max_depth": 1},
    {"zero_as_missing": True},
    {"use_missing": False},
    {"use_quantized_grad": True},
    {"monotone_constraints": [0, 0, 0, 1, -1]},
    {"max_cat_to_onehot": 100, "min_data_per_group": 1},
    {"max_bin": 7, "lambda_l1": 2.0, "lambda_l2": 2.0, "max_delta_step": 0.3},
    {"interaction_constraints": [[0, 1], [2, 3, 4]]},
    {"min_gain_to_split": 1e9},
]
LEVELS = [None, ("a", "b", "c"), None]
TREE = """\
num_leaves=4
num_cat=1
split_feature=1 0 2
split_gain=3 2 1
threshold=0 0.5 -1e-3
decision_type=1 10 2
left_child=1 -1 -3
right_child=2 -2 -4
leaf_value=0.1 -0.2 0.3 0.4
leaf_weight=1 1 1 1
leaf_count=9 8 7 6
internal_value=0 0 0
internal_weight=4 2 2
internal_count=30 17 13
cat_boundaries=0 1
cat_threshold=5
is_linear=0
shrinkage=0.1"""


def learned(kind, settings=None):
    task, truth = TASKS[kind]
    small = {"n_estimators": 6, "num_leaves": 15, "min_data_per_group": 5, "cat_smooth": 1}
    estimator = EstimatorCatalogue(threads=1).make("lightgbm", small | (settings or {}))
    weight = RANDOM.uniform(0.01, 3, ROWS)
    return estimator.fit(task, Sample(COLUMNS, truth, weight), None)


@pytest.mark.parametrize("kind", list(TASKS))
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_what_lightgbm_writes_passes(kind, settings):
    fitted = learned(kind, settings)
    again = EstimatorCatalogue(threads=1).read(fitted.to_files())
    assert (again.predict(COLUMNS) == fitted.predict(COLUMNS)).all()
    checked = check_trees(fitted.trees, kind, fitted.layout.levels)
    assert len(checked) == fitted.rounds * (3 if kind == "classes" else 1)
    assert max(tree.depth for tree in checked) <= max(tree.leaves for tree in checked)


def test_a_tree_tells_its_leaves_and_its_depth():
    assert check_tree(TREE.split("\n"), LEVELS) == CheckedTree(4, 2, 0.4)


def test_rows_without_a_value_may_be_told_from_all_others():
    assert check_tree(TREE.replace("0 0.5 -1e-3", "0 inf -1e-3").split("\n"), LEVELS).leaves == 4


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("num_leaves=5", "expected"),
        ("num_leaves=0", "num_leaves"),
        ("num_leaves=4 4", "not one number"),
        ("num_leaves=99999999", "num_leaves"),
        ("num_leaves=4.0", "no list of whole numbers"),
        ("num_cat=0", "num_cat"),
        ("num_cat=2", "cat_boundaries"),
        ("split_feature=1 0", "2 numbers; 3 were expected"),
        ("split_feature=1 0 2 2", "4 numbers; 3 were expected"),
        ("split_feature=1 0 3", "column 3, and there are 3"),
        ("split_feature=1 0 -1", "column -1"),
        ("split_feature=0 0 2", "asked as a category"),
        ("split_feature=1 1 2", "asked as a number"),
        ("split_gain=3 inf 1", "no list of numbers"),
        ("threshold=0 nan -1e-3", "no list of numbers"),
        ("threshold=0 1e999 -1e-3", "not finite"),
        ("threshold=0 -inf -1e-3", "no list of numbers"),
        ("threshold=0 5inf -1e-3", "no list of numbers"),
        ("threshold=inf 0.5 -1e-3", "set of levels"),
        ("threshold=1 0.5 -1e-3", "set of levels"),
        ("threshold=-1 0.5 -1e-3", "set of levels"),
        ("threshold=0.5 0.5 -1e-3", "set of levels"),
        ("decision_type=1 12 2", "12 is no type"),
        ("decision_type=1 -2 2", "-2 is no type"),
        ("left_child=1 -1 99", "node 2 has a child"),
        ("left_child=1 -1 -9", "node 2 has a child"),
        ("left_child=0 -1 -3", "node 0 has a child"),
        ("left_child=2 -1 -3", "node 0 has a child"),
        ("left_child=1 -1 1", "node 2 has a child"),
        ("left_child=1 -2 -3", "node 1 has a child"),
        ("leaf_value=0.1 -0.2 0.3 nan", "no list of numbers"),
        ("leaf_value=0.1 -0.2 0.3 1e300", "beyond"),
        ("leaf_value=0.1 -0.2 0.3", "3 numbers; 4 were expected"),
        ("leaf_value=0.1 -0.2  0.4", "no list of numbers"),
        ("leaf_count=9 8 7 -6", "negative"),
        ("internal_count=30 17", "2 numbers; 3 were expected"),
        ("cat_boundaries=0 2", "1 numbers; 2 were expected"),
        ("cat_boundaries=1 1", "cat_boundaries"),
        ("cat_boundaries=0 -1", "cat_boundaries"),
        ("cat_threshold=4294967296", "32 levels"),
        ("cat_threshold=-1", "32 levels"),
        ("is_linear=1", "linear models"),
        ("shrinkage=", "shrinkage"),
        ("shrinkage=1_0", "no list of numbers"),
        ("unknown=1", "keys"),
    ],
)
def test_a_broken_tree_is_refused_with_its_rule(line, said):
    key = line.partition("=")[0]
    broken = re.sub(rf"(?m)^{key}=.*$", line, TREE) if key != "unknown" else f"{TREE}\n{line}"
    assert broken != TREE
    with pytest.raises(TreeFaultError, match=re.escape(said)):
        check_tree(broken.split("\n"), LEVELS)


def test_a_line_that_stands_twice_or_not_at_all_is_refused():
    lines = TREE.split("\n")
    for wrong in ([*lines, lines[3]], lines[:3] + lines[4:]):
        with pytest.raises(TreeFaultError, match="keys"):
            check_tree(wrong, LEVELS)


def chain(nodes):
    children = range(1, nodes + 1)
    same = " ".join(["1"] * nodes)
    more = " ".join(["1"] * (nodes + 1))
    return (
        f"num_leaves={nodes + 1}\nnum_cat=0\nsplit_feature={' '.join(['0'] * nodes)}\nsplit_gain={same}\n"
        f"threshold={same}\ndecision_type={' '.join(['2'] * nodes)}\n"
        f"left_child={' '.join(str(-place) for place in children)}\n"
        f"right_child={' '.join(map(str, [*range(1, nodes), -nodes - 1]))}\nleaf_value={more}\nleaf_weight={more}\n"
        f"leaf_count={more}\ninternal_value={same}\ninternal_weight={same}\ninternal_count={same}\nis_linear=0\n"
        "shrinkage=1"
    ).split("\n")


def test_a_tree_deeper_than_is_read_is_refused():
    assert check_tree(chain(DEEPEST), [None]).depth == DEEPEST
    with pytest.raises(TreeFaultError, match="levels deep"):
        check_tree(chain(DEEPEST + 1), [None])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version=v4", "version=v5", "version"),
        ("num_class=1", "num_class=3", "num_class"),
        ("num_tree_per_iteration=1", "num_tree_per_iteration=2", "num_tree_per_iteration"),
        ("max_feature_idx=4", "max_feature_idx=400", "max_feature_idx"),
        ("binary sigmoid:1", "binary sigmoid:0", "multiplies by 0"),
        ("binary sigmoid:1", "binary sigmoid:-1", "objective"),
        ("binary sigmoid:1", "multiclass num_class:3", "objective"),
        ("binary sigmoid:1", "lambdarank", "objective"),
        ("c0 c1", "c0 c1 c1", "feature_names"),
        ("feature_infos=", "feature_infos=none ", "feature_infos"),
        ("tree_sizes=", "tree_sizes=1", "bytes that the header says"),
        ("tree_sizes=", "tree_sizes=-", "tree_sizes"),
        ("tree_sizes=", "tree_size=", "header"),
        ("label_index=0\n", "", "header"),
        ("label_index=0\n", "label_index=0\nlabel_index=0\n", "begin"),
        ("tree\n", "trees\n", "begin"),
        ("\nTree=3\n", "\nTree=4\n", "tree 3"),
        ("\nTree=0\n", "\nTree=7\n", "begin"),
        ("end of trees\n", "end of tree\n", "do not end"),
        ("shrinkage=", "shrinkage=é", "plain text"),
    ],
)
def test_a_broken_header_is_refused_with_its_rule(old, new, said):
    fitted = learned("binary")
    assert fitted.trees.count(old)
    broken = fitted.trees.replace(old, new, 1)
    with pytest.raises(BadInputError, match=re.escape(said)):
        check_trees(broken, "binary", fitted.layout.levels)


def test_trees_of_another_model_are_refused():
    fitted = {kind: learned(kind) for kind in TASKS}
    for kind, other in [("binary", "classes"), ("classes", "number"), ("number", "binary")]:
        with pytest.raises(BadInputError, match=r"its header|its objective"):
            check_trees(fitted[other].trees, kind, fitted[kind].layout.levels)
    with pytest.raises(BadInputError, match="max_feature_idx"):
        check_trees(fitted["binary"].trees, "binary", fitted["binary"].layout.levels[:-1])
    with pytest.raises(BadInputError, match="asked as a category"):
        check_trees(fitted["binary"].trees, "binary", [None] * 5)


def test_answers_that_could_not_be_finite_are_refused():
    text = learned("number").trees
    values = re.search(r"(?m)^leaf_value=\S+", text).group()
    size = int(re.search(r"tree_sizes=(\d+)", text).group(1))
    large = f"leaf_value={'9' * 99}.5"
    larger = re.sub(r"tree_sizes=\d+", f"tree_sizes={size + len(large) - len(values)}", text).replace(
        values, large, 1
    )
    kinds = COLUMNS["key"], COLUMNS["place"]
    levels = [tuple(sorted(set(found.to_pylist()))) for found in kinds] + [None] * 3
    assert check_trees(larger, "number", levels)
    with pytest.raises(BadInputError, match="answers may be beyond"):
        check_trees(larger.replace("objective=regression\n", "objective=regression sqrt\n"), "number", levels)


def test_the_library_sees_nothing_that_was_not_checked():
    fitted = learned("binary")
    kept = without_rest(fitted.trees)
    assert kept.endswith("end of trees\n")
    assert "parameters" in fitted.trees
    assert "parameters" not in kept


@pytest.mark.parametrize("name", ["linear_tree", "linear_trees"])
def test_linear_leaves_are_not_there_yet(name):
    with pytest.raises(BadInputError, match=f"'{name}' is not there yet"):
        EstimatorCatalogue().make("lightgbm", {name: True})
