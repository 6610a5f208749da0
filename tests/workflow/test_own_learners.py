"""A learner of the project's own, from its file to the served answer: part of a run's identity, pinned by a freeze, kept by a version."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import wager
from pythonic import checked
from rides import write_rides
from seated import loaded, seated
from wager.features.python import modules
from wager.foundation.errors import BadInputError, ConflictError, RefusedError, UsageError
from wager.foundation.moments import parse_moment
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.versions.champion import entrant_of, fitted_of
from wager.workflow.versions.definitions_of import open_version, read_files

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "bring-your-own-learner.md"
MINE = (Path(__file__).parents[1] / "adapters" / "estimators" / "mine.py").read_text()
MODEL = """\
model: by-history
design: late-bus
features: [line, clock.hour, history.*]
algorithm: {python: {call: models/mine.py:EachByItself, bins: 6}}
calibrate: sigmoid
seed: 3
"""
SCALES = "def scaled(share):\n    return share\n"


def write_own(folder, module=MINE):
    root = write_rides(folder)
    (root / "models/mine.py").write_text("from models import scales\n" + module)
    (root / "models/scales.py").write_text(SCALES)
    (root / "models/by-history.yaml").write_text(MODEL)
    (root / "models/by-more.yaml").unlink()
    (root / "requirements.txt").write_text("numpy==2.0\n")
    return root


@pytest.fixture(scope="module", name="seated")
def seated_once(tmp_path_factory):
    """The version of H2 holds the title; shared, not to be changed."""
    return seated(write_own(tmp_path_factory.mktemp("own") / "rides"))


def test_a_version_keeps_the_learner_with_what_it_imports_and_the_lock_file(seated):
    root, version = seated
    wiring = open_folder(root)
    kept = read_version(wiring.objects, version)
    files = read_files(wiring, kept)
    for name in ("models/mine.py", "models/scales.py", "requirements.txt"):
        assert files[f"files/{name}"] == (root / name).read_text()
    assert kept.environment["imports"] == ["numpy"]
    assert {"begins_.npy", "tables_.npy", "fitted.json"} <= set(kept.artifact)
    assert not any(name.endswith(".py") for name in kept.artifact)  # no model file runs code


def test_it_is_made_again_to_the_bit_by_a_process_that_has_no_file_of_the_project(seated):
    root, version = seated
    assert api.open(root).reproduce(version).identical


def test_served_one_by_one_it_has_the_bits_of_the_batch_whatever_people_edit(seated, monkeypatch):
    root, version = seated
    (root / "models/mine.py").write_text("raise RuntimeError('edited since')\n")
    try:
        monkeypatch.setattr(modules, "_SETS", {})
        wiring, serving = loaded(root, version)
        kept = read_version(wiring.objects, version)
        opened = open_version(wiring, kept)
        definitions, entered = read_definitions(opened), entrant_of(opened, kept)
        question = ask_question(
            opened, inputs_of(opened, definitions, definitions.design("late-bus"), entered)
        )
        columns = question.matrix(entered.trees).columns
        batch = fitted_of(wiring, kept).predict(columns)
        rows = pa.table(dict(columns.items())).to_pylist()
        for place in range(0, len(rows), 7):
            assert serving.predictor.answer(rows[place]).tobytes() == batch[place].tobytes()
        said = serving.predictor.predict(
            {"ride": 1, "due": "2024-04-02T08:00:00Z", "line": "one", "rain": 0.0},
            parse_moment("2024-04-02"),
        )
        assert said.version == version
    finally:
        (root / "models/mine.py").write_text("from models import scales\n" + MINE)


def test_an_answer_is_given_again_and_says_that_it_has_no_parts(seated):
    root, version = seated
    project = api.open(root)
    asked = root / "asked.csv"
    asked.write_text("ride,due,line,rain\n7001,2024-04-02 08:00,one,0.5\n")
    answered = project.predict("late-bus", asked).predictions[0]
    assert answered["version"] == version
    audited = project.audit(answered["prediction"]).to_json()
    assert all(one["holds"] for one in audited["checks"]), audited["checks"]


EDITS = (
    ("models/mine.py", "bins=4", "bins=5"),
    ("models/scales.py", "return share", "return share + 0"),
    ("requirements.txt", "2.0", "2.1"),
)


def test_an_edit_of_the_code_is_another_run(tmp_path):
    root = write_own(tmp_path / "rides")
    project = api.open(root)
    first = project.run("by-history")
    seen, call = {first.id}, "models/mine.py:EachByItself"
    for name, old, new in EDITS:
        text = (root / name).read_text()
        (root / name).write_text(text.replace(old, new))
        again = project.run("by-history")
        assert not again.found
        assert again.code[call] != first.code[call]
        seen.add(again.id)
        (root / name).write_text(text)
    assert len(seen) == 4
    (root / "unread.py").write_text("x = 1\n")
    assert project.run("by-history").found
    assert project.run("by-history").id == first.id


def test_what_was_frozen_is_the_code_too(tmp_path):
    root = write_own(tmp_path / "rides")
    project = api.open(root)
    first = project.run("by-history")
    project.freeze("late-bus", "H1")
    project.judge("late-bus", "H1")
    frozen = project.freeze("late-bus", "H2")
    for name, old, new in EDITS:
        text = (root / name).read_text()
        (root / name).write_text(text.replace(old, new))
        with pytest.raises(ConflictError, match=r"frozen at .* in another form; since then changed: models"):
            project.freeze("late-bus", "H2")
        with pytest.raises((RefusedError, ConflictError), match="models"):
            project.judge("late-bus", "H2")
        with pytest.raises(RefusedError, match=r"E302 H2 was frozen .* code was changed since"):
            project.run("by-history")
        (root / name).write_text(text)
    assert project.run("by-history").id == first.id
    assert project.freeze("late-bus", "H2").closure == frozen.closure


def test_parameters_are_set_searched_and_inherited(tmp_path):
    root = write_own(tmp_path / "rides")
    project = api.open(root)
    (root / "models/by-bins.yaml").write_text(
        "model: by-bins\nextends: by-history\nsearch: {over: {python.bins: [2, 9]}, folds: 2}\n"
    )
    assert checked(root) == []
    found = project.run("by-bins")
    assert found.searched.best.parameters["bins"] in {2, 9}
    assert project.run("by-history", set={"python.bins": 3}).described.startswith(
        "models/mine.py:EachByItself"
    )
    with pytest.raises(UsageError, match=r"no key 'python.call'"):
        project.run("by-history", set={"python.call": "models/other.py:A"})
    model = wager.Model(
        "in-python",
        design="late-bus",
        features=["line"],
        algorithm={"python": {"call": "models/mine.py:EachByItself"}},
    )
    assert project.run(model).code["models/mine.py:EachByItself"]


CLOCK = MINE.replace("import numpy as np", "import time\n\nimport numpy as np", 1)
PLANTED = {
    "the clock": (CLOCK.replace("        self.edges_,", "        self.day_ = int(time.time() // 86400)\n        self.edges_,"), "hangs on the clock"),
    "a file": (MINE.replace("        self.edges_,", "        self.more_ = len(open(__file__.replace('mine.py', 'by-line.yaml')).read())\n        self.edges_,"), "opens models/by-line.yaml; what is there is no part of the run's identity"),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_what_learns_of_more_than_its_rows_is_not_frozen(tmp_path, what):
    module, said = PLANTED[what]
    assert module not in {MINE, CLOCK}
    root = write_own(tmp_path / "rides", module)
    with pytest.raises(RefusedError, match=f"E021 .*{said}"):
        api.open(root).freeze("late-bus", "H2")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("models/mine.py:Each", "models/min.py:Each", "models/by-history.yaml:4: E106 there is no file models/min.py; did you mean 'models/mine.py'"),
        ("EachByItself,", "EachByItsel,", "models/by-history.yaml:4: E106 models/mine.py has no class or function 'EachByItsel'; did you mean 'EachByItself'"),
        ("models/mine.py:EachByItself", "mine:EachByItself", "models/by-history.yaml:4: E103 call of algorithm python should be `file.py:name`"),
        ("call: models/mine.py:EachByItself, ", "", "models/by-history.yaml:4: E102 algorithm python needs 'call'"),
        ("calibrate: sigmoid", "encode: {line: onehot}", "E101 python takes no `encode`"),
        ("features: [line, clock.hour, history.*]\n", "", "E102 model by-history needs `features`"),
    ],
)  # fmt: skip
def test_check_says_what_is_wrong_before_anything_runs(tmp_path, old, new, said):
    root = write_own(
        tmp_path / "rides", "raise RuntimeError('nobody runs this')\n\n\nclass EachByItself:\n    pass\n"
    )
    assert checked(root) == []
    path = root / "models/by-history.yaml"
    path.write_text(path.read_text().replace(old, new))
    found = checked(root)
    assert any(said in one for one in found), found


def test_a_syntax_error_and_an_exception_are_told_at_their_line(tmp_path):
    root = write_own(tmp_path / "rides")
    module = root / "models/mine.py"
    module.write_text(MINE.replace("def predict(self, X):", "def predict(self X):"))
    assert any(re.match(r"models/mine.py:\d+: E108 this is not Python", one) for one in checked(root))
    module.write_text(MINE.replace("width = len(self.classes) or 1", "width = len(self.klasses) or 1"))
    line = module.read_text().split("\n").index("        width = len(self.klasses) or 1") + 1
    with pytest.raises(
        BadInputError, match=rf"models/mine.py:{line}: E114 .* fitting ended in AttributeError"
    ) as said:
        api.open(root).run("by-history")
    assert "Traceback" not in str(said.value)


def test_the_example_of_the_page_runs(few_flights):
    text = PAGE.read_text("utf-8")
    for kind, code in re.findall(r"^```(yaml|python)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        found = re.match(r"# (models/[\w.-]+)\n", code)
        if found:
            (few_flights / found[1]).write_text(code)
            assert kind == ("yaml" if found[1].endswith(".yaml") else "python")
    project = api.open(few_flights)
    assert not [one for one in checked(few_flights) if ": E" in one]
    run = project.run("by-places", sample=3000)
    auc = run.evidence.of("by-places").measures["auc"].value
    assert auc > 0.55, auc
    assert np.isfinite(run.evidence.of("by-places").measures["money"].value)
