"""A disk that is full at any byte: a clear error, what was acknowledged stays, and with space it goes on."""

import resource
import signal
from contextlib import contextmanager

import pytest

from serving.made_up import prediction
from wager.foundation.errors import UnavailableError
from wager.foundation.segments import segments
from wager.serving.event_log import EventLog, read_events
from wager.serving.event_log import faults as event_faults
from wager.serving.prediction_log import faults, find_prediction, open_log, scan


@contextmanager
def no_file_longer_than(length):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("length", range(44, 3000, 149))
def test_predictions_stop_clearly_and_go_on(tmp_path, length):
    told, writer = [], open_log(tmp_path)
    writer.session({"version": "v1"})

    def fill():
        for number in range(20):
            name, _ = writer.add(prediction(number))
            writer.sync()
            told.append(name)

    with no_file_longer_than(length), pytest.raises(UnavailableError, match="is safe; make space"):
        fill()
    assert "make space" in writer.broken
    with pytest.raises(UnavailableError, match="make space"):
        writer.add(prediction())
    writer.close()
    assert [one.id for one in scan(tmp_path)][: len(told)] == told
    assert faults(tmp_path).damaged == ()

    again = open_log(tmp_path)
    assert again.broken == ""
    name, _ = again.add(prediction(99))
    again.close()
    assert find_prediction(tmp_path, name).prediction["at"] == prediction(99).to_json()["at"]
    assert all(find_prediction(tmp_path, name).session == {"version": "v1"} for name in told)
    assert faults(tmp_path).damaged == ()
    assert len(segments(tmp_path)) == 2


@pytest.mark.parametrize("length", [0, 10, 43])
def test_a_log_that_cannot_be_begun_says_so(tmp_path, length):
    with (
        no_file_longer_than(length),
        pytest.raises(UnavailableError, match=r"cannot begin a log in .*; check space"),
    ):
        open_log(tmp_path)
    writer = open_log(tmp_path)
    name, _ = writer.add(prediction())
    writer.close()
    assert find_prediction(tmp_path, name).id == name
    assert faults(tmp_path).damaged == ()


@pytest.mark.parametrize("length", range(44, 300, 37))
def test_events_stop_clearly_and_stay(tmp_path, length):
    log, told = EventLog(tmp_path), []

    def fill():
        for number in range(20):
            log.add("rides", [{"n": number}], at=number)
            log.sync()
            told.append(number)

    with no_file_longer_than(length), pytest.raises(UnavailableError, match="make space"):
        fill()
    assert "make space" in log.broken
    position = log.position("rides")
    log.close()
    assert [event.row["n"] for event in read_events(tmp_path, "rides", position)] == told
    assert event_faults(tmp_path).damaged == ()
