"""What other designs spent on the same outcomes is said before a freeze, and reads none of them."""

import shutil

import pytest

from rides import write_copy
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.interfaces.cli.render.frozen import frozen_lines

LESS = ("total: 0.05", "total: 0.04")
SPLIT = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
EARLIER = "begin: {train: 2024-01-01, tune: 2024-02-01, holdout: 2024-02-19, end: 2024-03-10}"
FUTURE = "begin: {train: 2024-01-01, tune: 2024-02-01}\nholdout: after freeze for 60 d"
ALONE = ("share: {H1: 50 %, H2: 50 %}", "share: {H1: 100 %}")
FULL = ("is: late\n", "is: full\nname: late\n")


@pytest.fixture
def judged(rides, tmp_path):
    """A copy of the project whose H1 spent 0.025."""
    return shutil.copytree(rides, tmp_path / "rides")


def plan_of(folder, name, *edits):
    write_copy(folder, name, *edits)
    return api.open(folder).plan(name)


def said(result):
    return " ".join("\n".join(frozen_lines(result.to_json())).split())


def test_plan_warns_of_what_another_design_spent_and_tells_at_what_is_left(judged):
    plan = plan_of(judged, "copy", LESS, ALONE)
    (warned,) = (one for one in plan.findings if one.code == "W119")
    assert "of the α of 0.04 0.015 is left" in warned.message
    assert "0.025 by late-bus was spent on the same outcomes" in warned.message
    line = (judged / "designs" / "copy.md").read_text("utf-8").splitlines()[warned.line - 2]
    assert line == "```yaml wager.alpha"
    document = plan.to_json()
    assert document["others"] == {
        "total": "0.04",
        "spent": {"late-bus": "0.025"},
        "perhaps": {},
        "left": "0.015",
    }
    assert document["hypotheses"][0]["alpha"] == "0.015"


def test_a_freeze_says_so_too_and_its_detectable_effect_is_that_of_what_is_left(judged):
    write_copy(judged, "copy", LESS, ALONE)
    result = api.open(judged).freeze("copy", "H1")
    assert (
        "0.025 by late-bus on the same outcomes; of the total of 0.04 that leaves 0.015 for the verdict"
        in said(result)
    )
    whole = next(
        one for one in api.open(judged).plan("late-bus").ahead.prospects["H2"].tests if one.id == "G1"
    )
    left = next(one for one in result.ahead.detects if one.id == "G1")
    assert whole.clusters == left.clusters
    assert api.open(judged).freeze("copy", "H1").others == result.others
    assert api.open(judged).judge("copy", "H1").judgement.alpha == float(result.others["left"])


def test_what_is_told_at_less_alpha_detects_less(judged):
    write_copy(judged, "fresh", LESS, ALONE, (SPLIT, EARLIER))
    write_copy(judged, "spent", LESS, ALONE)
    amounts = {}
    for name in ("fresh", "spent"):
        found = api.open(judged).plan(name).ahead.prospects["H1"]
        amounts[name] = found.alpha
    assert {name: str(alpha) for name, alpha in amounts.items()} == {"fresh": "0.04", "spent": "0.015"}


def test_where_nothing_is_left_plan_says_no_and_freeze_refuses(judged):
    write_copy(judged, "second")
    api.open(judged).freeze("second", "H1")
    api.open(judged).judge("second", "H1")
    plan = plan_of(judged, "third")
    assert [one.code for one in plan.findings if one.code in {"E006", "E019", "W119"}] == ["E019"]
    assert not plan.passed
    assert all("other designs spent all of its α" in one.why for one in plan.ahead.prospects.values())
    with pytest.raises(
        RefusedError, match=r"nothing is left to judge H1 of third with.*0\.025 by second was spent"
    ):
        api.open(judged).freeze("third", "H1")
    assert not api.open(judged).log("third").entries


@pytest.mark.parametrize("split", [EARLIER, FUTURE])
def test_rows_that_nobody_read_owe_nothing(judged, split):
    plan = plan_of(judged, "other", (SPLIT, split))
    assert plan.to_json()["others"] is None
    assert not [one for one in plan.findings if one.code in {"W119", "E019"}]


def test_another_outcome_of_the_same_rows_may_be_the_same_and_is_said_to(judged):
    """Only the outcomes tell, and nobody reads them before the verdict."""
    with_another_outcome(judged)
    plan = plan_of(judged, "full", FULL)
    (warned,) = (one for one in plan.findings if one.code == "W119")
    assert "0.05 is left" in warned.message
    assert "said by other columns, and only the verdict tells" in warned.message
    result = api.open(judged).freeze("full", "H1")
    assert result.others["perhaps"] == {"late-bus": "0.025"}
    assert "the verdict tells whether they are the same" in said(result)
    assert (
        api.open(judged).judge("full", "H1").judgement.alpha == 0.025
    )  # they are not: the whole that it owns


def with_another_outcome(folder):
    """Add a column that says whether a bus was full."""
    source, data = folder / "sources/rides.yaml", folder / "data/rides.csv"
    text = source.read_text("utf-8")
    source.write_text(text.replace("derive:\n", "  full: bool\nderive:\n"), "utf-8")
    head, *rows = data.read_text("utf-8").splitlines()
    full = (f"{row},{'true' if place % 3 else 'false'}" for place, row in enumerate(rows))
    data.write_text("\n".join([f"{head},full", *full]) + "\n", "utf-8")
    api.open(folder).snapshot()
