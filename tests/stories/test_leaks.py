"""Five leaks, each planted alone in the flights project: `wager check` exits 1 and says what, where and when."""

import json
import subprocess
import sys

import pytest

DESIGN = "designs/flight-protect.md"
MODEL = "models/delay-gbt.yaml"

LEAKS = {
    "an outcome as a feature": (
        MODEL,
        "features: [carrier,",
        "features: [dep_delay, carrier,",
        ["E011", "dep_delay", "left_at", "scheduled_departure - 2 h"],
    ),
    "the time in the air as a feature": (
        MODEL,
        "features: [carrier,",
        "features: [air_time, carrier,",
        ["E011", "air_time", "landed_at", "scheduled_departure - 2 h"],
    ),
    "the aircraft that will have flown": (
        MODEL,
        "weather.*]",
        "weather.*, aircraft.*]",
        ["E011", "aircraft.previous_delay_1d", "tailnum", "left_at", "scheduled_departure - 2 h"],
    ),
    "a slice by the outcome": (
        DESIGN,
        "origin: [EWR, JFK, LGA]\n",
        "origin: [EWR, JFK, LGA]\nlateness: {late: arr_delay > 60}\n",
        ["E014", "lateness", "arr_delay", "landed_at", "scheduled_departure - 2 h"],
    ),
    "pays by the outcome": (
        DESIGN,
        "none:    {disrupted: -loss,",
        "none:    {disrupted: -loss * arr_delay / 60,",
        ["E014", "none", "arr_delay", "landed_at", "scheduled_departure - 2 h"],
    ),
    "an objective known before the decision": (
        DESIGN,
        "is: disrupted ",
        "name: disrupted\nis: distance > 1000 ",
        ["E016", "distance", "scheduled_departure - 30 d", "scheduled_departure - 2 h"],
    ),
}


@pytest.fixture
def flights(few_flights):
    return few_flights


def check_all_requested(flights, path, old, new):
    design = flights / DESIGN
    text = design.read_text()
    assert text.count("decide_at:") == 1
    design.write_text(text.replace("decide_at:", "request: all\ndecide_at:"))
    file = flights / path
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    return check(flights)


def check(folder):
    command = [sys.executable, "-m", "wager", "-C", str(folder), "check", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)["findings"]


def test_the_project_itself_has_no_error(flights):
    code, findings = check(flights)
    assert code == 0
    assert not [finding for finding in findings if finding["code"].startswith("E")]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_named(flights, leak):
    path, old, new, words = LEAKS[leak]
    file = flights / path
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))
    code, findings = check(flights)
    assert code == 1
    assert any(
        finding["code"] == words[0] and all(word in finding["message"] for word in words[1:])
        for finding in findings
    ), findings


@pytest.mark.parametrize("leak", LEAKS)
def test_asking_for_all_columns_lets_none_of_them_through(flights, leak):
    path, old, new, words = LEAKS[leak]
    code, findings = check_all_requested(flights, path, old, new)
    assert code == 1
    assert words[0] in {finding["code"] for finding in findings}


def test_asking_for_all_columns_is_no_mistake_by_itself(flights):
    code, findings = check_all_requested(flights, MODEL, "weather.*]", "weather.*]  # as before")
    assert code == 0, findings
