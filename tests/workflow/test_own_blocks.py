"""A model file with blocks of its own: it runs, is shown, compared and tested; what needs a design says so."""

import re

import pytest

from rides import write_rides
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError
from wager.interfaces import api
from wager.interfaces.cli.render.shown.model import model_lines

BLOCKS = """\
rows: {each: ride, from: rides, decide_at: due - 30 min, cluster: day(due)}
objective: {is: late, matures: 1 d}
split: {begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}}
money:
  actions: [none, warn]
  assume: {goodwill: 9 EUR, effort: 1 EUR}
  pays:
    none: {late: -goodwill, otherwise: 0 EUR}
    warn: {late: -effort, otherwise: -effort}
"""
ALONE = f"model: alone\n{BLOCKS}features: [clock.hour, history.*]\nexcept: [history.all_*]\nalgorithm: logistic\nseed: 3\n"


@pytest.fixture
def project(tmp_path):
    root = write_rides(tmp_path / "rides")
    (root / "models" / "alone.yaml").write_text(ALONE)
    return api.open(root)


def rewrite(project, old, new, name="alone"):
    path = project.root / "models" / f"{name}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_it_runs_as_its_twin_with_a_design_does(project):
    alone, twin = project.run("alone"), project.run("by-history")
    assert (alone.design, twin.design) == ("alone", "late-bus")
    assert alone.fitted == twin.fitted  # the same rows, features and learner: the same model, to the bit
    assert alone.evidence.money.value == twin.evidence.money.value
    assert [one.name for one in alone.evidence.contenders] == ["alone", "do_nothing", "act_on_all"]
    assert project.run("alone").found
    assert [one for one in project.check().findings if one.is_error] == []


def test_an_heir_answers_the_question_of_its_root(project):
    (project.root / "models" / "heir.yaml").write_text("model: heir\nextends: alone\nalso: [rain]\n")
    run = project.run("heir")
    assert (run.model, run.design, run.features) == ("heir", "alone", 4)
    found = project.diff("alone", "heir")
    assert [(one.change.field, one.change.new) for one in found.changes] == [("features gained", "rain")]
    assert found.runs.difference is None
    project.run("alone")
    assert project.diff("alone", "heir").runs.difference.value is not None


def test_it_is_shown_with_its_blocks_and_their_home(project):
    shown = project.show("model", "alone", resolved=True).thing
    assert shown["design"] is None
    assert shown["rows"]["each"] == "ride"
    assert shown["money"]["pays"]["none"]["late"] == "-9 EUR"
    assert shown["from"]["rows"] == "models/alone"
    assert shown["from"]["algorithm"] == "models/alone"
    twin = project.show("model", "by-more", resolved=True).thing
    assert (twin["from"]["rows"], twin["from"]["algorithm"]) == ("designs/late-bus", "models/by-history")
    assert twin["from"]["policy"] == "default"
    lines = model_lines("by-more", twin)
    assert (
        "4 columns: features of models/by-history; also of models/by-more; except of models/by-history"
        in lines
    )
    assert "the question, of designs/late-bus" in lines


def test_what_needs_a_design_says_so(project):
    for ask in (
        lambda: project.freeze("alone", "H1"),
        lambda: project.judge("alone", "H1"),
        lambda: project.plan("alone"),
        lambda: project.show("design", "alone"),
    ):
        with pytest.raises(
            NotFoundError,
            match=r"no design 'alone': it is a model file, by blocks of its own\. A design says",
        ):
            ask()
    with pytest.raises(
        NotFoundError, match="no design 'by-line': it is a model file, for the design late-bus"
    ):
        project.freeze("by-line", "H1")


def test_no_hypothesis_takes_a_model_that_answers_another_question(project):
    path = project.root / "designs" / "late-bus.md"
    path.write_text(path.read_text().replace("model: by-line\ngoals", "model: alone\ngoals"))
    said = "H1 uses the model alone, which answers a question of its own; give its file `design: late-bus` in place of the blocks"
    assert said in "\n".join(map(str, project.check().findings))
    with pytest.raises(BadInputError, match="answers a question of its own, and not that of late-bus"):
        project.freeze("late-bus", "H1")


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "said"),
    [
        ("from: rides", "from: ride", 2, "E106", "'ride' is no source; did you mean 'rides'"),
        ("is: late", "is: lat", 3, "E106", "did you mean 'late'"),
        ("clock.hour", "clock.houre", 11, "E106", "did you mean 'clock.hour'"),
        ("late: -goodwill", "late: -goodwil", 9, "E106", "did you mean 'goodwill'"),
        ("warn: {late", "wan: {late", 10, "E106", "'wan' is no action; did you mean 'warn'"),
        ("due - 30 min", "line", 2, "E109", "decide_at should give time or date"),
        ("[clock.hour, ", "[delay, ", 11, "E011", "delay"),
        ("{begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}}", "{begin: {train: 2024-01-01, tune: 2024-02-20}, holdout: after freeze for 9 d}", 4, "E101", "waits for a freeze"),
        ("{begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}}", "{shares: {train: 60 %, tune: 20 %, holdout: 20 %}}", 4, "E007", "part the rows by chance, and these have a time"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_block_is_found_on_its_line_and_refused(project, old, new, line, code, said):
    rewrite(project, old, new)
    found = [one for one in project.check().findings if one.path == "models/alone.yaml" and one.is_error]
    assert (line, True) in [(one.line, one.code.startswith(code)) for one in found], found
    assert re.search(said, "\n".join(one.message for one in found)), found
    with pytest.raises((BadInputError, RefusedError, NotFoundError)):
        project.run("alone")


def test_without_a_split_the_last_fifth_of_time_is_kept(project):
    rewrite(
        project,
        "split: {begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}}\n",
        "",
    )
    rows = project.run("alone").rows
    assert rows["train"] > rows["tune"] > 0
    assert rows["holdout"] > 0


def test_a_data_file_lies_in_the_project_as_that_of_a_source_does(project):
    data = project.root / "data" / "rides.csv"
    assert data.exists()
    text = """\
model: quick
rows: {from: data/rides.csv, key: ride, decide_at: due, afterwards: [delay]}
objective: {is: delay >= 5, name: late, matures: 0 d}
money: {pays: {warn: {late: 8 EUR, otherwise: -1 EUR}}, actions: [none, warn]}
features: [line, rain]
algorithm: logistic
"""
    (project.root / "models" / "quick.yaml").write_text(
        text.replace("pays: {warn", "pays: {none: 0 EUR, warn")
    )
    run = project.run("quick")
    assert run.design == "quick"
    assert [one.name for one in run.evidence.contenders] == ["quick", "do_nothing", "act_on_all"]
    rewrite(project, "rides.csv", "ridez.csv", "quick")
    with pytest.raises(NotFoundError, match=r"there is no file data/ridez.csv; did you mean 'rides.csv'"):
        project.run("quick")
    rewrite(project, "ridez.csv", "rides.csv", "quick")
    rewrite(project, "features: [line, rain]", "features: [line, delay]", "quick")
    assert "E011" in {one.code for one in project.check().findings if one.path == "models/quick.yaml"}
