"""Templates to fill in, one more block in a document, schemas on disk; nothing is overwritten."""

import json

import pytest

from rides import write_rides
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, RefusedError, UsageError
from wager.interfaces import api
from wager.interfaces.cli.main import main

PATHS = {
    "design": "designs/a-new-one.md",
    "source": "sources/a-new-one.yaml",
    "feature": "features/a-new-one.yaml",
    "model": "models/a-new-one.yaml",
}


@pytest.fixture
def project(tmp_path):
    return api.open(write_rides(tmp_path / "rides"))


@pytest.mark.parametrize("kind", list(PATHS))
def test_a_template_has_nothing_wrong_but_what_is_to_fill_in(project, kind):
    written = project.new(kind, "a-new-one")
    assert written.files == (PATHS[kind],)
    text = (project.root / PATHS[kind]).read_text("utf-8")
    checked = project.check(project.root / PATHS[kind])
    assert [str(one) for one in checked.findings if one.code != "I203"] == []
    assert checked.passed
    assert checked.to_fill == written.to_fill == text.count("<") > 0
    assert {one.line for one in checked.findings} == {
        number for number, line in enumerate(text.split("\n"), 1) if "<" in line
    }


@pytest.mark.parametrize("kind", list(PATHS))
def test_what_exists_is_left_as_it_is(project, kind):
    project.new(kind, "a-new-one")
    path = project.root / PATHS[kind]
    path.write_text("mine", "utf-8")
    with pytest.raises(ConflictError, match="exists already"):
        project.new(kind, "a-new-one")
    assert path.read_text("utf-8") == "mine"


def test_what_the_project_says_already_stands_in_the_template(project):
    project.new("design", "a-new-one")
    text = (project.root / PATHS["design"]).read_text("utf-8")
    assert "\nfrom: rides\n" in text
    assert "such as due - 2 h" in text
    assert "# columns of rides: ride, due, line, rain, delay, arrived, late" in text
    assert " EUR" in text
    assert " USD" not in text


def test_a_model_belongs_to_the_only_design(project):
    project.new("model", "a-new-one")
    assert "\ndesign: late-bus\n" in (project.root / PATHS["model"]).read_text("utf-8")


@pytest.mark.parametrize("name", ["A", "1a", "a b", "../a", "a.md", ""])
def test_a_name_that_is_none_writes_nothing(project, name):
    before = sorted(path.name for path in project.root.rglob("*"))
    with pytest.raises(UsageError, match="is no name for a design"):
        project.new("design", name)
    assert sorted(path.name for path in project.root.rglob("*")) == before


def test_kinds_are_suggested(project):
    with pytest.raises(UsageError, match="did you mean 'feature'"):
        project.new("features", "a")
    with pytest.raises(UsageError, match="did you mean 'monitors'"):
        project.new("block", "monitor", "late-bus")
    with pytest.raises(NotFoundError, match="did you mean 'late-bus'"):
        project.new("block", "monitors", "late-buss")


def test_run_and_freeze_say_that_it_is_to_fill_in(project):
    project.new("design", "a-new-one")
    with pytest.raises(RefusedError, match=r"73 places are still to fill in, first on line 3"):
        project.freeze("a-new-one", "H1")
    project.new("model", "a-new-one")
    with pytest.raises(RefusedError, match="still to fill in"):
        project.run("a-new-one")


@pytest.mark.parametrize(
    ("old", "new", "verbs"),
    [
        ("line: [one, two]", "line: <values>", {"run", "freeze"}),
        ("net: money per 1000 rides", "net: <a metric>", {"run", "freeze"}),
        ("total: 0.05", "total: <how much>", {"freeze"}),
        ("timebox: 5 d\nnext: {ship: [PROMOTE", "timebox: <how long>\nnext: {ship: [PROMOTE", {"freeze"}),
        ("by 100 EUR over", "by <how much> over", {"freeze"}),
        ("scope: all lines", "scope: <which lines>", set()),
        ("claim: what was late lately is late again", "claim: <what>", set()),
    ],
)
def test_only_what_the_figures_depend_on_is_refused(project, old, new, verbs):
    path = project.root / "designs" / "late-bus.md"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    calls = {"run": lambda: project.run("by-line"), "freeze": lambda: project.freeze("late-bus", "H1")}
    for verb, call in calls.items():
        if verb in verbs:
            with pytest.raises(RefusedError, match=r"still to fill in where the figures depend on it: \w+"):
                call()
        else:
            call()


def test_a_block_is_put_in_its_place(project):
    path = project.root / "designs" / "late-bus.md"
    before = path.read_bytes()
    written = project.new("block", "software", "late-bus")
    after = path.read_bytes()
    lines = after.decode().split("\n")
    assert lines[written.line - 1] == "```yaml wager.software"
    kinds = [line.split("wager.")[1].split()[0] for line in lines if line.startswith("```yaml")]
    assert kinds[kinds.index("requirements") : kinds.index("slices") + 1] == [
        "requirements",
        "software",
        "slices",
    ]
    start = after.index(b"```yaml wager.software")
    end = after.index(b"```\n", start) + 4
    assert (after[:start] + after[end:]).replace(b"\n\n\n", b"\n\n") == before
    assert {one.code for one in project.check().findings} == {"I203"}
    assert project.check().to_fill == written.to_fill == 2


def test_a_hypothesis_gets_the_next_id_or_its_own(project):
    assert project.new("block", "hypothesis", "late-bus").name == "hypothesis H3"
    assert project.new("block", "hypothesis", "late-bus", "H1.2").name == "hypothesis H1.2"
    with pytest.raises(ConflictError, match="has a hypothesis H1 already, on line"):
        project.new("block", "hypothesis", "late-bus", "H1")
    with pytest.raises(UsageError, match="no id of a hypothesis"):
        project.new("block", "hypothesis", "late-bus", "first one")
    with pytest.raises(UsageError, match="has no id"):
        project.new("block", "software", "late-bus", "S1")


def test_a_block_that_stands_there_is_not_written_twice(project):
    path = project.root / "designs" / "late-bus.md"
    before = path.read_bytes()
    with pytest.raises(ConflictError, match=r"late-bus\.md has a block wager\.alpha already, on line \d+"):
        project.new("block", "alpha", "late-bus")
    assert path.read_bytes() == before


def test_a_document_with_a_broken_fence_is_left_alone(project):
    path = project.root / "designs" / "late-bus.md"
    path.write_text(path.read_text("utf-8").replace("```yaml wager.slices", "``yaml wager.slices"), "utf-8")
    before = path.read_bytes()
    with pytest.raises(BadInputError, match="E000"):
        project.new("block", "software", "late-bus")
    assert path.read_bytes() == before


def test_windows_line_ends_and_rights_stay(project):
    path = project.root / "designs" / "late-bus.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    project.new("block", "software", "late-bus")
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf---\r\n")
    assert path.stat().st_mode & 0o777 == 0o640
    assert {one.code for one in project.check().findings} == {"I203"}


def test_schemas_are_written_where_git_does_not_look(project, tmp_path):
    written = project.new("schema")
    assert written.name == ".wager/schema"
    assert {"source.json", "feature.json", "model.json", "front-matter.json", "block-goals.json"} <= {
        path.name for path in (project.root / ".wager" / "schema").iterdir()
    }
    elsewhere = project.new("schema", str(tmp_path / "here"))
    assert len(elsewhere.files) == len(written.files)
    for path in (tmp_path / "here").iterdir():
        assert json.loads(path.read_text("utf-8"))["title"].startswith("wager: ")


@pytest.mark.parametrize(
    "words",
    [
        ["new"],
        ["new", "design"],
        ["new", "block"],
        ["new", "block", "alpha"],
        ["new", "--schema", "x", "design", "a"],
    ],
)
def test_half_a_command_says_what_is_expected(project, words, capsys):
    assert main([*words, "-C", str(project.root)]) == 2
    assert "wager new block KIND DESIGN [ID]" in capsys.readouterr().err


def test_the_count_is_printed_apart(project, capsys):
    project.new("model", "a-new-one")
    assert main(["check", "-C", str(project.root)]) == 0
    said = capsys.readouterr().out
    assert said.endswith("\n2 places still to fill in\n")
    assert "remark" not in said
    assert main(["check", "--json", "-C", str(project.root)]) == 0
    assert json.loads(capsys.readouterr().out)["to_fill"] == 2


def test_a_design_that_is_to_fill_in_does_not_hide_the_others(project, capsys):
    project.new("design", "a-new-one")
    assert main(["next", "-C", str(project.root)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "a-new-one 73 places to fill in, first at designs/a-new-one.md:3" in said
    assert "late-bus H1" in said
    assert main(["board", "-C", str(project.root)]) == 0
    assert "late-bus" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [["plan"], ["show", "design"], ["report"]])
def test_what_needs_all_of_it_says_how_much_is_left(project, verb, capsys):
    project.new("design", "a-new-one")
    assert main([*verb, "a-new-one", "-C", str(project.root)]) == 1
    assert "`wager check designs/a-new-one.md` lists them" in capsys.readouterr().err
