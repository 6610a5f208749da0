"""What a search tries follows from the file and the seed alone."""

import pytest

from wager.design.models.model_file import ModelFile, Search
from wager.foundation.errors import BadInputError
from wager.workflow.searching.halving import rounds
from wager.workflow.searching.space import count, tried

LOG = {"lightgbm.num_leaves": {"log": (4, 64)}, "lightgbm.learning_rate": {"log": (0.01, 0.3)}}


def model(over, seed=0, **search):
    return ModelFile("m", "models/m.yaml", algorithm="lightgbm", seed=seed, search=Search(over, **search))


def test_more_trials_begin_with_those_of_fewer():
    few, many = (tried(model(LOG, method="random", trials=count)) for count in (5, 30))
    assert many[:5] == few
    assert len(many) == 30
    assert all(4 <= one["num_leaves"] <= 64 and isinstance(one["num_leaves"], int) for one in many)
    assert all(0.01 <= one["learning_rate"] <= 0.3 for one in many)


def test_another_seed_tries_others():
    assert tried(model(LOG, method="random")) != tried(model(LOG, seed=1, method="random"))


def test_draws_are_even_by_the_logarithm():
    found = [one["learning_rate"] for one in tried(model(LOG, method="random", trials=400))]
    middle = (0.01 * 0.3) ** 0.5
    assert 160 < sum(value < middle for value in found) < 240


def test_what_can_be_listed_is_drawn_once_each():
    over = {"lightgbm.num_leaves": [3, 7, 15]}
    assert [one["num_leaves"] for one in tried(model(over, method="random", trials=20))] == [3, 7, 15]
    assert count(model({"lightgbm.num_leaves": {"log": (3, 5)}}, method="random", trials=20)) == 3


@pytest.mark.parametrize(
    ("over", "search", "said"),
    [
        (LOG, {"method": "grid"}, "no end of them"),
        (
            {"lightgbm.num_leaves": list(range(2, 30))},
            {"trials": 20},
            "28 combinations and `trials` allows 20",
        ),
        ({"xgboost.max_leaves": [3]}, {}, "`search` looks over xgboost.max_leaves"),
        ({"lightgbm.num_leaves": list(range(2, 1200))}, {}, "at most 1,000"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_its_place(over, search, said):
    with pytest.raises(BadInputError, match="models/m.yaml:1: E103 .*" + said):
        tried(model(over, **search))


def test_halving_keeps_the_published_schedule():
    """Jamieson & Talwalkar 2016, figure 1: every round keeps the better half, and costs about as much as each other."""
    planned = rounds(16, 10**6)
    assert [one.candidates for one in planned] == [16, 8, 4, 2]
    assert {one.candidates * one.share for one in planned} == {2}
