"""From a proof of concept to the title: sign-offs, stages and launch checks, typed as people would."""

import re

import pytest

from repositories import ANN, BOB, EVE, be, begin, commit
from stories.shipped import D, copy_of, log_of, version_of_h1, write_shipped
from wager.design.frozen.log import read_log
from wager.foundation.errors import RefusedError, UsageError
from wager.interfaces import api
from wager.interfaces.cli.main import main

REVIEWS = "\n```yaml wager.reviews\nengineering: 1\nproduct: 1\n```\n"
STAGES = """
```yaml wager.stages
crawl: {is: a list each night, by: 5 d, exit: [G1]}
walk: {is: line two, by: 10 d, exit: [G1 online, latency_p99]}
run: {is: all lines, by: 20 d, exit: [score >= 3]}
```
"""
LAUNCH = "\n```yaml wager.launch\nrequires: [verdict, reviews]\n```\n"
SOFTWARE = "\n```yaml wager.software\nfeed: {is: warnings reach the display, check: make check-feed}\n```\n"


@pytest.fixture
def project(judged, tmp_path, monkeypatch):
    """A project of two with a verdict SHIP, whose design asks for sign-offs; it is Bob who is at work."""
    folder = copy_of(judged, tmp_path / "rides")
    write(folder, REVIEWS)
    (folder / ".gitignore").write_text("/.wager\n")
    begin(folder)
    commit(folder, "hello", BOB)
    be(monkeypatch, BOB)
    return folder


def document(folder):
    return folder / "designs" / f"{D}.md"


def write(folder, *blocks):
    document(folder).write_text(document(folder).read_text() + "".join(blocks))


def run(folder, *words):
    return main(["-C", str(folder), *words])


def sign(folder, monkeypatch):
    commit(folder, "the plan", ANN)
    for role, who in {"engineering": BOB, "product": EVE}.items():
        be(monkeypatch, who)
        assert run(folder, "approve", D, "--as", role) == 0


def refused(folder, words):
    with pytest.raises(RefusedError, match=words):
        api.open(folder).promote(version_of_h1(folder))


def holder(folder):
    return api.open(folder)._wiring.registry.turns(D)[-1].version


def stages_of(folder):
    return [one.body["stage"] for one in read_log(log_of(folder)) if one.kind == "stage"]


def test_nothing_is_promoted_before_those_who_are_needed_have_signed(project, monkeypatch, capsys):
    version = version_of_h1(project)
    assert run(project, "promote", version) == 1
    said = capsys.readouterr().err
    assert "missing  reviews" in said
    assert f"`wager approve {D} --as engineering`, `wager approve {D} --as product`" in said
    assert holder(project) != version
    sign(project, monkeypatch)
    assert run(project, "promote", version) == 0
    assert holder(project) == version
    assert "signed: engineering by Bob Ray <bob@example.com>, product by Eve Fox" in capsys.readouterr().out


def test_an_edit_that_matters_voids_what_a_promotion_needs(project, monkeypatch):
    sign(project, monkeypatch)
    text = document(project).read_text()
    document(project).write_text(text.replace("effort: 1 EUR", "effort: 2 EUR"))
    refused(project, "voided by an edit of the plan since: engineering by Bob Ray")
    document(project).write_text(f"{text}\nWell done, all of you.\n")
    assert api.open(project).promote(version_of_h1(project)).version == version_of_h1(project)


def test_an_objection_stops_a_promotion(project, monkeypatch, capsys):
    sign(project, monkeypatch)
    assert run(project, "object", D, "--as", "product", "the display is dark at night") == 0
    assert run(project, "promote", version_of_h1(project)) == 1
    assert "objects as product: the display is dark at night" in capsys.readouterr().err
    assert run(project, "next", D) == 0
    assert "answer the objection as product" in capsys.readouterr().out
    assert run(project, "approve", D, "--as", "product") == 0
    assert run(project, "promote", version_of_h1(project)) == 0


def test_a_proof_of_concept_is_not_promoted(project, monkeypatch, capsys):
    write(project, STAGES)
    sign(project, monkeypatch)
    refused(project, 'missing  stage .* `wager next late-bus --stage crawl --why "…"`')
    assert run(project, "next", D) == 0
    assert 'wager next late-bus --stage crawl --why "…"' in capsys.readouterr().out
    assert run(project, "next", D, "--stage", "crawl", "--why", "signed by all") == 0
    said = capsys.readouterr().out
    assert re.search(r"^stage +crawl: a list each night", said, re.MULTILINE)
    assert f"wager freeze {D} H1.2" in said
    assert "wager promote" not in said


def test_what_was_frozen_in_the_proof_of_concept_is_not_promoted_after_it(project, monkeypatch):
    write(project, STAGES)
    sign(project, monkeypatch)
    api.open(project).next(D, stage="crawl", why="signed by all")
    refused(
        project,
        "missing  stage .*frozen in the proof of concept.*freeze and judge it again in crawl, as an amendment",
    )
    assert holder(project) != version_of_h1(project)


def test_what_was_frozen_in_a_stage_is_promoted_there(tmp_path):
    folder = write_shipped(tmp_path / "rides")
    write(folder, STAGES)
    live = api.open(folder)
    assert "W122" not in {
        one.code for one in live.check().findings
    }  # a proof of concept asks for no examples
    live.next(D, stage="crawl", why="nothing is needed of one")
    with pytest.raises(
        RefusedError, match=r"clock.yaml:1: no example says what clock should give, and in crawl every"
    ):
        live.freeze(D, "H1")
    warned = {one.path for one in live.check().findings if one.code == "W122"}
    assert warned == {"features/clock.yaml", "features/history.yaml"}
    with (folder / "features" / "clock.yaml").open("a") as file:
        file.write("tests: {row: {due: 2024-01-01 07:30}, expect: {clock.hour: 7}}\n")
    live.freeze(D, "H1")
    assert live.judge(D, "H1").verdict == "SHIP"
    assert live.promote(version_of_h1(folder)).version == version_of_h1(folder)


def test_a_block_of_reviews_that_is_taken_out_asks_nobody_less(project, monkeypatch, capsys):
    sign(project, monkeypatch)
    text = document(project).read_text()
    for without in (text.replace(REVIEWS, ""), text.replace(REVIEWS, "") + STAGES):
        document(project).write_text(without)
        refused(project, "missing  reviews .*no block `reviews` any more; put it back")
    assert run(project, "next", D, "--stage", "crawl", "--why", "nobody is asked") == 1
    assert "no block `reviews` any more" in capsys.readouterr().err
    assert stages_of(project) == []


def test_a_block_of_stages_that_is_taken_out_passes_no_exit(project, monkeypatch):
    write(project, STAGES)
    sign(project, monkeypatch)
    api.open(project).next(D, stage="crawl", why="signed by all")
    text = document(project).read_text()
    document(project).write_text(text.replace(STAGES, ""))
    refused(project, "missing  stage .*no block `stages` any more; put it back")


def test_a_stage_that_is_taken_out_of_the_log_leads_nowhere(project, monkeypatch, capsys):
    write(project, STAGES)
    sign(project, monkeypatch)
    live = api.open(project)
    live.next(D, stage="crawl", why="signed by all")
    live.next(D, stage="poc", why="the weather feed was sold")
    last = read_log(log_of(project))[-1]
    (log_of(project) / f"{last.hash}.yaml").unlink()
    for words in (["promote", version_of_h1(project)], ["next", D, "--stage", "walk", "--why", "on"]):
        assert run(project, *words) == 5
        said = capsys.readouterr().err
        assert "had an entry stage (stage poc) of" in said
        assert f"restore designs/{D}.log/{last.hash}.yaml" in said
    assert run(project, "check") == 1
    assert last.hash in capsys.readouterr().out


def test_the_first_stage_needs_the_sign_offs(project, monkeypatch, capsys):
    write(project, STAGES)
    assert run(project, "next", D, "--stage", "crawl", "--why", "let us go") == 1
    assert (
        "late-bus stays in poc:\n  missing  reviews  to sign: engineering, product" in capsys.readouterr().err
    )
    assert stages_of(project) == []


def test_a_stage_is_left_when_its_exits_hold_and_what_is_not_measured_holds_nothing(
    project, monkeypatch, capsys
):
    write(project, STAGES)
    sign(project, monkeypatch)
    live = api.open(project)
    live.next(D, stage="crawl", why="signed")
    live.next(D, stage="walk", why="G1 is shown by H1")
    assert run(project, "next", D, "--stage", "run", "--why", "on we go") == 1
    said = capsys.readouterr().err
    assert "open     G1 online    not measured by this version of wager, so it does not pass" in said
    assert "open     latency_p99  not measured" in said
    assert stages_of(project) == ["crawl", "walk"]


def test_a_goal_that_was_asked_anew_is_not_shown(project, monkeypatch):
    write(project, STAGES)
    text = document(project).read_text()
    document(project).write_text(
        text.replace("Increase net by any amount over champion", "Increase net by 1 EUR over champion")
    )
    assert document(project).read_text() != text
    sign(project, monkeypatch)
    live = api.open(project)
    live.next(D, stage="crawl", why="signed")
    with pytest.raises(
        RefusedError,
        match=r"H1 was judged SHIP on G1 as it was frozen, .* and the document asks otherwise now",
    ):
        live.next(D, stage="walk", why="G1")


def test_a_goal_without_a_verdict_is_not_shown(project, monkeypatch):
    write(project, STAGES.replace("exit: [G1]", "exit: [G3]"))
    text = document(project).read_text()
    goal = "G3: {goal: Increase net by 1 EUR over evening, why: x, tradeoff: none}\n"
    document(project).write_text(text.replace("G2: {goal", f"{goal}G2: {{goal", 1))
    sign(project, monkeypatch)
    live = api.open(project)
    live.next(D, stage="crawl", why="signed")
    with pytest.raises(RefusedError, match="no hypothesis with G3 among its goals was judged SHIP"):
        live.next(D, stage="walk", why="G3")


def test_moving_back_is_allowed_and_logged_with_its_reason(project, monkeypatch):
    write(project, STAGES)
    sign(project, monkeypatch)
    live = api.open(project)
    live.next(D, stage="crawl", why="signed")
    live.next(D, stage="walk", why="shown")
    live.next(D, stage="poc", why="the weather feed was sold")
    entry = read_log(log_of(project))[-1]
    assert entry.kind == "stage"
    assert entry.body == {
        "stage": "poc",
        "from": "walk",
        "why": "the weather feed was sold",
        "who": EVE,
    }
    refused(project, "missing  stage")


@pytest.mark.parametrize(
    ("stage", "why", "error", "said"),
    [
        ("walk", "quick", UsageError, "crawl comes before walk; no stage is skipped"),
        ("crawl", " ", UsageError, "say why"),
        ("poc", "again", RefusedError, "late-bus is in poc already"),
    ],
)
def test_a_move_that_is_none_is_said(project, monkeypatch, stage, why, error, said):
    write(project, STAGES)
    sign(project, monkeypatch)
    with pytest.raises(error, match=said):
        api.open(project).next(D, stage=stage, why=why)
    assert stages_of(project) == []


def test_a_design_without_stages_has_none_to_move_to(project, capsys):
    assert run(project, "next", D, "--stage", "crawl", "--why", "go") == 4
    assert "has no block `stages`" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["drill", "score", "latency_p99", "feed"])
def test_what_a_launch_requires_and_nobody_measures_refuses_it(project, monkeypatch, name):
    write(project, SOFTWARE, LAUNCH.replace("reviews]", f"reviews, {name}]"))
    sign(project, monkeypatch)
    said = (
        "`make check-feed` is run by people and never by wager"
        if name == "feed"
        else "not measured by this version"
    )
    refused(project, f"open     {name} .*{said}")


def test_a_launch_that_requires_what_is_there_is_allowed(project, monkeypatch):
    write(project, LAUNCH)
    sign(project, monkeypatch)
    moved = api.open(project).promote(version_of_h1(project))
    assert [(one.name, one.met) for one in moved.requirements] == [
        ("verdict", True),
        ("champion", True),
        ("written beforehand", True),
        ("reviews", True),
    ]


def test_no_version_is_made_by_a_run_and_none_is_promoted_without_a_verdict(project):
    live = api.open(project)
    before = live._wiring.registry.versions()
    run_ = live.run("by-history")
    assert live._wiring.registry.versions() == before
    with pytest.raises(LookupError, match="no version"):
        live.promote(run_.id[:12])


def test_an_audit_names_who_signed(project, monkeypatch, capsys):
    sign(project, monkeypatch)
    version = version_of_h1(project)
    api.open(project).promote(version)
    found = api.open(project).audit(version).to_json()["approvals"]
    assert [(one["role"], one["who"]) for one in found] == [("engineering", BOB), ("product", EVE)]
    assert run(project, "audit", version) == 0
    assert "engineering by Bob Ray <bob@example.com>, product by Eve Fox" in capsys.readouterr().out


def test_an_entry_that_was_taken_away_is_named(project, monkeypatch):
    write(project, STAGES)
    sign(project, monkeypatch)
    live = api.open(project)
    assert live.verify().passed
    live.next(D, stage="crawl", why="signed")
    signed, moved = read_log(log_of(project))[-2:]
    for entry in (moved, signed):
        (log_of(project) / f"{entry.hash}.yaml").unlink()
    found = {one.where.rpartition("/")[2]: one.why for one in live.verify().damaged}
    assert {f"{moved.hash}.yaml", f"{signed.hash}.yaml"} <= set(found)
    assert "the ledger knows it (stage)" in found[f"{moved.hash}.yaml"]


def test_a_project_of_one_person_promotes_as_before(judged, tmp_path, monkeypatch):
    folder = copy_of(judged, tmp_path / "rides")
    write(folder, REVIEWS)
    begin(folder)
    be(monkeypatch, ANN)
    moved = api.open(folder).promote(version_of_h1(folder))
    assert moved.requirements[-1].said == f"none is needed: it is a project of one person, {ANN}"
