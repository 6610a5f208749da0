"""What a model inherits: chains, circles, what is missing, the order of features, and from which file each value comes."""

import pytest

from wager.design.models.lineage import lineage, origins, resolve
from wager.design.models.model_file import read_model
from wager.foundation.errors import BadInputError

NAMES = ("a", "b", "c", "f.x", "f.y", "f.z", "g.z")
ROOT = """model: root
design: d
features: [a, f.*]
except: [f.x]
algorithm: {lightgbm: {num_leaves: 31, n_estimators: 50}}
encode: {a: onehot, b: native}
tests: {name: t, feature: a, direction: up}
seed: 3
"""


def models(**texts):
    found = {}
    for name, text in texts.items():
        model, findings = read_model(text, f"models/{name}.yaml")
        assert [str(one) for one in findings] == []
        found[name] = model
    return found


CHAIN = models(
    root=ROOT,
    child="model: child\nextends: root\nalso: [g.*, f.x]\nencode: {b: onehot, c: native}\ncalibrate: sigmoid\n",
    grand="model: grand\nextends: child\nalso: [c]\nexcept: [a, f.y]\nalgorithm: logistic\ntests: []\n",
    anew="model: anew\nextends: grand\nfeatures: [b]\nalso: [a]\nseed: 9\n",
)


def test_a_chain_is_followed_to_its_root():
    assert [one.name for one in lineage(CHAIN, "anew")] == ["anew", "grand", "child", "root"]


def test_lists_and_the_algorithm_are_replaced_and_maps_merge_by_key():
    child, grand = resolve(CHAIN, "child"), resolve(CHAIN, "grand")
    assert child.encode == {"a": "onehot", "b": "onehot", "c": "native"}
    # Parameters do not merge: an algorithm is replaced whole.
    assert (grand.algorithm, grand.parameters) == ("logistic", {})
    assert (child.parameters, child.seed, child.design) == ({"num_leaves": 31, "n_estimators": 50}, 3, "d")
    assert (len(child.tests), grand.tests, grand.calibrate) == (1, (), "sigmoid")


def test_also_and_except_follow_each_other_from_the_root_down():
    assert resolve(CHAIN, "root").columns(NAMES) == ("a", "f.y", "f.z")
    # What the root took away, the child adds again; what the grandchild takes away is gone wherever it came from.
    assert resolve(CHAIN, "child").columns(NAMES) == ("a", "f.y", "f.z", "g.z", "f.x")
    assert resolve(CHAIN, "grand").columns(NAMES) == ("f.z", "g.z", "f.x", "c")
    # `features` begins anew: nothing that was added or taken away before is left.
    assert resolve(CHAIN, "anew").columns(NAMES) == ("b", "a")


def test_within_one_file_also_comes_before_except():
    (one,) = models(
        m="model: m\ndesign: d\nfeatures: [a]\nalso: [b, c]\nexcept: [a, b]\nalgorithm: linear\n"
    ).values()
    assert one.columns(NAMES) == ("c",)


def test_each_value_says_where_it_was_written():
    assert origins(CHAIN, "grand") == {
        "design": "root",
        "features": "root",
        "also": "child, grand",
        "except": "root, grand",
        "algorithm": "grand",
        "calibrate": "child",
        "encode.a": "root",
        "encode.b": "child",
        "encode.c": "child",
        "seed": "root",
        "tests": "grand",
    }
    assert {
        key: whose
        for key, whose in origins(CHAIN, "anew").items()
        if key in {"features", "also", "except", "seed"}
    } == {
        "features": "anew",
        "also": "anew",
        "seed": "anew",
    }


def test_a_circle_of_any_length_is_named_whole():
    known = models(
        a="model: a\nextends: b\n",
        b="model: b\nextends: c\n",
        c="model: c\nextends: a\n",
        d="model: d\nextends: b\n",
        e="model: e\nextends: e\n",
    )
    for name, circle in (
        ("a", "a extends b extends c extends a"),
        ("d", "d extends b extends c extends a extends b"),
        ("e", "e extends e"),
    ):
        with pytest.raises(BadInputError, match=f"E110 {circle}, a circle; one of them must stand by itself"):
            resolve(known, name)


def test_a_stranger_is_named_with_who_was_meant_where_it_is_extended():
    known = {**CHAIN, **models(m="# a remark\nmodel: m\nextends: chold\n", n="model: n\nextends: m\n")}
    for name in ("m", "n"):
        with pytest.raises(
            BadInputError,
            match=r"models/m\.yaml:3: E106 model m extends 'chold', which does not exist; did you mean 'child'",
        ):
            resolve(known, name)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            "model: m\nextends: root\ndesign: d\n",
            3,
            "inherits its design from 'root'; give `design` only at the root",
        ),
        (
            "model: m\nextends: root\nrows: {each: x, from: s}\n",
            3,
            "has 'rows' from 'root'; leave it out here",
        ),
        (
            "model: m\ndesign: d\nmoney: {pays: {act: 1 USD}}\nalgorithm: constant\n",
            3,
            "has 'money' from its design; leave it out here",
        ),
    ],
)
def test_what_belongs_to_the_root_is_given_there_alone(text, line, said):
    _, findings = read_model(text, "models/m.yaml")
    (one,) = (one for one in findings if one.code == "E101")
    assert (one.line, said in one.message) == (line, True), one
