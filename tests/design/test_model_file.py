import re
from dataclasses import replace
from decimal import Decimal

import pytest

from wager.design.models.lineage import resolve
from wager.design.models.model_file import bare_model, read_model
from wager.design.models.model_set import with_changes
from wager.design.models.own_blocks import own_design
from wager.foundation.errors import BadInputError, UsageError

ROOT = """model: root
design: d
features: [a, f.*]
except: [f.x]
algorithm: {lightgbm: {num_leaves: 31}}
encode: {a: onehot}
seed: 3
"""
NAMES = ("a", "b", "f.x", "f.y", "g.z")


def models(**texts):
    found = {}
    for name, text in texts.items():
        model, findings = read_model(text, f"models/{name}.yaml")
        assert [str(one) for one in findings] == []
        found[name] = model
    return found


def test_an_heir_adds_to_and_takes_from_what_it_inherits():
    known = models(
        root=ROOT,
        child="model: child\nextends: root\nalso: [g.*, f.x]\nencode: {b: native}\ncalibrate: sigmoid\n",
        grand="model: grand\nextends: child\nexcept: [a]\nalgorithm: logistic\n",
    )
    child, grand = resolve(known, "child"), resolve(known, "grand")
    assert known["root"].columns(NAMES) == ("a", "f.y")
    assert child.columns(NAMES) == ("a", "f.y", "g.z", "f.x")
    assert child.encode == {"a": "onehot", "b": "native"}
    assert (child.design, child.seed, child.algorithm, child.calibrate) == ("d", 3, "lightgbm", "sigmoid")
    assert grand.columns(NAMES) == ("f.y", "g.z", "f.x")
    assert (grand.algorithm, grand.parameters, grand.calibrate) == ("logistic", {}, "sigmoid")


def test_features_given_anew_replace_all_that_was_inherited():
    known = models(root=ROOT, child="model: child\nextends: root\nfeatures: [b]\n")
    assert resolve(known, "child").columns(NAMES) == ("b",)


def test_a_circle_and_a_stranger_are_refused():
    known = models(a="model: a\nextends: b\n", b="model: b\nextends: a\n", c="model: c\nextends: x\n")
    with pytest.raises(BadInputError, match="circle"):
        resolve(known, "a")
    with pytest.raises(BadInputError, match="does not exist"):
        resolve(known, "c")


def test_meaning_is_what_is_hashed():
    known = models(root=ROOT)
    other, _ = read_model("# remark\n" + ROOT.replace("[a, f.*]", "\n  - a\n  - f.*"), "models/root.yaml")
    assert other.to_json() == known["root"].to_json()
    assert with_changes(other, {"lightgbm.num_leaves": 63}).to_json() != other.to_json()


def test_parameters_are_set_by_path():
    model = models(root=ROOT)["root"]
    assert with_changes(model, {"lightgbm.num_leaves": 63}).parameters == {"num_leaves": 63}
    for wrong in ("lightgbm.num_leafs", "logistic.C", "num_leaves"):
        with pytest.raises(UsageError):
            with_changes(model, {wrong: 1})


def test_losses_and_parameters_of_scikit_learn_are_set_too():
    model = models(root=ROOT)["root"]
    assert with_changes(model, {"loss": "poisson"}).loss == "poisson"
    for said in ({"loss.quantile": "0.9"}, {"loss": {"quantile": 0.9}}, {"loss.quantile": 0.9}):
        assert with_changes(model, said).loss == {"quantile": Decimal("0.9")}
    ridge = replace(model, algorithm="sklearn.Ridge")
    assert with_changes(ridge, {"sklearn.Ridge.alpha": "0.5"}).parameters["alpha"] == Decimal("0.5")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("lightgbm.num_leaves", "abc", "expected a whole number"),
        ("lightgbm.learning_rate", "true", "expected a number"),
        ("lightgbm.extra_trees", "1", "expected true or false"),
        ("loss", "quantile", "a quantile is set by `loss.quantile=0.9`"),
        ("loss.quantile", "9", "expected a number between 0 and 1"),
        ("calibrate", "maybe", "expected isotonic, sigmoid or none"),
        ("seed", "a", "expected a whole number"),
        ("lightgbm.num_leafs", "3", "did you mean 'lightgbm.num_leaves'?"),
        ("bogus", "1", "expected lightgbm.PARAMETER, seed, calibrate, loss or loss.quantile"),
    ],
)
def test_what_cannot_be_set_is_said(key, value, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        with_changes(models(root=ROOT)["root"], {key: value})


def test_a_bare_algorithm_takes_everything():
    assert bare_model("d", "lightgbm").columns(NAMES) == NAMES


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("model: root", "model: rot", 1, "E104"),
        ("design: d\n", "", 1, "E102"),
        ("features", "featurs", 3, "E101"),
        ("a, f.*", "a, '*.f'", 3, "E104"),
        ("a, f.*", "a, a", 3, "E107"),
        ("lightgbm", "lightgmb", 5, "E105"),
        ("num_leaves", "num_leafs", 5, "E101"),
        ("31", "'31'", 5, "E103"),
        ("31", "31.5", 5, "E103"),
        ("onehot", "onehott", 6, "E105"),
        ("seed: 3", "seed: three", 7, "E103"),
        ("seed: 3", "seed: -3", 7, "E103"),
        ("{lightgbm: {num_leaves: 31}}", "rule", 5, "E102"),
        ("{lightgbm: {num_leaves: 31}}", "{table: {prior: 5}}", 5, "E102"),
        ("{lightgbm: {num_leaves: 31}}", "{python: {call: fit}}", 5, "E103"),
        ("seed: 3", "policy: {threshold: {act: 30}}", 7, "E002"),
        ("seed: 3", "policy: mony", 7, "E105"),
        ("seed: 3", "loss: {quantile: 9}", 7, "E103"),
        ("seed: 3", "search: {method: grid, over: {lightgbm.leaves: [1]}}", 7, "E106"),
        ("seed: 3", "tests: [{name: t, feature: a}]", 7, "E102"),
        ("seed: 3", "train_on: a ==  1", 7, "E108"),
        ("seed: 3", "rows: {each: x, from: s}", 7, "E101"),
    ],
)
def test_each_fault_is_found_on_its_line(old, new, line, code):
    assert old in ROOT
    _, findings = read_model(ROOT.replace(old, new, 1), "models/root.yaml")
    assert (line, code) in [(one.line, one.code) for one in findings]


def test_a_model_without_a_design_holds_the_blocks_itself():
    text = """model: m
rows: {each: visit, from: visits, decide_at: at}
objective: {is: bought, matures: 1 d}
money: {pays: {act: {bought: 5 USD, otherwise: 0 USD}}}
features: [a]
algorithm: logistic
"""
    model, findings = read_model(text, "models/m.yaml")
    assert findings == []
    assert model.own["rows"].source == "visits"
    design = own_design({"m": model}, "m")
    assert (design.id, design.path, design.rows.each, design.objective.name) == (
        "m",
        "models/m.yaml",
        "visit",
        "bought",
    )
    assert sorted(design.baselines.named) == ["act_on_all", "do_nothing"]
    assert design.money.pays["none"].by_class is not None  # what doing nothing pays is nothing
    assert design.split.by_time
