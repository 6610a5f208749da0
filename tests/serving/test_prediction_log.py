"""An id finds its prediction and what served; what is damaged is named, what never was is not found."""

import math
from collections import Counter

import numpy as np
import pytest

from serving.made_up import flipped, prediction
from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError
from wager.foundation.segments import segments
from wager.serving.prediction_id import is_prediction_id
from wager.serving.prediction_log import faults, find_prediction, open_log, scan


def small(folder, count=6, limit=1 << 20):
    writer = open_log(folder, limit=limit)
    writer.session({"version": "v1", "snapshots": {"rides": "ab"}}, serves="rides")
    names = []
    for number in range(count):
        names.append(writer.add(prediction(number))[0])
        writer.sync()
    writer.close()
    return names


def test_what_was_asked_is_found_with_what_served(tmp_path):
    names = small(tmp_path)
    for number, name in enumerate(names):
        logged = find_prediction(tmp_path, name)
        assert logged.id == name
        assert logged.prediction == prediction(number).to_json()
        assert logged.session == {"version": "v1", "snapshots": {"rides": "ab"}}
        assert logged.events == {}
        assert logged.place.startswith("000001.log, byte ")
        assert is_prediction_id(name)
    assert [one.id for one in scan(tmp_path)] == names
    assert [find_prediction(tmp_path, name) for name in names] == list(scan(tmp_path))


def test_nothing_is_there_before_the_sync(tmp_path):
    writer = open_log(tmp_path)
    name, ticket = writer.add(prediction())
    with pytest.raises(BadInputError, match="is not what was written"):
        find_prediction(tmp_path, name)
    assert writer.sync() >= ticket
    assert find_prediction(tmp_path, name).session == {}
    writer.close()


def test_each_name_has_its_session_and_a_new_one_counts_from_then_on(tmp_path):
    writer = open_log(tmp_path)
    writer.session({"version": "any"})
    writer.session({"version": "v1"}, serves="rides")
    first = writer.add(prediction(1))[0]
    other = writer.add(prediction(2, serves="flights"))[0]
    writer.session({"version": "v2"}, serves="rides")
    second = writer.add(prediction(3), events={"rides": "1:2c"})[0]
    writer.close()
    said = {name: find_prediction(tmp_path, name).session["version"] for name in (first, other, second)}
    assert said == {first: "v1", other: "any", second: "v2"}
    assert find_prediction(tmp_path, second).events == {"rides": "1:2c"}


def test_an_answer_on_its_way_keeps_the_session_that_made_it(tmp_path):
    writer = open_log(tmp_path)
    before = writer.session({"version": "v1"}, serves="rides")
    writer.session({"version": "v2"}, serves="rides")
    late, _ = writer.add(prediction(1), session=before)
    new, _ = writer.add(prediction(2))
    again, _ = writer.add(prediction(3), session=before)
    writer.close()
    versions = [find_prediction(tmp_path, name).session["version"] for name in (late, new, again)]
    assert versions == ["v1", "v2", "v1"]


def test_every_segment_says_again_what_served(tmp_path):
    names = small(tmp_path, 20, limit=1500)
    assert len(segments(tmp_path)) > 4
    for path in segments(tmp_path)[:2]:
        path.unlink()
    left = list(scan(tmp_path))
    assert 0 < len(left) < 20
    assert [one.id for one in left] == names[-len(left) :]
    assert all(one.session["version"] == "v1" for one in left)
    assert find_prediction(tmp_path, names[-1]).session["version"] == "v1"
    with pytest.raises(NotFoundError, match=r"the log has no .*000001\.log"):
        find_prediction(tmp_path, names[0])


def test_numbers_come_back_to_the_bit(tmp_path):
    odd = {
        "nan": math.nan,
        "inf": -math.inf,
        "zero": -0.0,
        "tiny": 5e-324,
        "tenth": 0.1 + 0.2,
        "large": 2**63 - 1,
        "numpy": np.float64(0.1),
        "half": np.float32(0.1),
        "count": np.int64(7),
        "lost": np.float64("nan"),
        "text": "a \x00 \u2028 ü",
    }
    writer = open_log(tmp_path)
    name = writer.add(prediction(features=odd))[0]
    writer.close()
    said = find_prediction(tmp_path, name).prediction["features"]
    assert list(said) == list(odd)
    for key, value in odd.items():
        plain = value.item() if hasattr(value, "item") else value
        assert repr(said[key]) == repr(plain)


@pytest.mark.parametrize("bad", ["\ud800", 1 << 70, {1, 2}])
def test_what_no_json_can_say_is_refused_and_takes_no_place(tmp_path, bad):
    writer = open_log(tmp_path)
    first = writer.add(prediction(1))[0]
    with pytest.raises(BadInputError, match="a record cannot be logged"):
        writer.add(prediction(request={"x": bad}))
    second = writer.add(prediction(2))[0]
    writer.close()
    assert [one.id for one in scan(tmp_path)] == [first, second]


@pytest.mark.parametrize(
    "made_up",
    ["", "1", "flight-protect", "1-2c", "1-2c-0123", "01-2c-0123456789abcdef", "../../x", "1-2C-" + "a" * 16],
)
def test_what_is_no_id_is_not_found(tmp_path, made_up):
    small(tmp_path)
    assert not is_prediction_id(made_up)
    with pytest.raises(NotFoundError, match="is no id of a prediction"):
        find_prediction(tmp_path, made_up)


def test_an_id_that_was_never_given_is_not_found(tmp_path):
    first, second, *_ = small(tmp_path)
    (segment, offset, token), (_, other, _) = first.split("-"), second.split("-")
    for made_up in (
        f"{segment}-{offset}-{'0' * 16}",
        f"{segment}-{other}-{token}",
        f"{segment}-1-{token}",
        f"{segment}-{int(offset, 16) + 1:x}-{token}",
        f"{segment}-ffffffff-{token}",
    ):
        with pytest.raises(NotFoundError, match=f"there is no prediction {made_up}"):
            find_prediction(tmp_path, made_up)
    with pytest.raises(NotFoundError, match=r"the log has no .*000007\.log"):
        find_prediction(tmp_path, f"7-{offset}-{token}")


def test_ids_are_all_different_and_cannot_be_guessed(tmp_path):
    names = small(tmp_path / "a", 50) + small(tmp_path / "b", 50)
    assert len(set(names)) == 100
    places = Counter(name.rpartition("-")[0] for name in names)
    assert max(places.values()) == 2  # the same places in both logs, under other tokens


def answered(folder, name):
    try:
        return find_prediction(folder, name)
    except BadInputError as error:
        return error


def test_every_flipped_bit_is_named_and_never_answered_with(tmp_path):
    names = small(tmp_path, 2)
    (path,) = segments(tmp_path)
    right = {one.id: one for one in scan(tmp_path)}
    for bit in flipped(path):
        found = faults(tmp_path)
        assert [one.path for one in found.damaged] == [path], bit
        assert found.torn == 0
        if bit % 13:
            continue
        with pytest.raises(BadInputError, match=r"000001\.log, byte \d+: "):
            list(scan(tmp_path))
        place = f"{path}, byte {found.damaged[0].offset}: "
        for name in names:
            answer = answered(tmp_path, name)
            assert answer == right[name] or str(answer).startswith(place)
    assert faults(tmp_path).damaged == ()


def test_a_file_that_ends_early_has_lost_what_it_had_confirmed(tmp_path):
    names = small(tmp_path, 3)
    (path,) = segments(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert [one.id for one in scan(tmp_path)] == names[:2]
    assert (faults(tmp_path).torn, faults(tmp_path).records) == (1, 2)
    with pytest.raises(BadInputError, match=f"prediction {names[2]} is not what was written"):
        find_prediction(tmp_path, names[2])


def test_a_record_at_the_place_of_another_is_named(tmp_path):
    small(tmp_path / "a", 2)
    small(tmp_path / "b", 2)
    (one,), (other,) = segments(tmp_path / "a"), segments(tmp_path / "b")
    one.write_bytes(one.read_bytes()[:44] + other.read_bytes()[44:])
    assert [
        damage.why.endswith("does not belong to this place") for damage in faults(tmp_path / "a").damaged
    ] == [
        True,
        True,
    ]


def test_an_empty_or_missing_folder_has_no_predictions(tmp_path):
    assert list(scan(tmp_path / "none")) == []
    assert faults(tmp_path / "none").segments == 0
    open_log(tmp_path / "log").close()
    assert list(scan(tmp_path / "log")) == []
    assert faults(tmp_path / "log") == type(faults(tmp_path))(1, 0, 0, ())


def test_a_closed_log_takes_nothing(tmp_path):
    writer = open_log(tmp_path)
    writer.close()
    with pytest.raises(UnavailableError, match="closed"):
        writer.add(prediction())
