"""What an analysis suggests: each rule by itself, on figures made by hand; and what is kept is read back as it was."""

from dataclasses import replace

import pytest

from wager.evaluation.analysis.complexity import Complexity
from wager.evaluation.analysis.fits import Ageing, LearningCurve, Step, chance_of_fitting, widened
from wager.evaluation.analysis.honest import Recalibrated
from wager.evaluation.analysis.importance import Importance
from wager.evaluation.analysis.rules import EACH, PROMISE, with_advice
from wager.evaluation.analysis.search import Search, Slice
from wager.evaluation.analysis.whole import Analysis
from wager.evaluation.estimate import Estimate


def money(value, low, high, se=None):
    return Estimate(value, (high - low) / 4 if se is None else se, low, high, 60, 5000, 5000, "EUR")


def important(name, value, spread, seconds=None):
    return Importance(name, money(value, value - spread, value + spread), None, seconds, None)


GAIN = money(1000.0, 800.0, 1200.0)
PLAIN = Analysis(
    *("run", "m", "d", "tune", "row", "days", "EUR", "UTC", 5000, 60, "do_nothing", "", GAIN),
    Complexity(3, 1, 0, 0.0, 0, "rule", GAIN),
    importance=(important("a", 500.0, 50.0), important("b", 400.0, 50.0), important("c", 300.0, 50.0)),
)


def about(**changes):
    return [one.about for one in with_advice(replace(PLAIN, **changes)).next]


def gained(gain):
    return {"complexity": replace(PLAIN.complexity, gain=gain)}


def searched(against, adjusted, of_all=-30.0):
    found = Slice(("a",), "a > 2", 100, 0.02, money(-1500.0, -2000.0, -1000.0), of_all, adjusted, adjusted)
    return (Search(against, 3, 3, 60, 0, 0, 1, (found,)),)


def curve(value, p):
    step = Step(1000, 1, GAIN, 1.0)
    return LearningCurve((step, step), money(value, value - 20, value + 20), p)


def test_nothing_is_said_of_a_sound_model():
    assert about() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signs": ({"path": "p", "line": 1, "code": "W401", "message": "m"},)}, "leak"),
        (gained(money(-300.0, -400.0, -200.0)), "worse"),
        (gained(money(300.0, -100.0, 700.0)), "too little data"),
        ({"searches": searched("do_nothing", 0.001)}, "slice"),
        ({"searches": searched(PROMISE, 0.001)}, "slice"),
        ({"recalibrated": Recalibrated(money(90.0, 40.0, 140.0), 0.001)}, "probabilities"),
        ({"curve": curve(100.0, 0.001)}, "rows"),
        ({"ageing": Ageing(2000, 40.0, money(200.0, 100.0, 300.0), 0.001)}, "age"),
        ({"importance": (*PLAIN.importance, important("idle", 1.0, 8.0, 3.0))}, "nothing"),
        ({"importance": (important("a", 900.0, 50.0), important("b", 20.0, 8.0))}, "everything"),
    ],
)
def test_each_rule_says_its_own(changes, said):
    assert about(**changes) == [said]


@pytest.mark.parametrize(
    "changes",
    [
        {"searches": searched("do_nothing", EACH * 1.1)},
        {"searches": searched("its mean", 1e-9)},  # some rows earn less than others: that is no fault
        {"recalibrated": Recalibrated(money(90.0, -10.0, 190.0), 0.03)},
        {"recalibrated": Recalibrated(money(9.0, 5.0, 13.0), 1e-6)},  # sure, and hardly anything
        {"curve": curve(100.0, 0.02)},
        {"curve": curve(30.0, 1e-6)},
        {"ageing": Ageing(2000, 40.0, money(30.0, 20.0, 40.0), 1e-6)},
        {"importance": (*PLAIN.importance, important("unsure", 1.0, 80.0))},
        {"importance": (*PLAIN.importance, important("small", 20.0, 4.0))},
    ],
)
def test_nothing_is_said_where_it_is_not_sure_or_not_worth_it(changes):
    assert about(**changes) == []


def test_at_most_five_things_and_doubts_first():
    everything = {
        "searches": searched("do_nothing", 1e-6, -500.0) + searched(PROMISE, 1e-6, -40.0),
        "recalibrated": Recalibrated(money(90.0, 40.0, 140.0), 1e-6),
        "curve": curve(100.0, 1e-6),
        "ageing": Ageing(2000, 40.0, money(200.0, 100.0, 300.0), 1e-6),
        "signs": ({"path": "p", "line": 1, "code": "W401", "message": "m"},),
        "importance": (*PLAIN.importance, important("idle", 0.0, 8.0)),
    }
    assert about(**everything) == ["leak", "slice", "age", "rows", "probabilities"]


def test_more_rows_that_would_do():
    (one,) = with_advice(replace(PLAIN, **gained(money(300.0, -300.0, 900.0)))).next
    assert "about 15,000 more rows" in one.do  # twice as wide as the gain: four times the rows


def test_what_is_idle_says_what_it_costs():
    idle = (important("idle", 1.0, 8.0, 3.04), important("still", 0.0, 5.0))
    (one,) = with_advice(replace(PLAIN, importance=(*PLAIN.importance, *idle))).next
    assert (
        "idle is worth nothing: +1.00 EUR (-7.00 EUR .. +9.00 EUR) per 1,000 rows, and costs 3.0 s; so is still"
        in one.said
    )


def test_what_is_written_is_read_back():
    whole = with_advice(
        replace(
            PLAIN,
            searches=searched("do_nothing", 0.001),
            recalibrated=Recalibrated(money(9.0, 5.0, 13.0), 0.5),
            curve=curve(3.0, 0.5),
            ranking={"auc": money(0.8, 0.7, 0.9)},
        )
    )
    assert Analysis.from_json(whole.to_json()) == whole


def test_the_chance_of_fitting_widens_and_never_narrows():
    assert chance_of_fitting([]) == 0.0
    one = money(10.0, 2.0, 18.0, se=4.0)
    assert widened(one, 0.0) == one
    wide = widened(one, 9.0)
    assert (wide.se, wide.low, wide.high) == (5.0, 0.0, 20.0)
    sure = widened(money(10.0, 10.0, 10.0, se=0.0), 25.0)  # the rows say nothing of its error
    assert sure.low == pytest.approx(10 - 2.001 * 5, abs=0.01)
