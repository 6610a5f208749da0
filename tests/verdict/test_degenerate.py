"""Input of which nothing can be said: it is refused with a reason, and never becomes a number, a word of proof or a traceback."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from rides import DESIGN, rides, write_rides
from wager.design.sentences.goals import parse_goal
from wager.design.sentences.metrics import parse_metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure
from wager.foundation.errors import BadInputError
from wager.interfaces.cli.main import main
from wager.verdict.question import Court
from wager.verdict.verdict import give_verdict

ROWS = 400
RANDOM = np.random.default_rng(17)
TRUTH = (RANDOM.random(ROWS) < 0.4).astype(np.int64)
OUTCOMES = Outcomes(TRUTH, ("otherwise", "late"), ("none", "act"), np.arange(ROWS) % 40)
CHANCE, OTHER = RANDOM.random(ROWS), RANDOM.random(ROWS)
MONEY = RANDOM.integers(-500, 900, ROWS)
ASKED = {
    "money": "1 USD",
    "rate of act": "5 pp",
    "rate of act in late": "5 pp",
    "recall of late": "5 pp",
    "precision of late": "5 pp",
    "false_positive_rate of late": "5 pp",
    "auc": "0.05",
    "average_precision": "0.05",
    "calibration": "0.05",
    "brier": "0.05",
    "log_loss": "0.05",
}


def contender(name="m", chance=CHANCE, money=MONEY):
    acts = (np.asarray(chance) > 0.5).astype(np.int8)
    return Contender(name, acts, money, np.column_stack([1 - chance, chance]))


CHAMPION = contender("rule", OTHER, np.roll(MONEY, 7))


def judged(metric, model, outcomes=OUTCOMES, champion=CHAMPION):
    """Judge one improvement, guarded by itself."""
    lower = parse_metric(metric).better == "lower"
    way, harm = ("Decrease", "increasing") if lower else ("Increase", "decreasing")
    asked = ASKED[metric]
    sentence = f"{way} {metric} by {asked} over champion without {harm} {metric} by more than {asked}"
    goal = replace(parse_goal(sentence), id="G1")
    court = Court(model, {model.name: model, champion.name: champion}, champion.name, outcomes, "USD", 0.05)
    return give_verdict("H1", [goal], {}, court, {})


def check_refused(metric, model, outcomes=OUTCOMES, champion=CHAMPION, *, reason, guard="unmeasured"):
    """See that the goal is unmeasured for this reason, and that what is written is JSON without NaN."""
    verdict = judged(metric, model, outcomes, champion)
    assert verdict.word == "INCONCLUSIVE"
    assert verdict.goals[0].result == "unmeasured"
    assert verdict.guards[0].result == guard
    assert reason in verdict.goals[0].why
    json.dumps(verdict.to_json(), allow_nan=False)


def test_the_same_contenders_can_be_measured_where_nothing_is_wrong():
    for metric in ASKED:
        assert judged(metric, contender()).goals[0].result != "unmeasured"


@pytest.mark.parametrize(
    ("metric", "value", "reason"),
    [
        ("auc", 0, "only one class is there"),
        ("auc", 1, "only one class is there"),
        ("average_precision", 0, "only one class is there"),
        ("recall of late", 0, "there are no rows of late"),
        ("rate of act in late", 0, "there are no such rows"),
        ("false_positive_rate of late", 1, "there are no rows outside late"),
    ],
)
def test_one_class_only(metric, value, reason):
    outcomes = replace(OUTCOMES, truth=np.full(ROWS, value))
    check_refused(metric, contender(), outcomes, reason=reason)
    found = estimate(
        measure(parse_metric(metric), contender(), outcomes, np.ones(ROWS, bool)), outcomes.clusters
    )
    assert (found.value, found.se, found.low, found.high) == (None, None, None, None)


@pytest.mark.parametrize("metric", ASKED)
def test_zero_rows(metric):
    none = np.zeros(0, np.int64)
    outcomes = replace(OUTCOMES, truth=none, clusters=none)
    model, champion = (contender(name, np.zeros(0), none) for name in ("m", "rule"))
    check_refused(metric, model, outcomes, champion, reason="cannot be measured: ")


@pytest.mark.parametrize("metric", ASKED)
@pytest.mark.parametrize("clusters", [1, 5])
def test_too_few_clusters(metric, clusters):
    outcomes = replace(OUTCOMES, clusters=np.arange(ROWS) % clusters)
    check_refused(metric, contender(), outcomes, reason=" cluster")  # which are too few


@pytest.mark.parametrize("metric", ASKED)
def test_identical_models(metric):
    """No row differs: nothing is won and nothing harmed, and no interval of width zero says how certain that is."""
    champion = replace(contender(), name="rule")
    check_refused(metric, contender(), champion=champion, reason="no row differs", guard="proven")


@pytest.mark.parametrize("metric", ["rate of act", "recall of late", "auc", "brier", "log_loss"])
def test_constant_predictions_of_both(metric):
    model, champion = (contender(name, np.full(ROWS, 0.3)) for name in ("m", "rule"))
    check_refused(metric, model, champion=champion, reason="no row differs", guard="proven")


def test_constant_predictions_rank_like_a_coin():
    found = measure(parse_metric("auc"), contender(chance=np.full(ROWS, 0.3)), OUTCOMES, np.ones(ROWS, bool))
    assert found.value == 0.5


def test_whoever_never_acts_has_no_precision():
    check_refused("precision of late", contender(chance=np.zeros(ROWS)), reason="no rows that were acted on")


def test_a_gain_that_is_the_same_in_each_row_is_not_proven():
    """As of one class only, where acting always pays the same: the next row may be of the other class."""
    model = contender(money=np.full(ROWS, 700))
    champion = contender("rule", OTHER, np.zeros(ROWS, np.int64))
    check_refused("money", model, champion=champion, reason="every row differs by the same", guard="proven")


BAD = [math.nan, math.inf, -math.inf]


def with_one(bad, values=CHANCE):
    found = np.array(values, dtype=np.float64)
    found[3] = bad
    return found


@pytest.mark.parametrize("bad", [*BAD, 1.5, -0.1])
def test_probabilities_that_are_none(bad):
    with pytest.raises(BadInputError, match=r"the probabilities of m are not all .* 1 of 400 rows"):
        contender(chance=with_one(bad))


@pytest.mark.parametrize("bad", BAD)
def test_probabilities_of_several_classes(bad):
    given = np.full((ROWS, 3), 1 / 3)
    given[5] = bad
    with pytest.raises(BadInputError, match="NaN or infinite"):
        Contender("m", probabilities=given)


@pytest.mark.parametrize("bad", [*BAD, 1e200])
def test_predictions_and_outcomes_that_are_no_numbers(bad):
    with pytest.raises(BadInputError, match="the predictions of m are not all"):
        Contender("m", values=with_one(bad))
    with pytest.raises(BadInputError, match="the outcomes are not all"):
        Outcomes(with_one(bad), (), ("none",), np.arange(ROWS))


@pytest.mark.parametrize("bad", [*BAD, 2.0**60])
def test_money_that_is_infinite_or_beyond_counting(bad):
    with pytest.raises(BadInputError, match=r"the money of m \(minor units\) are not all"):
        contender(money=with_one(bad, MONEY))


@pytest.mark.parametrize("kind", ["mae", "rmse"])
def test_the_largest_predictions_still_give_finite_figures(kind):
    outcomes = Outcomes(RANDOM.normal(size=ROWS), (), ("none",), np.arange(ROWS))
    model = Contender("m", values=np.where(np.arange(ROWS) % 2 == 0, 1e50, -1e49))
    found = estimate(measure(parse_metric(kind), model, outcomes, np.ones(ROWS, bool)), outcomes.clusters)
    assert all(math.isfinite(number) for number in (found.value, found.se, found.low, found.high))


class Infinite:
    """Columns of a ratio whose numerator is infinite in one row."""

    def numbers(self, trees, values, took):
        return with_one(math.inf), np.ones(ROWS)


def test_a_ratio_of_what_is_infinite():
    metric = parse_metric("ratio of delay to distance")
    found = measure(metric, contender(), replace(OUTCOMES, read=Infinite()), np.ones(ROWS, bool))
    assert math.isnan(found.value)
    assert found.reason == "`ratio of delay to distance` of m is no finite number"


def wager(capsys, folder, *arguments):
    """Run the command; what it ends with, and what it said."""
    code = main(["-C", str(folder), *arguments])
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    return code, said.out, said.err


def project(tmp_path, old="", new="", change=lambda ride: ride):
    """Write the small project with its design edited, and its rides changed."""
    folder = write_rides(tmp_path / "rides")
    assert old in DESIGN
    (folder / "designs" / "late-bus.md").write_text(DESIGN.replace(old, new) if old else DESIGN, "utf-8")
    rows = [change(ride) for ride in rides()]
    lines = [",".join(rows[0]), *(",".join(str(value) for value in row.values()) for row in rows)]
    (folder / "data" / "rides.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def judge(capsys, folder):
    code, _, said = wager(capsys, folder, "freeze", "late-bus", "H1")
    assert code == 0, said
    return wager(capsys, folder, "judge", "late-bus", "H1")


def test_judging_one_class_says_which_rows_are_not_there(capsys, tmp_path):
    folder = project(
        tmp_path, change=lambda ride: {**ride, "delay": "0"} if ride["due"] >= "2024-03-11" else ride
    )
    code, said, _ = judge(capsys, folder)
    assert code == 0
    assert "G1.1  unknown  line one          -  not measured  over evening" in said
    assert "it cannot be measured: there are no rows" in said
    assert "SHIP" not in said


def test_judging_one_cluster_gives_no_interval(capsys, tmp_path):
    code, said, _ = judge(capsys, project(tmp_path, "cluster: day(due)", "cluster: year(due)"))
    assert code == 0
    assert "H1 of late-bus: INCONCLUSIVE" in said
    found = said.partition("what was found")[2].partition("what could")[0]
    assert found.count("-  not enough rows") == found.count("unknown") == 4
    assert "not enough rows to say (1 cluster is too" in said


def test_judging_a_model_against_itself_proves_nothing(capsys, tmp_path):
    code, said, _ = judge(capsys, project(tmp_path, "model: by-line\ngoals", "model: evening\ngoals"))
    assert code == 0
    assert "H1 of late-bus: INCONCLUSIVE" in said
    assert "G1    unknown  all rides         -  no row differs  over evening" in said
    assert "no row differs; no number of rows tells them apart" in " ".join(said.split())


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("late: -effort,", "late: -effort / 0,", "the pay of 'warn' is null in 1 of 1 rows"),
        ("late: -effort,", "late: -effort * rain,", "the pay of 'warn' is null in 87 of 1800 rows"),
        (
            "late: -effort,",
            "late: effort * 100000000000000000,",
            "the pay of 'warn' exceeds 2**53 minor units",
        ),
    ],
)
def test_judging_money_that_is_none_or_infinite_is_bad_input(capsys, tmp_path, old, new, match):
    code, said, told = judge(capsys, project(tmp_path, old, new))
    assert (code, said) == (3, "")
    assert match in told
