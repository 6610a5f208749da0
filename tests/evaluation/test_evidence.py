"""Evidence: figures of everyone, differences on the same rows, slices, JSON both ways."""

import json

import numpy as np
import pyarrow as pa
import pytest

from wager.design.sentences.metrics import parse_metric
from wager.design.sentences.slices import SliceRef
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.evidence import Evidence
from wager.evaluation.gather import gather
from wager.evaluation.slices import expand, from_column, from_conditions, with_classes
from wager.foundation.errors import BadInputError, NotFoundError

RANDOM = np.random.default_rng(8)
ROWS = 600
TRUTH = (RANDOM.random(ROWS) < 0.3).astype(np.int64)
OUTCOMES = Outcomes(TRUTH, ("otherwise", "late"), ("none", "act"), np.arange(ROWS) // 20, "flight", "days")
PLACE = np.array(["EWR", "JFK", "LGA"])[RANDOM.integers(0, 3, ROWS)]
SLICES = {
    "origin": from_column(pa.array(PLACE)),
    "part": from_conditions(
        {"early": pa.array(np.arange(ROWS) % 2 == 0), "late": pa.array([None] * ROWS, pa.bool_())}
    ),
}


def contender(name, score):
    actions = (score > 0.5).astype(np.int8)
    money = np.where(actions == 1, np.where(TRUTH == 1, 8000, -1500), 0)
    return Contender(name, actions, money, np.column_stack([1 - score, score]))


GOOD = contender("good", np.clip(0.4 * TRUTH + 0.6 * RANDOM.random(ROWS), 0, 1))
BAD = contender("bad", RANDOM.random(ROWS))
IDLE = Contender("do_nothing", np.zeros(ROWS, np.int8), np.zeros(ROWS, np.int64))


def evidence():
    return gather(
        [GOOD, BAD, IDLE],
        OUTCOMES,
        SLICES,
        part="holdout",
        currency="USD",
        metrics={"alerts": parse_metric("rate of act per 1000 flights, lower is better")},
        decided_at=np.arange(ROWS),
        threshold=0.2,
        rows_fingerprint="abc",
    )


def test_differences_are_of_the_same_rows():
    found = evidence()
    assert found.money.value == pytest.approx(GOOD.money.mean() / 100 * 1000)
    apart = found.against("bad").measures
    assert apart["money"].value == pytest.approx((GOOD.money - BAD.money).mean() / 100 * 1000)
    assert apart["auc"].value == pytest.approx(
        found.of("good").measures["auc"].value - found.of("bad").measures["auc"].value
    )
    swapped = gather([BAD, GOOD], OUTCOMES, {}, part="holdout", currency="USD")
    assert swapped.against("good").measures["money"].value == -apart["money"].value
    assert swapped.against("good").measures["money"].se == apart["money"].se


def test_against_doing_nothing_is_the_money_itself_with_its_own_error():
    found = evidence()
    assert found.against("do_nothing").measures["money"].low == pytest.approx(found.money.low)
    assert found.against("do_nothing").measures["auc"].value is None


def test_slices_restrict_rows_and_parts_make_the_whole():
    found = evidence().of("good").slices
    rows = sum(figure["money"].rows for figure in found["origin"].values())
    money = sum(figure["money"].value * figure["money"].rows for figure in found["origin"].values())
    assert rows == ROWS
    assert money / 1000 == pytest.approx(GOOD.money.sum() / 100)
    assert found["part"]["late"]["money"].value is None


def test_json_brings_it_back():
    found = evidence()
    again = Evidence.from_json(json.loads(json.dumps(found.to_json())))
    assert again.to_json() == found.to_json()
    assert again.money == found.money
    assert (again.first, again.last, again.clusters) == (0, ROWS - 1, 30)


def test_unknown_contenders_name_the_nearest():
    with pytest.raises(NotFoundError, match="did you mean 'do_nothing'"):
        evidence().against("do_nothin")


def test_a_number_without_money_has_errors_only():
    truth = RANDOM.normal(size=ROWS)
    outcomes = Outcomes(truth, (), ("order",), np.arange(ROWS))
    found = gather([Contender("m", values=truth + 1)], outcomes, {}, part="tune", currency="USD")
    assert found.of("m").measures["mae"].value == pytest.approx(1)
    assert set(found.of("m").measures) == {"mae", "rmse"}


def test_references_to_slices():
    every = [name for name, _ in expand(SliceRef("origin", any="any"), SLICES, ROWS)]
    assert every == ["origin EWR", "origin JFK", "origin LGA"]
    other = expand(SliceRef("origin", any="any other"), SLICES, ROWS, SliceRef(value="JFK"))
    assert [name for name, _ in other] == ["origin EWR", "origin LGA"]
    assert expand(SliceRef(value="early"), SLICES, ROWS)[0][0] == "part early"
    assert expand(None, SLICES, ROWS)[0][1].all()
    for wrong, said in [
        (SliceRef("orign", any="any"), "did you mean 'origin'"),
        (SliceRef(value="JFC"), "did you mean 'JFK'"),
    ]:
        with pytest.raises(BadInputError, match=said):
            expand(wrong, SLICES, ROWS)
    twice = {**SLICES, "dest": {"JFK": np.ones(ROWS, bool)}}
    with pytest.raises(BadInputError, match="origin and dest"):
        expand(SliceRef(value="JFK"), twice, ROWS)


def test_classes_are_a_dimension_where_there_are_several():
    assert with_classes(SLICES, OUTCOMES) is SLICES
    several = Outcomes(np.array([0, 1, 2]), ("a", "b", "c"), ("none",), np.arange(3))
    assert with_classes({}, several)["class"]["b"].tolist() == [False, True, False]
