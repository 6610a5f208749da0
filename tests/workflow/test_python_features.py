"""Features in Python, from the file to the served answer: pinned by a freeze, kept by a version, the same bits everywhere."""

import json

import numpy as np
import pyarrow as pa
import pytest

from pythonic import MODULE, checked, write_pythonic
from repositories import commit, git
from seated import loaded, seated
from wager.expressions.tree import Column
from wager.features.online.online import Online
from wager.features.python import modules
from wager.foundation.errors import BadInputError, ConflictError, RefusedError
from wager.foundation.moments import parse_moment
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.versions.champion import entrant_of
from wager.workflow.versions.definitions_of import open_version, read_files
from wager.workflow.versions.find_version import find_version

FILES = ("features/scales.py", "features/weather.py", "requirements.txt")


@pytest.fixture(scope="module", name="seated")
def seated_once(tmp_path_factory):
    """The version of H2 holds the title; shared, not to be changed."""
    return seated(write_pythonic(tmp_path_factory.mktemp("seated") / "rides"))


def test_a_version_keeps_the_modules_and_the_lock_file_and_says_what_they_import(seated):
    root, version = seated
    wiring = open_folder(root)
    kept = read_version(wiring.objects, version)
    files = read_files(wiring, kept)
    for name in FILES:
        assert files[f"files/{name}"] == (root / name).read_text()
    assert kept.environment["imports"] == ["numpy"]
    assert {"weather.band", "weather.wetness"} <= set(kept.columns)


def test_it_is_made_again_to_the_bit_by_a_process_that_has_no_file_of_the_project(seated):
    root, version = seated
    found = api.open(root).reproduce(version)
    assert found.identical
    assert found.counts["columns"] == 3


def test_asked_one_by_one_it_has_the_bits_of_the_batch_and_its_modules_are_its_own(seated, monkeypatch):
    root, version = seated
    wiring, serving = loaded(root, version)
    kept = read_version(wiring.objects, version)
    opened = open_version(wiring, kept)
    definitions, entered = read_definitions(opened), entrant_of(opened, kept)
    question = ask_question(opened, inputs_of(opened, definitions, definitions.design("late-bus"), entered))
    trees = entered.trees
    matrix = question.matrix(trees)
    assert isinstance(serving.online, Online)
    columns = question.matrix(
        {name: Column(name) for name in ("ride", "due", "line", "rain", "delay")}
    ).columns
    differing = 0
    for place in range(0, len(question.rows), 5):
        row = {name: column[place].as_py() for name, column in columns.items()}
        found = serving.online.values(row, int(question.rows.t[place]))
        for name in trees:
            batch = matrix.columns[name][place].as_py()
            differing += (found[name].hex() if isinstance(found[name], float) else found[name]) != (
                batch.hex() if isinstance(batch, float) else batch
            )
    assert differing == 0
    # People go on editing: who serves does not see it.
    (root / "features/weather.py").write_text(MODULE.replace("per_line(", "7 + per_line("))
    try:
        monkeypatch.setattr(modules, "_SETS", {})
        again = loaded(root, version)[1].online.values(row, int(question.rows.t[place]))
        assert again == found
    finally:
        (root / "features/weather.py").write_text(MODULE)


def test_what_was_frozen_is_the_code_too(tmp_path):
    root = write_pythonic(tmp_path / "rides")
    project = api.open(root)
    project.freeze("late-bus", "H1")
    project.judge("late-bus", "H1")
    frozen = project.freeze("late-bus", "H2")
    for name, old, new in (
        ("features/scales.py", "1 + b", "2 + b"),
        ("requirements.txt", "2.0", "2.1"),
        ("features/weather.py", "as drivers see it", "as it is"),
    ):
        text = (root / name).read_text()
        (root / name).write_text(text.replace(old, new))
        with pytest.raises(ConflictError, match=r"frozen at .* in another form; since then changed: columns"):
            project.freeze("late-bus", "H2")
        with pytest.raises((RefusedError, ConflictError), match="columns"):
            project.judge("late-bus", "H2")
        (root / name).write_text(text)
    assert project.freeze("late-bus", "H2").closure == frozen.closure


def test_freeze_names_modules_that_the_commit_does_not_hold(tmp_path):
    root = write_pythonic(tmp_path / "rides")
    git(root, "init", "--quiet")
    (root / ".gitignore").write_text("/.wager/\n")
    commit(root)
    project = api.open(root)
    project.freeze("late-bus", "H1")
    project.judge("late-bus", "H1")
    (root / "features/scales.py").write_text("def per_line(a, b):\n    return a\n")
    assert "features/scales.py" in project.freeze("late-bus", "H2").uncommitted


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("features/weather.py", "def band(rain, line):", "def band(rain line):", "features/weather.py:11: E108 this is not Python: invalid syntax"),
        ("features/scales.py", "return a", "return a +", "features/scales.py:2: E108"),
        ("features/weather.yaml", "weather.py:wetness", "weather.py:wetnes", "features/weather.yaml:4: E106 features/weather.py has no function 'wetnes'; did you mean 'wetness'"),
        ("features/weather.yaml", "features/weather.py:wetness", "weather.py:wetness", "E106 there is no file weather.py; did you mean 'features/weather.py'"),
        ("features/weather.yaml", "[rain, line]", "[rain]", "features/weather.yaml:9: E109 `reads` gives 1, and band in features/weather.py, line 11, takes 2"),
        ("features/weather.yaml", "[rain, line]", "[rain, lines]", "features/weather.yaml:9: E106"),
        ("features/weather.yaml", "[rain, line]", "[]", "features/weather.yaml:9: E103 feature band reads nothing"),
        ("features/weather.yaml", "type: category", "type: categori", "features/weather.yaml:9: E105 'categori' is no type; did you mean 'category'"),
        ("features/weather.yaml", "type: category", "kind: category", "features/weather.yaml:9: E101"),
        ("features/weather.yaml", "reads: [rain, history.line_late_10d]", "reads: [rain, weather.band2]", "E106"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_at_its_place_and_nothing_runs(tmp_path, file, old, new, said):
    root = write_pythonic(tmp_path / "rides")
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))
    found = checked(root)
    assert sum(said in one for one in found) == 1, found
    assert all("Traceback" not in one for one in found)


def test_a_circle_of_functions_is_said(tmp_path):
    root = write_pythonic(tmp_path / "rides")
    text = (root / "features/weather.yaml").read_text()
    (root / "features/weather.yaml").write_text(
        text.replace("[rain, line]", "[weather.wetness, line]").replace(
            "history.line_late_10d", "weather.band"
        )
    )
    assert any("E110 features go in a circle" in one for one in checked(root))


def test_a_column_that_comes_later_is_a_leak_through_a_function_too(tmp_path):
    root = write_pythonic(tmp_path / "rides")
    text = (root / "features/weather.yaml").read_text()
    (root / "features/weather.yaml").write_text(text.replace("[rain, line]", "[delay, line]"))
    (found,) = checked(root)
    assert "E011 feature weather.band reads delay, known at arrived" in found


def test_the_command_line_says_where_the_users_own_code_broke(tmp_path, capsys):
    root = write_pythonic(tmp_path / "rides", MODULE.replace("np.nan_to_num(rain)", "np.nan_to_nun(rain)"))
    assert main(["-C", str(root), "run", "by-history"]) == 3
    error = capsys.readouterr().err
    assert "features/weather.py:8: E114 feature weather.wetness: calling it ended in AttributeError" in error
    assert "Traceback" not in error


def test_trace_tells_what_went_in_and_what_came_out(seated, capsys):
    root, _ = seated
    assert main(["-C", str(root), "trace", "weather.wetness", "ride=300", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    step = said["steps"][-1]
    assert step["is"] == "features/weather.py:wetness(rain, history.line_late_10d)"
    assert [one["name"] for one in step["reads"]] == ["rain"]
    assert [one["is"] for one in step["of"]] == ["history.line_late_10d"]
    assert step["parts"] == [
        {
            "is": "wetness(rain, history.line_late_10d) in features/weather.py:7",
            "value": said["value"],
            "type": "float",
        }
    ]
    assert said["bits"] == float(said["value"]).hex()
    assert main(["-C", str(root), "trace", "weather.band", "ride=300"]) == 0
    assert "band(rain, line) in features/weather.py:11 = 'one-dry'" in capsys.readouterr().out


def test_an_example_in_the_file_is_run(tmp_path):
    root = write_pythonic(tmp_path / "rides")
    file = root / "features/weather.yaml"
    file.write_text(
        file.read_text()
        + "tests:\n- at: 2024-01-09\n  row: {line: one, rain: 2.5}\n  given: []\n  expect: {weather.wetness: 2.5, weather.band: one-wet}\n"
    )
    assert [one.result for one in api.open(root).test().outcomes] == ["passed", "passed"]
    file.write_text(file.read_text().replace("wetness: 2.5,", "wetness: 2.6,"))
    assert [one.result for one in api.open(root).test().outcomes] == ["failed", "passed"]


def test_features_of_any_table_and_an_audit_of_an_answer(seated):
    root, version = seated
    project = api.open(root)
    at = parse_moment("2024-02-01")
    rows = pa.table({"ride": [1, 2], "due": pa.array([at, at], pa.timestamp("us")), "line": ["one", "two"], "rain": [None, 3.0],
                     "delay": pa.array([None, None], pa.float64()), "t": [at, at]})  # fmt: skip
    table = project.features(rows, ["weather.wetness", "weather.band"])
    assert table["weather.band"].to_pylist() == [None, "two-wet"]
    assert table["weather.wetness"][0].as_py() == 0.0
    assert np.isfinite(table["weather.wetness"][1].as_py())
    assert find_version(open_folder(root), version).id == version


def test_a_broken_module_stops_a_version_before_it_answers(tmp_path, seated, monkeypatch):
    root, version = seated
    monkeypatch.setattr(modules, "_SETS", {})
    monkeypatch.setattr(modules.Modules, "_source", lambda self, path: b"import nosuch\n")
    with pytest.raises(
        BadInputError, match=r"features/weather.py:1: E114 feature weather.* No module named 'nosuch'"
    ):
        loaded(root, version)
