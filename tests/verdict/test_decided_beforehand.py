"""What anybody decides on held-out rows is decided before their outcomes are known: other outcomes, the same decisions."""

import json

import numpy as np
import pytest

from rides import DESIGN, rides, write_rides
from wager.evaluation.decisions import decided
from wager.interfaces import api
from wager.money.pays import Pays

HOLDOUT = "2024-03-11"
POLICIES = {
    "by the money": "",
    "by a threshold": "policy: {threshold: {warn: 0.3}}\n",
}


def judged_rates(folder, turned, policy=""):
    """Judge H1 and tell how often each contender warned, with the delays of the holdout as they are, or turned round."""
    folder = write_rides(folder)
    model = folder / "models" / "by-line.yaml"
    model.write_text(model.read_text("utf-8") + policy, "utf-8")
    rows = [dict(ride) for ride in rides()]
    for ride in rows if turned else ():
        if ride["due"] >= HOLDOUT:
            ride["delay"] = "0" if float(ride["delay"]) >= 5 else "20"
    lines = [",".join(rows[0]), *(",".join(str(value) for value in ride.values()) for ride in rows)]
    (folder / "data" / "rides.csv").write_text("\n".join(lines) + "\n", "utf-8")
    project = api.open(folder)
    project.freeze("late-bus", "H1")
    found = project.judge("late-bus", "H1").to_json()["evidence"]
    rates = {one["name"]: one["measures"]["rate of warn"]["value"] for one in found["contenders"]}
    recalls = {one["name"]: one["measures"]["recall"]["value"] for one in found["contenders"]}
    return rates, recalls


def check_decisions(tmp_path, policy=""):
    """See that other outcomes of the held-out rows leave each decision as it was."""
    rates, recalls = judged_rates(tmp_path / "as-it-is", turned=False, policy=policy)
    others, turned = judged_rates(tmp_path / "turned", turned=True, policy=policy)
    assert recalls != turned  # the outcomes are others
    assert rates == others, json.dumps([rates, others])


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_held_out_outcomes_move_no_decision(tmp_path, policy):
    assert "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11" in DESIGN
    check_decisions(tmp_path, policy)


def test_what_a_model_does_hangs_on_its_answers_alone():
    pays = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
    random = np.random.default_rng(8)
    chance = random.random(300)
    given = np.column_stack([1 - chance, chance])
    for thresholds in (None, {"act": 0.4}):
        one, other = (
            decided("m", "probabilities", given, pays, random.integers(0, 2, 300), thresholds=thresholds)
            for _ in range(2)
        )
        assert (one.actions == other.actions).all()
        assert (one.money != other.money).any()
