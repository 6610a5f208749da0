"""A holdout that does not exist yet: real flights replayed day by day, from a freeze in September to its verdict."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats

from stories.replayed import DAY, Replay, landed, read_flights, scheduled, with_outcomes_shuffled
from wager.design.frozen.log import log_folder, read_log
from wager.evaluation.wild import weights
from wager.foundation.errors import RefusedError, UsageError
from wager.foundation.moments import parse_moment
from wager.interfaces.cli.render.ahead import waiting_lines
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.reproduce_version import reproduce_version

D = "flight-protect"
FROZEN = parse_moment("2013-09-10", "America/New_York")
DAYS = 21
DUE = FROZEN + DAYS * DAY
MATURES = 3 * DAY


@pytest.fixture(scope="module")
def flights():
    table = read_flights()
    t = scheduled(table)
    begin, end = parse_moment("2013-06-01"), parse_moment("2013-11-01")
    return table.filter(pa.array((t >= begin) & (t < end)))


def replay(flights, folder, early):
    """Freeze, ask on each of some days, and ask on the day on which the verdict is due."""
    project = Replay("examples/flights", folder, flights)
    frozen = freeze_hypothesis(project.on(FROZEN), D, "H1")
    before = [judge_hypothesis(project.on(FROZEN + day * DAY), D, "H1") for day in early]
    return project, frozen, before


@pytest.fixture(scope="module")
def replayed(flights, tmp_path_factory):
    folder = tmp_path_factory.mktemp("replayed") / "flights"
    project, frozen, before = replay(flights, folder, range(1, DAYS))
    wiring = project.on(DUE)
    judged = judge_hypothesis(wiring, D, "H1")
    return project, frozen, before, judged, wiring


def test_the_verdict_comes_on_the_day_that_the_freeze_printed(replayed):
    _, frozen, before, judged, _ = replayed
    assert parse_moment(frozen.window["due"]) == DUE
    assert [one.verdict for one in before] == ["WAITING"] * (DAYS - 1)
    assert [one.days_left for one in before] == list(range(DAYS - 1, 0, -1))
    assert {one.due for one in before} == {frozen.window["due"]}
    assert judged.verdict in {"SHIP", "HARM", "REFUTED", "INCONCLUSIVE"}
    assert parse_moment(judged.at) == DUE
    assert judged.judgement.grade == "P"
    assert judged.looks == 1


def judged_rows(replayed):
    """Read what was judged from the store: key columns and moments of decision."""
    project, _, _, _, wiring = replayed
    (entry,) = [
        one for one in read_log(log_folder(project.folder / f"designs/{D}.md")) if one.kind == "verdict"
    ]
    return pq.read_table(wiring.objects.path(entry.body["judged_on"]["predictions"]["object"]))


def test_no_outcome_of_a_judged_row_was_known_at_the_freeze(replayed, flights):
    rows = judged_rows(replayed)
    keys = list(
        zip(*(rows[name].to_pylist() for name in ("key 0", "key 1")), as_micro(rows["key 2"]), strict=True)
    )
    source = zip(
        flights["carrier"].to_pylist(), flights["flight"].to_pylist(), scheduled(flights), strict=True
    )
    known = dict(zip(source, landed(flights), strict=True))
    assert len(keys) == len(set(keys)) > 10_000
    assert min(known[key] for key in keys) > FROZEN
    assert max(known[key] for key in keys) < DUE
    # and none that could have judged is missing
    decided = scheduled(flights) - 2 * 60 * 60 * 10**6
    assert len(keys) == ((decided > FROZEN) & (decided <= DUE - MATURES)).sum()


def as_micro(column):
    return column.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy().tolist()


def test_whoever_asks_early_is_told_the_same_whatever_will_come(replayed, flights, tmp_path):
    """The outcomes of all flights since the freeze are shuffled: what an early `judge` prints stays the same."""
    _, _, before, _, _ = replayed
    days = (1, 8, 20)
    _, _, shuffled = replay(with_outcomes_shuffled(flights, FROZEN, 7), tmp_path / "flights", days)
    for day, other in zip(days, shuffled, strict=True):
        mine = before[day - 1]
        assert json.dumps(mine.to_json()) == json.dumps(other.to_json())
        assert waiting_lines(mine.to_json()) == waiting_lines(other.to_json())
    assert before[0].so_far.rows == 0  # nothing has matured yet
    assert before[19].so_far.rows > before[7].so_far.rows > 0
    assert all(one.so_far.detects for one in before[9:])  # six days are the fewest that say anything


def test_the_verdict_is_the_one_computed_by_hand(replayed, flights):
    """The table, the evening rule, money, clusters of days, bounds: numpy, straight from the published file."""
    _, _, _, judged, _ = replayed
    t = scheduled(flights)
    decided, late = t - 2 * 3600 * 10**6, flights["arr_delay"].to_numpy(zero_copy_only=False)
    disrupted = np.isnan(late) | (late >= 30)
    local = np.asarray(
        flights["time_hour"]
        .cast(pa.timestamp("us", "UTC"))
        .cast(pa.timestamp("us", "America/New_York"))
        .to_pandas()
        .dt.hour
    )
    day = np.asarray(
        flights["time_hour"]
        .cast(pa.timestamp("us", "UTC"))
        .to_pandas()
        .dt.tz_convert("America/New_York")
        .dt.strftime("%Y%m%d")
    )
    first_tune = decided[decided >= parse_moment("2013-08-01", "America/New_York")].min()
    train = (decided >= parse_moment("2013-06-01", "America/New_York")) & (decided < first_tune)
    train &= decided + MATURES <= first_tune
    held = (decided > FROZEN) & (decided <= DUE - MATURES)
    group = np.asarray(
        [
            f"{c} {o} {h}"
            for c, o, h in zip(
                flights["carrier"].to_pylist(), flights["origin"].to_pylist(), local, strict=True
            )
        ]
    )
    overall = disrupted[train].mean()
    sums, counts = {}, {}
    for name, happened in zip(group[train], disrupted[train], strict=True):
        sums[name], counts[name] = sums.get(name, 0) + happened, counts.get(name, 0) + 1
    rate = np.asarray(
        [
            (sums.get(g, 0) + 50 * overall) / (counts.get(g, 0) + 50) if g in counts else overall
            for g in group[held]
        ]
    )
    truth = disrupted[held]
    protect = rate * (-400 - 0.4 * 2000) + (1 - rate) * -400 > rate * -2000
    evening = local[held] >= 19

    def money(acts):
        return np.where(acts, np.where(truth, -1200.0, -400.0), np.where(truth, -2000.0, 0.0))

    per_row = money(protect) - money(evening)
    estimate, se, low, high = by_days(per_row, day[held], float(judged.judgement.alpha))
    proof = next(one for one in judged.judgement.goals if one.id == "G1")
    assert judged.judgement.rows == held.sum()
    assert proof.estimate.value == pytest.approx(1000 * estimate, abs=0.006)
    assert proof.estimate.se == pytest.approx(1000 * se, abs=0.006)
    assert proof.low == pytest.approx(1000 * low, abs=0.05)
    assert proof.high == pytest.approx(1000 * high, abs=0.05)
    word = word_by_hand(judged, protect, evening, truth, flights.filter(pa.array(held)), day[held], money)
    assert judged.verdict == word


def by_days(per_row, day, alpha):
    """Mean per row, its standard error over days, and the one-sided bounds: fewer than 30 days, so the wild bootstrap,
    or where their sums are skewed t without their skewness, if that is further.

    The weights are wager's, all else is written out: what is left of each day under a null, times the draw's weight.
    """
    days, place = np.unique(day, return_inverse=True)
    rows, estimate = np.bincount(place), per_row.mean()
    assert len(days) < 30
    scale, drawn = len(days) / (len(days) - 1), weights(len(days))

    def deviation(sums):
        return np.sqrt(scale * (sums**2).sum(axis=-1)) / len(per_row)

    left_of_days = np.bincount(place, weights=per_row - estimate)
    se = deviation(left_of_days)
    skewed = stats.skew(left_of_days, bias=False) / np.sqrt(len(days))  # they sum to zero, their mean as well

    def rare(null, side):
        left = drawn * np.bincount(place, weights=per_row - null)
        means = left.sum(axis=1) / len(per_row)
        tops = side * means / deviation(left - means[:, None] * rows)
        return (1 + (tops >= side * (estimate - null) / se).sum()) / (len(drawn) + 1) <= alpha

    def bound(side):
        within, beyond = 0.0, 50.0
        for _ in range(30):
            middle = (within + beyond) / 2
            within, beyond = (
                (within, middle) if rare(estimate + side * middle * se, -side) else (middle, beyond)
            )
        return estimate + side * max(beyond, lengthened(-side * skewed)) * se

    def lengthened(a):
        """Hall's transformation, where the tail lies on that side."""
        t = stats.t.ppf(1 - alpha, len(days) - 1)
        return 0.0 if a >= 0 else max(t, 3 / a * (np.cbrt(1 + a * (t - a / 6)) - 1))

    return estimate, se, bound(-1), bound(1)


def word_by_hand(judged, protect, evening, truth, held, day, money):
    """The first row of the table of verdicts that holds, with every goal and guardrail of H1."""
    alpha = float(judged.judgement.alpha)

    def bounds(per_row):
        estimate, _, low, high = by_days(per_row, day, alpha)
        return estimate, low, high

    gain = bounds(1000 * (money(protect) - money(evening)))
    over_nothing = bounds(1000 * (money(protect) - money(np.zeros_like(protect))))
    alerts = bounds(1000 * (protect.astype(float) - evening))
    recalls = []
    for origin in ("EWR", "JFK", "LGA"):
        among = truth & (np.asarray(held["origin"].to_pylist()) == origin)
        _, _, low, high = by_days((protect.astype(float) - evening)[among], day[among], alpha)
        recalls.append((low, high))
    harm = gain[2] < 0 or over_nothing[2] < 0 or alerts[1] > 50 or any(high < -0.02 for _, high in recalls)
    ship = (
        gain[1] > 0 and gain[0] >= 8000 and over_nothing[1] > 0 and alerts[2] < 50
        and all(low > -0.02 for low, _ in recalls)
    )  # fmt: skip
    return (
        "HARM"
        if harm
        else "SHIP"
        if ship
        else "REFUTED"
        if gain[2] < 8000 or over_nothing[2] < 0
        else "INCONCLUSIVE"
    )


def test_a_replay_on_the_whole_history_finds_the_same(replayed, flights, tmp_path):
    _, _, _, judged, _ = replayed
    project = Replay("examples/flights", tmp_path / "flights", flights)
    wiring = project.on(parse_moment("2013-11-20"))
    again = judge_hypothesis(wiring, D, "H1", as_of="2013-09-10")
    assert again.judgement.grade == "X"
    assert again.verdict == judged.verdict
    assert [one.estimate for one in again.judgement.goals] == [one.estimate for one in judged.judgement.goals]
    assert not log_folder(project.folder / f"designs/{D}.md").exists()
    with pytest.raises(RefusedError, match="still to come"):
        judge_hypothesis(wiring, D, "H1", as_of="2013-11-10")
    with pytest.raises(UsageError, match="--as-of"):
        judge_hypothesis(wiring, D, "H1", as_of="last spring")


def test_a_replay_does_not_look_where_a_frozen_hypothesis_waits(flights, tmp_path):
    project = Replay("examples/flights", tmp_path / "flights", flights)
    freeze_hypothesis(project.on(FROZEN), D, "H1")
    with pytest.raises(RefusedError, match="still waits"):
        judge_hypothesis(project.on(FROZEN + 40 * DAY), D, "H1", as_of="2013-09-12")


def test_what_was_judged_is_rebuilt(replayed):
    _, _, _, judged, wiring = replayed
    assert reproduce_version(wiring, judged.version).identical


def test_a_verdict_that_was_given_stays(replayed):
    project, _, _, judged, _ = replayed
    again = judge_hypothesis(project.on(DUE + 10 * DAY), D, "H1")
    assert again.already
    assert again.judgement == judged.judgement
