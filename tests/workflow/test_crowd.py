"""Rows without an outcome take up room of a capacity as those with one do; they judge nothing."""

import numpy as np
import pytest

from calls import SOURCE, renewals, write_calls
from project_folder import write_table
from stories.test_calls_a_week import TOGETHER, Team
from wager.workflow.crowd import without_outcome

FROM, UNTIL = "2024-06-05", "2024-08-20"
MIDWEEK = ("holdout: 2024-06-03", "holdout: 2024-06-06")


def blanked(row, since, until):
    """Take away what became of every third renewal of a time."""
    number, within = row["renewal"], since <= row["asked"] < until
    return {**row, "left": "" if within and number % 3 == 0 else row["left"]}


def team(folder, *changes, since=FROM, until=UNTIL):
    write_calls(folder, *changes)
    source = folder / "sources" / "renewals.yaml"
    assert source.read_text("utf-8") == SOURCE
    source.write_text(SOURCE.replace("left: bool", "left: bool?"), "utf-8")
    rows = (blanked(row, since, until) for row in renewals())
    write_table(folder / "data" / "renewals.csv", rows)
    return Team(folder)


@pytest.fixture(scope="module", params=[(), tuple(TOGETHER), (MIDWEEK,)], ids=["alone", "listed", "midweek"])
def both(request, tmp_path_factory):
    """The same renewals, all with an outcome and some without."""
    whole = team(tmp_path_factory.mktemp("whole") / "calls", *request.param, until=FROM)
    return whole, team(tmp_path_factory.mktemp("some") / "calls", *request.param)


def numbers(asked):
    return asked.question.rows.keys[0].to_numpy()[asked.question.parts.rows("holdout")]


def test_a_row_without_an_outcome_takes_up_the_room_that_it_would_with_one(both):
    whole, some = both
    kept = np.isin(numbers(whole), numbers(some))
    assert 200 < (~kept).sum() < 400
    for one, other in zip(whole.everybody(), some.everybody(), strict=True):
        assert (one.actions[kept] == other.actions).all(), one.name
        assert one.actions[~kept].any(), one.name
        assert one.cuts == other.cuts
        assert len(other.money) == kept.sum()


def test_a_cut_is_learned_among_all_that_were_asked(tmp_path):
    since, until = "2024-04-01", "2024-05-27"
    whole, some = team(tmp_path / "whole", until=since), team(tmp_path / "some", since=since, until=until)
    for name in ("angry", "dear"):
        assert whole.baseline(name).cuts == some.baseline(name).cuts
    assert some.baseline("dear").cuts["call"] > 0


def test_rows_of_the_same_week_before_the_part_take_up_room_too(tmp_path):
    asked = team(tmp_path / "calls", MIDWEEK, until=FROM)
    called = asked.baseline("everybody").actions == 1
    weeks = asked.weeks()
    assert not called[weeks == weeks[0]].any()  # three days of twelve renewals each came before
    assert [called[weeks == week].sum() for week in np.unique(weeks)[1:]] == [20] * 12


def test_what_such_a_row_earns_is_never_asked(both):
    _, some = both
    waiting = without_outcome(some.question)
    assert waiting is not None
    assert len(waiting.rows) == some.question.rows.left_out["outcome is null"]
    assert waiting.learning is some.question
    assert not set(waiting.rows.index.tolist()) & set(some.question.rows.index.tolist())


def test_where_all_outcomes_are_known_nobody_else_is_asked(both):
    assert without_outcome(both[0].question) is None
