"""How often an action was done is counted from the log, window by window, and once."""

import os

import pytest

from serving.made_up import prediction
from wager.foundation.amounts import DAY
from wager.foundation.moments import parse_moment
from wager.money.capacity import Limit
from wager.serving.capacity import Done
from wager.serving.prediction_log import open_log

LIMITS = {"call": Limit(2, DAY)}
WANTS = (("call", 5.0), ("mail", 3.0), ("none", 0.0))
MONDAY, TUESDAY = parse_moment("2024-06-03 09:00"), parse_moment("2024-06-04 09:00")


@pytest.fixture
def log(tmp_path):
    """One call on Monday and one on Tuesday; another title's, and another action, beside."""
    writer = open_log(tmp_path)
    for moment in (MONDAY, TUESDAY):
        for serves, action in (("keep", "call"), ("keep", "mail"), ("win", "call")):
            writer.add(prediction(serves=serves, action=action, at=TUESDAY, decide_at=moment))
    writer.close()
    return tmp_path


def test_what_is_short_falls_to_the_next_best():
    done = Done("keep", LIMITS, "UTC", None)
    assert [done.allow(WANTS, MONDAY, {}) for _ in range(3)] == ["call", "call", "mail"]
    assert done.allow(WANTS, TUESDAY, {}) == "call"
    assert done.allow(WANTS, TUESDAY, {"call": 5.5}) == "mail"


def test_a_counter_begins_with_what_the_log_holds(log):
    done = Done("keep", LIMITS, "UTC", log)
    done.prepare(TUESDAY)
    assert [done.allow(WANTS, TUESDAY, {}) for _ in range(2)] == ["call", "mail"]
    # Whoever comes with something older finds that counted, too, and nothing counted twice.
    assert [done.allow(WANTS, MONDAY, {}) for _ in range(2)] == ["call", "mail"]
    assert done.allow(WANTS, TUESDAY, {}) == "mail"
    assert done.allow(WANTS, MONDAY - 400 * DAY, {}) == "call"


def test_what_was_written_before_a_window_began_is_not_read(log):
    for path in log.iterdir():
        if path.suffix == ".log":
            os.utime(path, (MONDAY / 1e6, MONDAY / 1e6))
    later = Done("keep", LIMITS, "UTC", log)
    assert [later.allow(WANTS, TUESDAY + 30 * DAY, {}) for _ in range(3)] == ["call", "call", "mail"]


def test_what_is_damaged_is_not_counted_and_stops_nobody(log):
    (path,) = (one for one in log.iterdir() if one.suffix == ".log")
    held = bytearray(path.read_bytes())
    place = held.index(b'"mail"')
    held[place + 1] ^= 1
    path.write_bytes(bytes(held))
    done = Done("keep", LIMITS, "UTC", log)
    assert [done.allow(WANTS, TUESDAY, {}) for _ in range(2)] == ["call", "mail"]
