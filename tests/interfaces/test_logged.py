"""The log in the terminal: every kind of entry on one line, lines that meet, searches, heads for commit messages."""

import json
import shutil

import pytest

from wager.design.frozen.log import Entry
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.logged import logged_lines, said_of, trailer_lines
from wager.workflow.read_log import Logged

VERDICT = {"word": "SHIP", "grade": "X", "champion": "evening", "against": {}}


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("start", {"model": "by-line", "timebox": 432_000_000_000}, "first run of by-line, 5 d"),
        ("freeze", {"model": "by-line", "alpha": "0.02"}, "by-line, α 0.02"),
        (
            "freeze",
            {"model": "by-line", "alpha": "0.02", "holdout": {"due": "2026-03-01T00:00:00Z"}},
            "by-line, α 0.02, due 2026-03-01",
        ),
        ("verdict", {"verdict": VERDICT, "post_hoc": "H1"}, "SHIP X, post-hoc of H1"),
        ("check-in", {"says": "continue", "why": "nearly", "who": "Ann"}, "continue: nearly (Ann)"),
        ("learn", {"learned": "rain says nothing", "who": "Ann"}, "rain says nothing (Ann)"),
        ("void", {"why": "moot", "who": "Ann"}, "given up: moot (Ann)"),
        ("answer", {"task": "T1", "answer": "an hour", "who": "Ann"}, "T1: an hour (Ann)"),
        (
            "review",
            {"role": "product", "says": "approve", "why": "", "who": "Ann"},
            "approve as product (Ann)",
        ),
        (
            "review",
            {"role": "product", "says": "object", "why": "too dear", "who": "Ann"},
            "object as product: too dear (Ann)",
        ),
        ("stage", {"stage": "walk", "from": "crawl", "why": "", "who": "Ann"}, "crawl to walk (Ann)"),
        (
            "stage",
            {"stage": "crawl", "from": "", "why": "ready", "who": "Ann"},
            "start to crawl: ready (Ann)",
        ),
        ("look", {"objective": "a1"}, "outcomes of a holdout were read"),
        ("other", {"key": "value"}, "key: value"),
    ],
)
def test_every_kind_says_what_it_tells(kind, body, said):
    assert said_of({"kind": kind, "body": body}) == said


def entry(name, kind, body, *, prev=(), at=0, design="late-bus"):
    return Entry(name * 32, kind, design, "H1", at, tuple(one * 32 for one in prev), body)


LEARNED = {
    "learned": "rain says nothing at all about which of the rides of the morning will be late",
    "who": "Ann",
}


def test_lines_that_meet_are_marked_and_long_texts_are_cut():
    log = (
        entry("a", "freeze", {"model": "by-line", "alpha": "0.02"}),
        entry("b", "learn", LEARNED, prev="a"),
        entry("c", "void", {"why": "moot", "who": "Ann"}, prev="a"),
        entry("d", "learn", {"learned": "both", "who": "Ann"}, prev="bc"),
    )
    lines = logged_lines(Logged("late-bus", log, {"late-bus": ("d" * 32,)}).to_json())
    assert max(map(len, lines)) <= 100
    assert [line.startswith("+") for line in lines[1:5]] == [False, False, False, True]
    assert "…" in lines[2]
    assert "+ joins lines that were written apart, as on two branches" in lines


def test_open_lines_are_told():
    log = (entry("a", "learn", LEARNED), entry("b", "learn", LEARNED))
    document = Logged("late-bus", log, {"late-bus": ("a" * 32, "b" * 32)}).to_json()
    assert "2 lines of late-bus are open; its next entry joins them" in logged_lines(document)
    assert trailer_lines(document) == [f"Wager-Log: late-bus {'a' * 32} {'b' * 32}"]


def test_logs_of_all_designs_name_the_design():
    log = (entry("a", "learn", LEARNED), entry("b", "learn", LEARNED, design="night-bus"))
    lines = logged_lines(Logged("", log, {}).to_json())
    assert [line.split()[2] for line in lines[1:3]] == ["late-bus", "night-bus"]
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["log"], 2, "name a design"),
        (["log", "late-bus", "--all"], 2, "not both"),
        (["log", "late-buss"], 4, "did you mean 'late-bus'"),
    ],
)
def test_mistakes_are_told(rides, capsys, arguments, code, said):
    assert main([*arguments, "-C", str(rides)]) == code
    assert said in capsys.readouterr().err


def test_the_command_prints_searches_and_repeats_heads(rides, capsys):
    assert main(["log", "--all", "--grep", "BY-LINE", "-C", str(rides)]) == 0
    assert "by-line, α 0.025" in capsys.readouterr().out
    assert main(["log", "--all", "--grep", "nobody says this", "-C", str(rides)]) == 0
    assert capsys.readouterr().out == "no entry of any log says 'nobody says this'\n"
    assert main(["log", "late-bus", "--json", "-C", str(rides)]) == 0
    heads = json.loads(capsys.readouterr().out)["heads"]["late-bus"]
    assert main(["log", "--heads", "-C", str(rides)]) == 0
    assert capsys.readouterr().out.split() == ["late-bus", *heads]
    assert main(["log", "--trailer", "-C", str(rides)]) == 0
    assert capsys.readouterr().out.split() == ["Wager-Log:", "late-bus", *heads]


def test_a_removed_entry_is_told_and_the_exit_code_says_no(rides, tmp_path, capsys):
    folder = shutil.copytree(rides, tmp_path / "rides")
    (last,) = json_of(folder, capsys)["heads"]["late-bus"]
    (folder / "designs" / "late-bus.log" / f"{last}.yaml").unlink()
    assert main(["log", "late-bus", "-C", str(folder)]) == 1
    assert f"designs/late-bus.log/{last}.yaml:1: E307 the entry was removed" in capsys.readouterr().out


def json_of(folder, capsys):
    main(["log", "late-bus", "--json", "-C", str(folder)])
    return json.loads(capsys.readouterr().out)
