"""The command line: options, exit codes, what goes to stdout and what to stderr."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wager.foundation.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    UsageError,
)
from wager.foundation.finding import Finding
from wager.interfaces import api
from wager.interfaces.cli.main import FILES, main

FINDING = Finding("sources/a.yaml", 3, "E002", "5 needs a unit; write `5 d`")


@dataclass
class Answer:
    """A result that says what it is told."""

    document: dict = field(default_factory=lambda: {"verdict": "SHIP", "findings": []})
    passed: bool = True
    verdict: str = "SHIP"

    def to_json(self):
        return self.document


class FakeProject:
    """Notes its calls and answers, or raises."""

    def __init__(self, answer=None, error=None):
        self.answer, self.error, self.calls = answer or Answer(), error, []

    def __getattr__(self, name):
        def call(*arguments, **options):
            self.calls.append((name, arguments, options))
            if self.error:
                raise self.error
            return self.answer

        return call


@pytest.fixture
def opened(monkeypatch):
    def prepare(**kind):
        project = FakeProject(**kind)
        monkeypatch.setattr(api, "open", lambda folder, **_: project)
        return project

    return prepare


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RefusedError("no"), 1),
        (UsageError("no"), 2),
        (BadInputError("no"), 3),
        (NotFoundError("no"), 4),
        (ConflictError("no"), 5),
        (UnavailableError("no"), 6),
        (PermissionError(13, "no", "x"), 6),
        (ZeroDivisionError("no"), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_errors_become_exit_codes_without_traceback(opened, capsys, error, code):
    opened(error=error)
    assert main(["ls"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().count("\n") == 0
    assert "Traceback" not in said.err


def test_debug_shows_the_traceback(opened, capsys):
    opened(error=ZeroDivisionError("no"))
    assert main(["ls", "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err
    assert main(["--debug", "ls"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_findings_are_printed_as_compilers_do(opened, capsys):
    opened(error=BadInputError.of([FINDING]))
    assert main(["run", "gbt"]) == 3
    assert capsys.readouterr().err == "sources/a.yaml:3: E002 5 needs a unit; write `5 d`\n"


def test_an_error_is_a_document_for_machines(opened, capsys):
    opened(error=BadInputError.of([FINDING]))
    assert main(["run", "gbt", "--json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["exit_code"] == 3
    assert error["kind"] == "BadInputError"
    assert error["findings"] == [
        {"path": "sources/a.yaml", "line": 3, "code": "E002", "message": "5 needs a unit; write `5 d`"}
    ]


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        (["snapshot", "flights", "weather"], ("snapshot", ("flights", "weather"), {})),
        (
            ["show", "design", "d", "--resolved"],
            ("show", ("design", "d"), {"resolved": True, "analyse": False, "drop": False}),
        ),
        (
            ["show", "run", "gbt", "--drop"],
            ("show", ("run", "gbt"), {"resolved": False, "analyse": False, "drop": True}),
        ),
        (["compare", "gbt", "table"], ("compare", ("gbt", "table"), {})),
        (["ls"], ("ls", (), {})),
        (
            ["run", "gbt", "--set", "lightgbm.num_leaves=31", "--set", "seed=7", "--sample", "99"],
            (
                "run",
                ("gbt",),
                {
                    "set": {"lightgbm.num_leaves": "31", "seed": "7"},
                    "sample": 99,
                    "worth": False,
                    "why": False,
                    "curve": False,
                },
            ),
        ),
        (
            ["trace", "a.b", "k=1", "l=2", "--rows", "3"],
            ("trace", ("a.b", ("k=1", "l=2")), {"design": None, "rows": 3}),
        ),
        (["freeze", "d", "H1"], ("freeze", ("d", "H1"), {})),
        (
            ["judge", "d", "H1", "--as-of", "2013-12-01"],
            ("judge", ("d", "H1"), {"as_of": "2013-12-01", "stop": False}),
        ),
        (["next"], ("next", (None,), {})),
        (["log", "d"], ("log", ("d",), {"grep": ""})),
    ],
)
def test_verbs_call_the_method_of_their_name(opened, capsys, arguments, call):
    project = opened()
    assert main([*arguments, "--json"]) == 0
    assert project.calls == [call]
    assert json.loads(capsys.readouterr().out) == {"verdict": "SHIP", "findings": []}


def test_check_says_no_after_printing_what_it_found(opened, capsys):
    document = {
        "findings": [{"path": "a.yaml", "line": 1, "code": "E101", "message": "no key"}],
        "to_fill": 0,
    }
    project = opened(answer=Answer(document, passed=False))
    assert main(["check", "a.yaml", "--strict"]) == 1
    assert project.calls == [("check", (Path("a.yaml"),), {"strict": True})]
    assert capsys.readouterr().out == "a.yaml:1: E101 no key\n\n1 error\n"


def test_judge_refuses_another_verdict_than_required(opened, capsys):
    opened()
    assert main(["judge", "d", "H1", "--require", "SHIP", "--json"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["judge", "d", "H1", "--require", "HARM", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["verdict"] == "SHIP"
    assert err == "wager: --require HARM: the verdict on H1 of d is SHIP\n"


def test_judge_says_that_what_is_required_is_not_due_yet(opened, capsys):
    due = {"verdict": "WAITING", "due": "2027-01-20T20:01:30Z"}
    opened(answer=Answer(due, verdict="WAITING"))
    assert main(["judge", "d", "H1", "--require", "SHIP", "--json"]) == 1
    said = "there is no verdict on H1 of d yet; it is due at 2027-01-20 20:01 UTC"
    assert capsys.readouterr().err == f"wager: --require SHIP: {said}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["runn"],
        ["run"],
        ["run", "a", "b"],
        ["run", "a", "--set", "b"],
        ["judge", "d", "H", "--require", "ship"],
    ],
)
def test_usage(capsys, arguments):
    assert main(arguments) == 2
    assert "Usage: wager" in capsys.readouterr().err


def test_a_misspelt_verb_names_the_nearest(capsys):
    assert main(["frezze"]) == 2
    assert "did you mean 'freeze'?" in capsys.readouterr().err


def test_folder_before_or_after_the_verb(monkeypatch, tmp_path):
    (tmp_path / "p").mkdir()
    folders = []
    monkeypatch.setattr(api, "open", lambda folder, **_: folders.append(folder) or FakeProject())
    assert main(["-C", str(tmp_path / "p"), "ls", "--json"]) == 0
    assert main(["ls", "-C", str(tmp_path / "p"), "--json"]) == 0
    assert folders == [tmp_path / "p", tmp_path / "p"]
    assert main(["-C", str(tmp_path / "q"), "ls"]) == 4


def test_not_a_number_is_null(opened, capsys):
    opened(answer=Answer({"auc": float("nan")}))
    assert main(["ls", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"auc": None}


@pytest.mark.parametrize("name", FILES)
def test_every_verb_has_help_with_an_example(capsys, name):
    assert main([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example:" in text
    assert f"  wager {name}" in text
    for option in ("--json", "-C DIR", "--debug"):
        assert option in text


def test_the_faces_have_the_same_verbs():
    methods = {name for name in dir(api.Project) if not name.startswith("_")} - {"root", "features"}
    functions = set(api.__all__) - {"Project", "open"}
    assert methods | {name.removesuffix("_file") for name in functions} == set(FILES)


def test_a_reader_that_goes_away_is_no_error():
    script = f"{sys.executable} -m wager --help | sleep 0; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 141}  # 0 where all was written before the reader went
    assert done.stderr == ""


def test_an_option_of_two_values_says_which_two(rides, capsys):
    assert main(["-C", str(rides), "next", "late-bus", "--learned", "H1"]) == 2
    assert '`--learned HYPOTHESIS "what was learned"`' in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["freeze", "judge"])
def test_a_hypothesis_before_its_design_is_told_which_comes_first(rides, capsys, verb):
    assert main(["-C", str(rides), verb, "H1", "late-bus"]) == 4
    assert "the design comes first; did you mean `late-bus H1`?" in capsys.readouterr().err
