"""A challenger is judged against who holds the title: with the holder's own definitions, on the data of today."""

import shutil

import pytest

from wager.foundation.errors import ConflictError, RefusedError
from wager.project.opening import open_folder
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.next_step import next_step
from wager.workflow.promote_version import promote_version
from wager.workflow.versions.titles import next_turn

D = "late-bus"


@pytest.fixture
def promoted(rides, tmp_path):
    """Rides with the model of H1 in the seat."""
    wiring = open_folder(shutil.copytree(rides, tmp_path / "rides"))
    version = judge_hypothesis(wiring, D, "H1").version
    with wiring.registry.acting() as act:
        act.seat(next_turn(act.turns(D), version, wiring.clock.now(), "promoted", 1))
    return wiring, version


def judged(wiring):
    freeze_hypothesis(open_folder(wiring.root), D, "H2")
    return judge_hypothesis(open_folder(wiring.root), D, "H2")


def change(wiring, name, old, new):
    path = wiring.root / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_the_champion_is_the_version_that_holds_the_title(promoted):
    wiring, version = promoted
    found = judged(wiring)
    assert found.judgement.champion == f"by-line {version[:12]}"
    assert found.judgement.champion in found.judgement.against
    against = {proof.id: proof.against for proof in found.judgement.guards}
    assert against == {"G1.1": found.judgement.champion, "G1.1-original": "evening"}


def test_the_champion_answers_as_it_was_fitted_whatever_became_of_its_files(promoted):
    wiring, _ = promoted
    before = judge_hypothesis(wiring, D, "H1").evidence
    change(wiring, "models/by-line.yaml", "prior: 5", "prior: 5000")
    change(wiring, "features/clock.yaml", "hour(due)", "hour(due) + 1")
    champion = next(one for one in judged(wiring).evidence.contenders if one.name.startswith("by-line "))
    assert (
        champion.measures["net"]
        == next(one for one in before.contenders if one.name == "by-line").measures["net"]
    )


def test_a_new_column_of_a_source_does_not_stop_the_champion(promoted):
    wiring, version = promoted
    change(wiring, "sources/rides.yaml", "columns:\n", "columns:\n  driver: text?\n")
    change(wiring, "sources/rides.yaml", "arrived: rest}", "arrived: rest, due - 2 d: driver}")
    data = wiring.root / "data/rides.csv"
    lines = data.read_text().splitlines()
    data.write_text("\n".join([lines[0] + ",driver", *(line + ",someone" for line in lines[1:])]) + "\n")
    assert judged(wiring).judgement.champion == f"by-line {version[:12]}"


def test_a_column_that_the_champion_reads_and_that_is_gone_is_said(promoted):
    wiring, _ = promoted
    change(wiring, "sources/rides.yaml", "line: {type: category", "route: {type: category")
    change(wiring, "sources/rides.yaml", "due, line]", "due, route]")
    data = wiring.root / "data/rides.csv"
    data.write_text(data.read_text().replace("ride,due,line", "ride,due,route", 1))
    for name in ("features/history.yaml", "models/by-line.yaml", "designs/late-bus.md"):
        change(wiring, name, "line", "route") if name != "designs/late-bus.md" else None
    change(wiring, "designs/late-bus.md", "line: [one, two]", "route: [one, two]")
    change(wiring, "designs/late-bus.md", "for any line", "for any route")
    with pytest.raises(
        RefusedError, match=r"the champion by-line \w+ reads line of rides, which its snapshot of today"
    ):
        judged(wiring)


def test_a_verdict_that_was_taken_away_is_not_given_again(promoted):
    wiring, _ = promoted
    found = judged(wiring)
    (wiring.root / found.path).unlink()
    with pytest.raises(ConflictError, match=f"was judged {found.verdict} .* restore {found.path}"):
        judge_hypothesis(open_folder(wiring.root), D, "H2")


def test_a_verdict_that_somebody_wrote_beside_the_registry_promotes_nothing(promoted):
    from wager.design.frozen.log import append, log_folder, read_log

    wiring, _ = promoted
    found = judged(wiring)
    folder = log_folder(wiring.root / "designs/late-bus.md")
    entry = next(one for one in read_log(folder) if one.hash == found.entry)
    (wiring.root / found.path).unlink()
    body = {**entry.body, "verdict": {**entry.body["verdict"], "word": "SHIP"}, "follows": ["PROMOTE"]}
    append(folder, "verdict", body, entry.at, design=D, hypothesis="H2")
    with pytest.raises(RefusedError, match=rf"missing +verdict +its log entry is gone.*restore {found.path}"):
        promote_version(open_folder(wiring.root), found.version)


def test_next_asks_again_where_another_holds_the_title_than_was_judged_against(promoted):
    from wager.design.frozen.log import append, log_folder, read_log

    wiring, _ = promoted
    found = judged(wiring)
    folder = log_folder(wiring.root / "designs/late-bus.md")
    entry = next(one for one in read_log(folder) if one.hash == found.entry)
    (wiring.root / found.path).unlink()
    goals = [{**goal, "against": entry.body["champion"]["name"]} for goal in entry.body["verdict"]["goals"]]
    body = {**entry.body, "verdict": {**entry.body["verdict"], "word": "SHIP", "goals": goals}}
    append(folder, "verdict", {**body, "follows": ["PROMOTE"]}, entry.at, design=D, hypothesis="H2")
    commands = [step.command for step in next_step(open_folder(wiring.root), D).steps]
    assert f"wager promote {found.version[:12]}" in commands
    with wiring.registry.acting() as act:
        turns = act.turns(D)
        act.seat(next_turn(turns, turns[0].version, wiring.clock.now(), "rolled back", len(turns)))
    steps = {step.command: step.what for step in next_step(open_folder(wiring.root), D).steps}
    assert "judged against another than who holds the title" in steps["wager freeze late-bus H2.2"]
    assert not any("promote" in command for command in steps)


def test_goals_over_another_than_the_champion_promote_nothing(promoted):
    wiring, _ = promoted
    change(wiring, "designs/late-bus.md", "by 100 EUR over champion", "by 1 EUR over do_nothing")
    found = judged(wiring)
    with pytest.raises(
        RefusedError,
        match=r"missing +champion +its goals are over do_nothing, and by-line \w+ holds the title",
    ):
        promote_version(open_folder(wiring.root), found.version)
