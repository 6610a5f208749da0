"""Where a hypothesis stands: timeboxes, check-ins, lessons, the edges taken, and what tasks become."""

import pytest

from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.frozen.log import Entry
from wager.design.frozen.route import follow
from wager.design.frozen.standing import standing
from wager.foundation.amounts import DAY
from wager.foundation.errors import RefusedError
from wager.workflow.standing.due import due
from wager.workflow.standing.in_time import demand_in_time, demand_lessons, stands
from wager.workflow.standing.tasks import mentioned, tasks_after
from wager.workflow.standing.timebox import all_stand, timebox, timed

TEXT = """\
---
design: bookings
owner: revenue
---
# Guests cancel late

```yaml wager.rows
from: bookings.csv
key: booking_id
decide_at: booked_at
```

```yaml wager.objective
is: cancelled
matures: 0 d
```

SPLIT
```yaml wager.money
pays: {act: {cancelled: 80 USD, otherwise: -15 USD}}
```

```yaml wager.hypothesis H1
claim: late bookings are cancelled
model: logistic
goals: {G1: {goal: Increase money per 1000 rows by 500 USD over rule}}
timebox: 5 d
next: {ship: [PROMOTE, H2], refuted: H2, timeout: H3, otherwise: STOP}
```

```yaml wager.hypothesis H2
claim: trees say more
model: lightgbm
goals: [G1]
timebox: 3 d
next: {ship: PROMOTE, otherwise: STOP}
```

```yaml wager.hypothesis H3
claim: a rule will do
model: logistic
goals: [G1]
timebox: 2 d
next: {ship: PROMOTE, otherwise: CHECK_IN}
```

```yaml wager.decisions
D1: {chose: guests by name, over: [by card], because: H2 needs one guest, revisit: after T4}
```

```yaml wager.tasks
T1: {type: review, question: does H1 suit the desk?, benefit: fewer calls, timebox: 1 d}
T2: {type: data exploration, question: which columns does H2 need?, benefit: a better H2, timebox: 1 d}
T3: {type: literature review, question: who else did this?, benefit: a start, timebox: 1 d}
T4: {type: data exploration, question: how many share a card?, benefit: a sounder key, timebox: 1 d}
T5: {type: result analysis, question: 'do H1 and H3 agree?', benefit: trust, timebox: 1 d}
```
"""


def design(split=""):
    found, findings = read_design(TEXT.replace("SPLIT\n", split), "bookings.md", currency="USD")
    assert found is not None, findings
    return with_defaults(found)


def entry(kind, hypothesis="", days=0.0, **body):
    return Entry(f"{kind}{hypothesis}{days}", kind, "bookings", hypothesis, int(days * DAY), (), body)


def start(hypothesis, days=0.0, length=5):
    return entry("start", hypothesis, days, model="logistic", timebox=length * DAY)


def verdict(hypothesis, word, days=1.0):
    return entry("verdict", hypothesis, days, verdict={"word": word})


PROSPECTIVE = """\
```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-02-01}
holdout: after freeze for 60 d
```

"""
GO_ON = entry("check-in", "H1", 5.5, says="continue", why="the data came late")


@pytest.mark.parametrize(
    ("log", "day", "state"),
    [
        ([], 99, "draft"),
        ([start("H1")], 4.99, "draft"),
        ([start("H1")], 5, "timed out"),
        ([start("H1"), entry("freeze", "H1", 2)], 4, "frozen"),
        ([start("H1"), entry("freeze", "H1", 2)], 5, "timed out"),
        ([start("H1"), GO_ON], 10.4, "draft"),
        ([start("H1"), GO_ON], 10.5, "timed out"),
        ([start("H1"), entry("check-in", "H1", 2, says="stop", why="no data")], 3, "timed out"),
        ([start("H1"), entry("freeze", "H1", 2), entry("void", "H1", 3, why="no data")], 9, "void"),
        ([start("H1"), entry("freeze", "H1", 2), verdict("H1", "SHIP", 3)], 99, "judged"),
    ],
)
def test_the_states_of_a_hypothesis(log, day, state):
    assert standing(design().hypotheses["H1"], log, int(day * DAY)).state == state


def test_a_verdict_of_one_branch_is_not_hidden_by_the_voiding_of_another():
    log = [entry("freeze", "H1"), verdict("H1", "HARM"), entry("void", "H1", 2, why="it looked bad")]
    found = standing(design().hypotheses["H1"], log, 0)
    assert (found.state, found.verdict, found.owes_lesson) == ("judged", "HARM", True)


def test_a_longer_timebox_written_after_the_start_extends_nothing():
    one, log = design(), [start("H1", length=2)]
    found = stands(one, "H1", log, 3 * DAY)
    assert (found.state, found.ends) == ("timed out", 2 * DAY)
    with pytest.raises(
        RefusedError, match=r"2 d \(as it was at the start; the 5 d that the document says now"
    ):
        demand_in_time(one, "H1", log, 3 * DAY)


def test_a_shorter_timebox_written_after_the_start_counts():
    assert stands(design(), "H1", [start("H1", length=8)], 6 * DAY).state == "timed out"


def test_of_two_starts_that_two_branches_wrote_the_first_counts():
    log = [start("H1", 3), start("H1", 1)]
    assert stands(design(), "H1", log, 0).ends == 6 * DAY


def test_waiting_for_a_holdout_of_the_future_takes_no_time():
    waiting, log = design(PROSPECTIVE), [start("H1"), entry("freeze", "H1", 4)]
    assert stands(waiting, "H1", log, 50 * DAY).state == "frozen"
    demand_in_time(waiting, "H1", log, 50 * DAY)
    assert timebox(waiting, stands(waiting, "H1", log, 50 * DAY), 50 * DAY).used == 4
    assert timed(waiting, "logistic", all_stand(waiting, log, 50 * DAY)) == ("H3",)
    assert stands(waiting, "H1", [start("H1")], 50 * DAY).state == "timed out"


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ([start("H1")], "continue"),
        ([start("H1"), entry("check-in", "H1", 2, says="stop", why="no")], "was stopped by the check-in"),
        ([entry("freeze", "H1"), entry("void", "H1", 2, why="no")], "was given up"),
    ],
)
def test_who_is_out_of_time_or_gave_up_is_refused(log, said):
    with pytest.raises(RefusedError, match=said):
        demand_in_time(design(), "H1", log, 5 * DAY)


@pytest.mark.parametrize(
    "log", [[], [start("H1")], [start("H1"), GO_ON], [start("H1"), verdict("H1", "SHIP")]]
)
def test_who_is_in_time_is_not(log):
    demand_in_time(design(), "H1", log, 4 * DAY)


@pytest.mark.parametrize("word", ["REFUTED", "HARM"])
def test_a_failure_is_completed_once_it_is_said_what_it_taught(word):
    log = [verdict("H1", word)]
    with pytest.raises(RefusedError, match='wager next bookings --learned H1 "…"'):
        demand_lessons(design(), log, 0)
    demand_lessons(design(), [*log, entry("learn", "H1", 2, learned="guests pay late")], 0)


@pytest.mark.parametrize("word", ["SHIP", "INCONCLUSIVE"])
def test_other_verdicts_owe_no_lesson(word):
    demand_lessons(design(), [verdict("H1", word)], 0)


@pytest.mark.parametrize(
    ("last", "path", "following"),
    [
        (verdict("H1", "REFUTED"), ("H1", "REFUTED"), ("H2",)),
        (verdict("H1", "HARM"), ("H1", "HARM"), ()),
        (entry("check-in", "H1", 2, says="stop", why="no"), ("H1", "timeout"), ("H3",)),
        (entry("void", "H1", 2, why="no"), ("H1", "void"), ("H3",)),
    ],
)
def test_each_end_follows_its_edge(last, path, following):
    one = design()
    log = (start("H1"), entry("freeze", "H1"), last)
    route = follow(one.hypotheses, all_stand(one, log, 3 * DAY))
    assert (route.path, route.due) == ((path,), following)
    assert due(one, log, 3 * DAY).hypothesis == (following[0] if following else None)


def test_a_run_is_work_on_the_hypothesis_whose_turn_it_is():
    one = design()
    assert timed(one, "logistic", all_stand(one, (), 0)) == ("H1",)
    assert timed(one, "lightgbm", all_stand(one, (), 0)) == ("H2",)
    assert timed(one, "delay-gbt", all_stand(one, (), 0)) == ()
    shipped = (verdict("H1", "SHIP"),)  # H2 is due, and neither of the two that name the other model
    assert timed(one, "logistic", all_stand(one, shipped, 0)) == ("H3",)


def states(log):
    return {one.task: one.state for one in tasks_after(design(), log).all}


def test_tasks_speak_of_hypotheses_themselves_or_through_a_decision():
    one = design()
    assert {name: mentioned(one, name) for name in one.tasks} == {
        "T1": ("H1",), "T2": ("H2",), "T3": (), "T4": ("H2",), "T5": ("H1", "H3"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ([], "due due due due due"),
        ([verdict("H1", "SHIP")], "moot changed due changed moot"),  # H2 inherits α; H3 is reached no more
        ([verdict("H1", "REFUTED")], "moot due due due moot"),
        ([entry("check-in", "H1", 2, says="stop", why="no")], "moot moot due moot changed"),
        ([entry("freeze", "H1"), entry("void", "H1", 2, why="no")], "moot moot due moot changed"),
        ([entry("answer", days=1, task="T3", answer="two papers")], "due due answered due due"),
    ],
)
def test_what_becomes_of_tasks(log, expected):
    assert states(log) == dict(zip(["T1", "T2", "T3", "T4", "T5"], expected.split(), strict=True))


def test_a_task_that_is_moot_or_changed_says_why():
    found = {one.task: one.why for one in tasks_after(design(), [verdict("H1", "SHIP")]).all}
    assert found["T1"] == "H1 SHIP"
    assert found["T5"] == "H1 SHIP, H3 is not reached any more"
    assert found["T2"].startswith("H2 is now tested at α = 0.0")
