"""The future deleted: what is right changes in no bit, and what sees it is named with its column, its known time and T."""

import shutil

import numpy as np
import pytest

from pythonic import checked, write_pythonic
from rides import write_rides
from wager.data.clocks import known_time_of
from wager.features import kernel, place
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.inputs import used_features
from wager.workflow.proving import prove_features as proving
from wager.workflow.proving.later import cuts
from wager.workflow.proving.sample import Chosen
from wager.workflow.read_project import read_definitions

EVERYTHING = """\
features: every
owner: timetable
from: rides
by: line
over: [2 d, 10 d .. 1 d]
define:
  n: count()
  wet: sum(rain)
  mean: mean(delay)
  most: max(delay)
  last: last(late)
  since: time_since_last(where late)
  part: share(late) - share(rain > 1)
  none: count(where delay is null)
take: []
"""


def proven(root, design="late-bus", **more):
    wiring = open_folder(root)
    definitions = read_definitions(wiring)
    names = [*definitions.features]
    assert len(used_features(names, definitions.features)) == len(names)
    return proving.prove_features(wiring, definitions, definitions.design(design), names, **more)


@pytest.fixture
def root(tmp_path):
    root = write_pythonic(tmp_path / "rides")
    (root / "features/every.yaml").write_text(EVERYTHING.replace("take: []\n", ""))
    api.open(root).snapshot()
    return root


def test_features_that_see_only_the_past_are_not_accused_and_are_remembered(root, monkeypatch):
    assert proven(root) == []
    monkeypatch.setattr(proving, "ask_question", None)
    assert proven(root) == []


@pytest.mark.slow
def test_of_the_features_of_flights_only_those_of_an_aircraft_see_the_future(few_flights):
    """The example plants it: who flies is known when it leaves, and the decision is before."""
    found = shown(proven(few_flights, "flight-protect"))
    assert {*found} == {"aircraft.legs_1d", "aircraft.previous_delay_1d", "aircraft.since_landing_1d"}
    assert all("reads tailnum of flights, known at left_at = " in text for text in found.values())


def all_late(root, minutes):
    csv = root / "data/rides.csv"
    lines = csv.read_text().splitlines()
    lines[1:] = [f"{line.rpartition(',')[0]},{minutes(place)}" for place, line in enumerate(lines[1:])]
    csv.write_text("\n".join(lines) + "\n")
    api.open(root).snapshot()


def shown(findings):
    return {one.message.split()[1]: str(one) for one in findings}


def test_a_kernel_that_lets_in_what_is_known_at_the_decision_is_found(root, monkeypatch):
    """Rides that arrive exactly at a decision: one bit of strictness, and the features that see it."""
    # Rides leave every 72 minutes and are decided 30 before: who is 42 late arrives as the next one is decided.
    all_late(root, lambda place: 42 + 72 * (place % 3))
    assert proven(root) == []
    right = kernel.enters
    monkeypatch.setattr(kernel, "enters", lambda *given: right(*given) - 1)
    shutil.rmtree(root / ".wager/cache/proofs")
    found = shown(proven(root))
    assert {"every.mean_2d", "every.since_2d"} <= set(found)
    assert "every.n_2d" not in found  # when a ride is due is known long before
    text = found["every.mean_2d"]
    assert text.startswith("features/every.yaml:9: E020 feature every.mean_2d sees the future: for row ")
    assert "reads delay, line of rides, known at greatest(arrived, due - 7 d); correct" in text
    assert "decided at T = 2024-" in text


def test_a_plan_that_forgets_a_column_of_the_condition_is_found(root, monkeypatch):
    """The clocks of an aggregate are found anew: a plan that reads fewer columns than it should does not pass."""
    all_late(root, lambda place: 60 + place % 7 - 62 * (place % 5 == 0))
    monkeypatch.setattr(
        place,
        "known_time_of",
        lambda source, names: known_time_of(
            source, [n for n in names if n not in {"delay", "late"}] or ["line"]
        ),
    )
    found = shown(proven(root))
    assert {"every.mean_2d", "history.line_late_2d"} <= set(found)
    assert not {"every.n_2d", "every.wet_2d", "clock.hour"} & set(found)


def test_a_column_of_the_row_itself_that_comes_later_is_named(root):
    (root / "features/early.yaml").write_text(
        "features: early\nowner: timetable\ndefine: {again: delay * 2, hour: hour(due)}\n"
        "python: {more: {call: 'features/scales.py:per_line', reads: [delay, rain]}}\n"
    )
    found = shown(proven(root))
    assert {*found} == {"early.again", "early.more"}
    assert found["early.again"].startswith("features/early.yaml:3: E020")
    assert (
        "it reads delay of rides, known at arrived = due + minutes(coalesce(delay, 0));"
        in found["early.again"]
    )
    assert "and null once what became known" in found["early.again"]
    # By definition `check` says the same first, where a model reads it.
    model = root / "models/by-history.yaml"
    model.write_text(model.read_text().replace("weather.*", "early.*"))
    assert all("E011" in one for one in checked(root))


def test_freeze_refuses_a_feature_that_sees_the_future(tmp_path, monkeypatch):
    root = write_rides(tmp_path / "rides")
    all_late(root, lambda place: 60 if place % 3 else 1)
    project = api.open(root)
    project.snapshot()
    project.freeze("late-bus", "H1")
    project.judge("late-bus", "H1")
    monkeypatch.setattr(place, "known_time_of", lambda source, names: known_time_of(source, ["line"]))
    with pytest.raises(RefusedError, match=r"E020 feature history\.line_late_2d sees the future"):
        project.freeze("late-bus", "H2")


def test_the_future_is_deleted_from_moments_early_late_and_last():
    assert cuts(Chosen(np.array([5, 5, 9]), np.arange(3)), 3) == [5, 9]
    assert cuts(Chosen(np.array([], np.int64), np.array([], np.int64)), 3) == []
