"""Teams add kinds of block, say which keys they ask for, and make kinds compulsory."""

import json

import pytest

from rides import write_rides
from wager.design.config import read_config
from wager.interfaces import api
from wager.workflow.begin.schemas import schemas

BASE = 'wager = 1\nname = "rides"\ncurrency = "EUR"\ntime_zone = "UTC"\n'
POLICY = """
[policy]
required = ["risks", "fairness"]
[policy.blocks]
fairness = ["affected_groups", "answer"]
"""
BLOCK = "\n```yaml wager.fairness\naffected_groups: [people without a phone]\nanswer: the display is at the stop\nseen: [a, b]\n```\n"
RISKS = "\n```yaml wager.risks\nR1: {what: a, surface: b, customer: c, seen_by: M1, answer: d}\n```\n\n```yaml wager.monitors\nM1: {watch: drift of score, then: alert}\n```\n"


@pytest.fixture
def project(tmp_path):
    folder = write_rides(tmp_path / "rides")
    (folder / "wager.toml").write_text(BASE + POLICY)
    return folder


def said(folder, *, added=""):
    path = folder / "designs" / "late-bus.md"
    path.write_text(path.read_text() + added)
    return [(one.code, one.message) for one in api.open(folder).check().findings]


def test_what_the_policy_asks_for_is_missed(project):
    found = said(project)
    assert [code for code, _ in found] == ["E102", "E102"]
    assert "block wager.risks" in found[0][1] or "block wager.risks" in found[1][1]
    assert any("block wager.fairness" in message and "[policy]" in message for _, message in found)


def test_a_block_of_the_teams_own_is_known_and_answered(project):
    assert said(project, added=BLOCK + RISKS) == []
    shown = api.open(project)._wiring.config
    assert shown.blocks == {"fairness": ("affected_groups", "answer")}


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("answer: the display is at the stop\n", "", "E102", "answer of block fairness is not answered"),
        ("answer: the display is at the stop", "answer: TODO", "E017", "which is no answer"),
        ("answer: the display is at the stop", "answer:", "E017", "which is no answer"),
        (
            "answer: the display is at the stop",
            "answer: <what is done>",
            "I203",
            "answer of block fairness is still to fill in",
        ),
        ("wager.fairness", "wager.fairnes", "E105", "did you mean 'fairness'?"),
        ("wager.fairness", "wager.fairness F1", "E103", "has no id"),
    ],
)
def test_its_mistakes_are_told(project, old, new, code, words):
    found = said(project, added=BLOCK.replace(old, new) + RISKS)
    assert [one for one in found if one[0] == code and words in one[1]], found


def test_without_a_policy_it_is_no_kind_of_block(project):
    (project / "wager.toml").write_text(BASE)
    found = said(project, added=BLOCK)
    assert [code for code, _ in found] == ["E105"]


@pytest.mark.parametrize(
    ("policy", "code", "words"),
    [
        (
            '[policy]\nrequired = ["fairnes"]\n[policy.blocks]\nfairness = []',
            "E105",
            "did you mean 'fairness'?",
        ),
        ('[policy]\nrequired = ["fairness"]', "E105", "[policy.blocks]"),
        ('[policy.blocks]\nrisks = ["a"]', "E107", "that wager has"),
        ('[policy.blocks]\nFairness = ["a"]', "E104", "no name"),
        ('[policy.blocks]\nfairness = "a"', "E103", "list of the keys"),
        ('[policy]\nblocks = ["fairness"]', "E103", "table"),
        ('[policy]\nrequire = ["risks"]', "E101", "did you mean 'required'?"),
    ],
)
def test_mistakes_of_the_policy_are_told(policy, code, words):
    config, findings = read_config(BASE + policy)
    assert config is None
    assert [one.code for one in findings] == [code]
    assert words in findings[0].message


def test_a_template_and_a_schema_of_it_are_there(project):
    opened = api.open(project)
    written = opened.new("block", "fairness", "late-bus")
    assert written.to_fill == 2
    assert (
        "affected_groups: <affected groups>\nanswer: <answer>\n" in (project / written.files[0]).read_text()
    )
    opened.new("design", "a-new-one")
    assert "```yaml wager.fairness" in (project / "designs" / "a-new-one.md").read_text()
    opened.new("schema")
    written = json.loads((project / ".wager" / "schema" / "block-fairness.json").read_text())
    assert written == schemas({"fairness": ["affected_groups", "answer"]})["block-fairness.json"]
    assert written["required"] == ["affected_groups", "answer"]
