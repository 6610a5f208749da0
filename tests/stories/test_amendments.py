"""A judged hypothesis is asked again in another form: at α that was left, marked, and without the right to promote."""

import shutil

import pytest

from wager.foundation.errors import RefusedError
from wager.foundation.moments import FixedClock
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project

BLOCK = """```yaml wager.hypothesis H1.2
claim: the timetable is worth anything at all
model: by-line
goals: [G1, G2]
timebox: 5 d
next: {otherwise: STOP}
```

```yaml wager.alpha
"""
D = "late-bus"
DESIGN = f"designs/{D}.md"


@pytest.fixture
def amended(rides, tmp_path):
    """A copy of the project whose H1 is judged, with an amendment of it that has no α yet."""
    folder = shutil.copytree(rides, tmp_path / "rides")
    edit(folder, "```yaml wager.alpha\n", BLOCK)
    return folder


def edit(folder, old, new):
    file = folder / DESIGN
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def codes(folder):
    moment = api.open(folder).log(D).entries[-1].at
    return [one.code for one in check_project(open_folder(folder, clock=FixedClock(moment))).findings]


def test_an_amendment_without_alpha_is_not_frozen(amended):
    assert codes(amended) == ["E303"]
    learn_if_due(amended)
    with pytest.raises(RefusedError, match=r"E303 H1.2 has no α"):
        api.open(amended).freeze(D, "H1.2")


def test_alpha_that_was_frozen_is_not_given_to_an_amendment(amended):
    edit(amended, "share: {H1: 50 %, H2: 50 %}", "share: {H1: 50 %, H2: 40 %, H1.2: 20 %}")
    assert "E008" in codes(amended)


def test_an_amendment_is_judged_at_what_was_left_and_promotes_nothing(amended, capsys):
    edit(amended, "share: {H1: 50 %, H2: 50 %}", "share: {H1: 50 %, H2: 30 %, H1.2: 20 %}")
    assert codes(amended) == []
    learn_if_due(amended)
    project = api.open(amended)
    assert project.freeze(D, "H1.2").alpha == "0.01"
    judged = project.judge(D, "H1.2")
    assert (judged.post_hoc, judged.judgement.grade) == ("H1", "X")
    assert judged.judgement.alpha == pytest.approx(0.01)
    assert judged.looks == 2
    entry = project.log(D).entries[-1]
    assert (entry.kind, entry.hypothesis, entry.body["post_hoc"]) == ("verdict", "H1.2", "H1")
    assert codes(amended) == []
    assert main(["judge", D, "H1.2", "-C", str(amended)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "post-hoc it asks H1 again, which was judged before, on the same rows" in said
    assert main(["log", D, "-C", str(amended)]) == 0
    assert "X, post-hoc of H1" in capsys.readouterr().out
    with pytest.raises(RefusedError):
        project.promote(judged.version)


def learn_if_due(folder):
    project = api.open(folder)
    verdict = next(one for one in project.log(D).entries if one.kind == "verdict").body["verdict"]["word"]
    if verdict in {"HARM", "REFUTED"}:
        project.next(D, learned="H1", why="the evening is what counts")
