"""Live events come back in their order, and up to the position at which they were read."""

import pytest

from serving.made_up import flipped
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.segments import segments
from wager.serving.event_log import EventLog, faults, read_events


def rows(folder, until=None, source="rides"):
    return [event.row["n"] for event in read_events(folder, source, until)]


def add(log, *numbers, source="rides"):
    log.add(source, [{"n": number} for number in numbers], at=numbers[0])
    log.sync()


def test_rows_come_back_with_when_they_came(tmp_path):
    log = EventLog(tmp_path)
    ticket = log.add("rides", [{"n": 1, "x": 0.5, "late": None}, {"n": 2, "x": float("nan")}], at=7)
    assert rows(tmp_path) == []
    assert log.sync() == ticket
    log.close()
    first, second = read_events(tmp_path, "rides")
    assert (first.at, first.row) == (7, {"n": 1, "x": 0.5, "late": None})
    assert second.row["x"] != second.row["x"]
    assert first.position != second.position
    assert list(read_events(tmp_path, "other")) == []


def test_a_position_stays_when_more_comes(tmp_path):
    log, seen = EventLog(tmp_path, limit=150), []
    for number in range(12):
        seen.append((log.position("rides"), list(range(number))))
        add(log, number)
    log.close()
    assert len(segments(tmp_path / "rides")) > 3
    for position, known in seen:
        assert rows(tmp_path, position) == known


def test_a_position_counts_only_what_is_on_the_disk(tmp_path):
    log = EventLog(tmp_path)
    log.add("rides", [{"n": 1}], at=1)
    before = log.position("rides")
    log.sync()
    assert rows(tmp_path, before) == []
    assert rows(tmp_path, log.position("rides")) == [1]
    log.close()


def test_a_position_goes_on_over_the_processes(tmp_path):
    positions = []
    for number in range(4):
        log = EventLog(tmp_path)
        assert rows(tmp_path, log.position("rides")) == list(range(number))
        add(log, number)
        positions.append(log.position("rides"))
        log.close()
    assert [rows(tmp_path, one) for one in positions] == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]]
    assert all(len(one.split()) <= 2 for one in positions)


def test_what_others_add_at_the_same_time_is_not_counted(tmp_path):
    one, other = EventLog(tmp_path, limit=150), EventLog(tmp_path, limit=150)
    add(one, 1)
    assert rows(tmp_path, other.position("rides")) == [1]
    for number in range(2, 12):
        add(one if number % 2 else other, number)
    assert rows(tmp_path, one.position("rides")) == [1, 3, 5, 7, 9, 11]
    assert rows(tmp_path, other.position("rides")) == [1, 2, 4, 6, 8, 10]
    assert sorted(rows(tmp_path, EventLog(tmp_path).position("rides"))) == list(range(1, 12))
    one.close()
    other.close()


def test_sources_are_kept_apart(tmp_path):
    log = EventLog(tmp_path)
    add(log, 1, 2, source="rides")
    add(log, 3, source="stops")
    log.close()
    assert (rows(tmp_path), rows(tmp_path, source="stops")) == ([1, 2], [3])
    assert faults(tmp_path).records == 3
    assert faults(tmp_path).segments == 2


@pytest.mark.parametrize("source", ["", "..", "../rides", "a/b", ".hidden", "a\x00", "ä b"])
def test_what_is_no_name_never_becomes_a_path(tmp_path, source):
    log = EventLog(tmp_path / "log")
    for call in (
        lambda: log.add(source, [{"n": 1}], at=1),
        lambda: log.position(source),
        lambda: list(read_events(tmp_path / "log", source)),
    ):
        with pytest.raises(BadInputError, match="is no name of a source"):
            call()
    assert not (tmp_path / "log").exists()


def test_what_is_no_position_is_refused(tmp_path):
    for text in ("1", "x:y", "1:2:3"):
        with pytest.raises(BadInputError, match="is no position of a log"):
            list(read_events(tmp_path, "rides", text))


def test_a_row_that_no_json_can_say_adds_nothing(tmp_path):
    log = EventLog(tmp_path)
    with pytest.raises(BadInputError, match="cannot be logged"):
        log.add("rides", [{"n": 1}, {"n": "\ud800"}], at=1)
    add(log, 2)
    log.close()
    assert rows(tmp_path) == [2]


def test_every_flipped_bit_is_named(tmp_path):
    log = EventLog(tmp_path)
    add(log, 1, 2)
    add(log, 3)
    log.close()
    (path,) = segments(tmp_path / "rides")
    for bit in flipped(path):
        assert [one.path for one in faults(tmp_path).damaged] == [path], bit
        with pytest.raises(BadInputError, match="run `wager verify`"):
            list(read_events(tmp_path, "rides"))


def test_what_a_position_counts_and_is_gone_is_named(tmp_path):
    log = EventLog(tmp_path)
    add(log, 1)
    before = log.position("rides")
    add(log, 2)
    after = log.position("rides")
    log.close()
    (path,) = segments(tmp_path / "rides")
    path.write_bytes(path.read_bytes()[:-1])
    assert rows(tmp_path) == rows(tmp_path, before) == [1]
    with pytest.raises(BadInputError, match=r"000001\.log, byte \d+: the segment was \d+ bytes long"):
        rows(tmp_path, after)
    path.unlink()
    with pytest.raises(BadInputError, match="the segment is missing"):
        rows(tmp_path, before)


def test_damage_behind_the_position_stops_nobody(tmp_path):
    log = EventLog(tmp_path)
    add(log, 1)
    position = log.position("rides")
    add(log, 2)
    log.close()
    (path,) = segments(tmp_path / "rides")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert rows(tmp_path, position) == [1]
    with pytest.raises(BadInputError):
        rows(tmp_path)


def test_where_nothing_can_be_written_the_folder_is_named(tmp_path):
    (tmp_path / "events").write_text("")
    with pytest.raises(UnavailableError, match=r"cannot begin a log in .*events"):
        EventLog(tmp_path / "events").add("rides", [{"n": 1}], at=1)
