import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wager.design.frozen.log import append, heads, read_log
from wager.design.frozen.log_yaml import dump, values_of
from wager.foundation.errors import BadInputError
from wager.foundation.yaml_file import read_yaml


def test_entries_come_back_in_the_order_in_which_they_were_written(tmp_path):
    folder = tmp_path / "a.log"
    first = append(folder, "freeze", {"hash": "ab"}, 10, hypothesis="H1")
    second = append(folder, "verdict", {"verdict": "SHIP", "money": {"low": -1.5e-7}, "why": ["a: b # c"]}, 5)
    assert read_log(folder) == (first, second)
    assert (first.design, first.hypothesis, first.prev, second.prev) == ("a", "H1", (), (first.hash,))
    assert second.body["money"]["low"] == -1.5e-7


def test_the_same_entry_twice_is_one_file(tmp_path):
    assert append(tmp_path, "freeze", {}, 1) == append(tmp_path, "freeze", {}, 1)
    assert len(list(tmp_path.iterdir())) == 1


def test_two_branches_merge_by_having_both_files(tmp_path):
    root = append(tmp_path / "one", "freeze", {}, 1, design="d")
    append(tmp_path / "two", "freeze", {}, 1, design="d")
    left = append(tmp_path / "one", "look", {"by": "left"}, 3, design="d")
    right = append(tmp_path / "two", "look", {"by": "right"}, 2, design="d")
    for path in (tmp_path / "two").iterdir():
        (tmp_path / "one" / path.name).write_bytes(path.read_bytes())
    merged = read_log(tmp_path / "one")
    assert merged == (root, right, left)
    assert set(heads(merged)) == {left.hash, right.hash}
    assert set(append(tmp_path / "one", "decide", {}, 4, design="d").prev) == {left.hash, right.hash}


def test_nothing_there_is_an_empty_log(tmp_path):
    assert read_log(tmp_path / "none.log") == ()


@pytest.mark.parametrize("damage", ["text", "lost", "unreadable", "newer"])
def test_damage_is_found_and_named(tmp_path, damage):
    first = append(tmp_path, "freeze", {"amount": 5}, 1)
    second = append(tmp_path, "verdict", {}, 2)
    path = tmp_path / f"{first.hash}.yaml"
    text = path.read_text()
    if damage == "text":
        path.write_text(text.replace("amount: 5", "amount: 4"))
    elif damage == "lost":
        path.unlink()
    elif damage == "unreadable":
        path.write_text("a: [")
    else:
        path.write_text(text.replace("format: 1", "format: 9"))
    with pytest.raises(BadInputError) as raised:
        read_log(tmp_path)
    named = second.hash if damage == "lost" else first.hash
    assert [named in found.path for found in raised.value.findings] == [True]


def test_what_is_no_number_is_refused(tmp_path):
    with pytest.raises(ValueError, match="finite"):
        append(tmp_path, "look", {"value": float("nan")}, 1)
    assert not list(tmp_path.glob("*.yaml"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=20).filter(lambda key: key != "<<"), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=20).filter(lambda key: key != "<<"), VALUES, min_size=1, max_size=4
    )
)
def test_whatever_is_written_comes_back(values):
    assert values_of(read_yaml(dump(values), "x")) == values


def test_the_first_entry_flushes_the_folder_that_names_the_log(tmp_path, monkeypatch):
    flushed = []
    for place in ("wager.foundation.folders.flush_folder", "wager.design.frozen.log.flush_folder"):
        monkeypatch.setattr(place, flushed.append)
    append(tmp_path / "d.log", "freeze", {"claim": "c"}, 0)
    assert flushed == [tmp_path, tmp_path / "d.log"]
