"""A project day by day: a clock that runs out, a check-in, a refutation and its lesson, what is given up."""

import json

import pytest

from stories.days import ANN, D, at, kinds, refuted
from wager.design.frozen.log import log_folder
from wager.foundation.errors import ConflictError, NotFoundError, RefusedError, UsageError
from wager.foundation.moments import parse_moment
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.due import next_lines
from wager.interfaces.cli.render.ran import ran_lines


def test_the_first_run_starts_the_clock_and_later_ones_do_not(folder):
    first = at(folder, 0).run("by-line", sample=200)
    again = at(folder, 2.5).run("by-line", set={"table.prior": 9})
    found = at(folder, 3).run("by-line", sample=200)
    assert [one.timeboxes[0].used for one in (first, again, found)] == [0.0, 2.5, 3.0]
    assert found.found
    assert kinds(folder) == [("start", "H1")]
    assert at(folder, 0).log(D).entries[0].body == {"model": "by-line", "timebox": 5 * 86_400_000_000}
    assert "  timebox   H1: 2.5 of 5 days used, ends 2026-01-10 00:00 UTC" in ran_lines(again.to_json())


def test_at_the_end_nothing_goes_on_without_a_check_in(folder):
    at(folder, 0).run("by-line")
    at(folder, 1).freeze(D, "H1")
    late = at(folder, 6)
    for act in (
        lambda: late.run("by-line"),
        lambda: late.run("by-line", set={"table.prior": 7}),
        lambda: late.judge(D, "H1"),
    ):
        with pytest.raises(
            RefusedError, match=r"timebox of H1 of late-bus, 5 d, ended at 2026-01-10 UTC; check in"
        ):
            act()
    due = late.next(D)
    assert (due.state, due.command) == ("timed out", f'wager next {D} --check-in continue --why "…"')
    assert kinds(folder) == [("start", "H1"), ("freeze", "H1")]
    due = late.next(D, check_in="continue", why="the display came late")
    assert (due.state, due.command) == ("frozen", f"wager judge {D} H1")
    assert due.timebox.ends == "2026-01-16T00:00:00Z"
    assert at(folder, 10.9).judge(D, "H1").verdict == "REFUTED"


def test_a_draft_is_not_frozen_after_its_time(folder):
    at(folder, 0).run("by-line")
    with pytest.raises(RefusedError, match="check in"):
        at(folder, 5).freeze(D, "H1")
    at(folder, 4.99).freeze(D, "H1")


def test_a_longer_timebox_in_the_document_does_not_help(folder):
    at(folder, 0).run("by-line")
    file = folder / "designs" / f"{D}.md"
    file.write_text(file.read_text("utf-8").replace("timebox: 5 d", "timebox: 50 d", 1), "utf-8")
    with pytest.raises(RefusedError, match="the 50 d that the document says now came later"):
        at(folder, 6).run("by-line")
    printed = " ".join("\n".join(next_lines(at(folder, 6).next(D).to_json())).split())
    assert "the 50 d that the document says now came later" in printed


def taken(folder, kind):
    """Take the last entry of a kind out of the log."""
    entry = [one for one in at(folder, 0).log(D).entries if one.kind == kind][-1]
    path = log_folder(folder / "designs" / f"{D}.md") / f"{entry.hash}.yaml"
    kept = path.read_text("utf-8")
    path.unlink()
    return path, kept


def test_an_entry_that_is_taken_away_starts_no_clock_anew(folder):
    at(folder, 0).run("by-line")
    path, kept = taken(folder, "start")
    for act in (lambda: at(folder, 6).run("by-line"), lambda: at(folder, 6).freeze(D, "H1")):
        with pytest.raises(
            ConflictError, match=rf"had an entry start on H1 .* restore designs/.*{path.name}"
        ):
            act()
    assert kinds(folder) == []
    path.write_text(kept, "utf-8")
    with pytest.raises(RefusedError, match="check in"):
        at(folder, 6).run("by-line")


def test_what_was_stopped_or_given_up_stays_so_without_its_entry(folder):
    at(folder, 0).run("by-line")
    at(folder, 1).freeze(D, "H1")
    at(folder, 2).next(D, void="H1", why="the history was corrected afterwards")
    taken(folder, "void")
    with pytest.raises(ConflictError, match="had an entry void on H1"):
        at(folder, 3).judge(D, "H1")
    at(folder, 3).run("by-history")
    at(folder, 4).next(D, check_in="stop", why="no signal", hypothesis="H2")
    taken(folder, "check-in")
    with pytest.raises(ConflictError, match="had an entry check-in on H2"):
        at(folder, 4).run("by-history")


def test_a_lesson_and_an_answer_that_are_taken_away_are_not_said_anew(folder):
    refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing"))
    path, kept = taken(folder, "learn")
    with pytest.raises(ConflictError, match="had an entry learn on H1"):
        at(folder, 8).next(D, learned=("H1", "it pays a little"))
    path.write_text(kept, "utf-8")
    at(folder, 8).next(D, answer=("T2", "two of three do"))
    path, _ = taken(folder, "answer")
    with pytest.raises(ConflictError, match=rf"had an entry answer .* restore designs/.*{path.name}"):
        at(folder, 8).next(D, answer=("T2", "nobody does"))


def test_a_check_in_says_who_and_why(folder):
    at(folder, 0).run("by-line")
    due = at(folder, 6).next(D, check_in="continue", why="the display came late")
    entry = at(folder, 6).log(D).entries[-1]
    assert entry.body == {"says": "continue", "why": "the display came late", "who": ANN}
    assert (folder / due.wrote.path).is_file()
    assert due.wrote.entry == entry.hash


@pytest.mark.parametrize(
    ("day", "said", "error", "words"),
    [
        (1, {"check_in": "continue", "why": "more"}, RefusedError, "H1 has until 2026-01-10"),
        (6, {"check_in": "continue"}, UsageError, "--why"),
        (6, {"check_in": "continue", "why": " … "}, UsageError, "--why"),
        (6, {"check_in": "later", "why": "more"}, UsageError, "continue or stop"),
        (6, {"check_in": "continue", "why": "more", "hypothesis": "H2"}, RefusedError, "no timebox"),
        (6, {"check_in": "continue", "why": "more", "hypothesis": "H9"}, NotFoundError, "it has H1, H2, H3"),
        (1, {"learned": ("H1", "nothing")}, RefusedError, "when it has ended"),
        (1, {"void": "H1", "why": "no"}, RefusedError, "not frozen"),
        (1, {"void": "H1"}, UsageError, "--why"),
        (1, {"answer": ("T9", "yes")}, NotFoundError, "it has T1, T2, T3"),
        (1, {"answer": ("T2", "demo.html")}, NotFoundError, "no file demo.html"),
        (1, {"answer": ("T2", "yes"), "why": "so"}, UsageError, "does not go with"),
        (1, {"answer": ("T2", "yes"), "learned": ("H1", "no")}, UsageError, "one thing at a time"),
        (1, {"why": "so"}, UsageError, "one thing at a time"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(folder, day, said, error, words):
    at(folder, 0).run("by-line")
    with pytest.raises(error, match=words):
        at(folder, day).next(D, **said)
    assert kinds(folder) == [("start", "H1")]


def test_a_refutation_is_completed_by_its_lesson(folder):
    assert refuted(folder).verdict == "REFUTED"
    due = at(folder, 8).next(D)
    assert (due.hypothesis, due.command) == ("H2", f'wager next {D} --learned H1 "…"')
    with pytest.raises(RefusedError, match="what was learned"):
        at(folder, 8).freeze(D, "H2")
    at(folder, 8).run("by-history")  # development rows may be looked at
    due = at(folder, 8).next(D, learned=("H1", "the timetable alone pays for nothing"))
    assert (due.state, due.command) == ("running", f"wager freeze {D} H2")
    assert due.learned == {"H1": "the timetable alone pays for nothing"}
    at(folder, 8).freeze(D, "H2")


def test_a_stop_follows_the_edge_timeout_once_it_is_said_what_was_learned(folder):
    refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing"))
    at(folder, 8).run("by-history")
    due = at(folder, 14).next(D, check_in="stop", why="no signal in ten days")
    assert (due.hypothesis, due.path) == ("H3", (("H1", "REFUTED"), ("H2", "timeout")))
    assert due.command == f'wager next {D} --learned H2 "…"'
    for act in (lambda: at(folder, 14).freeze(D, "H2"), lambda: at(folder, 14).freeze(D, "H3")):
        with pytest.raises(RefusedError):
            act()
    with pytest.raises(RefusedError, match="no timebox"):
        at(folder, 14).next(D, check_in="continue", why="I changed my mind")
    due = at(folder, 14).next(D, learned=("H2", "lateness does not last"))
    assert due.command == "wager run by-more"


def test_what_is_given_up_spends_its_alpha_and_goes_the_way_of_a_timeout(folder):
    refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing"))
    at(folder, 8).freeze(D, "H2")
    due = at(folder, 9).next(D, void="H2", why="the history was corrected afterwards")
    assert (due.hypothesis, due.path[-1]) == ("H3", ("H2", "void"))
    with pytest.raises(RefusedError, match="was given up"):
        at(folder, 9).judge(D, "H2")
    with pytest.raises(RefusedError, match="was given up at 2026-01-14 UTC, and stays so"):
        at(folder, 9).next(D, void="H2", why="again")
    with pytest.raises(RefusedError, match="was judged REFUTED"):
        at(folder, 9).next(D, void="H1", why="it looked bad")
    board = at(folder, 9).board().to_json()["designs"][0]
    assert [(one["hypothesis"], one["spent"]) for one in board["hypotheses"]] == [
        ("H1", 0.025),
        ("H2", 0.015),
        ("H3", 0.0),
    ]


def test_the_clock_stands_while_a_holdout_of_the_future_fills(folder):
    file = folder / "designs" / f"{D}.md"
    old = "tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, "tune: 2024-02-20}\nholdout: after freeze for 20 d"), "utf-8")
    freeze = (parse_moment("2024-03-03") - parse_moment("2026-01-05")) / 86_400_000_000
    at(folder, freeze - 2).run("by-line")
    at(folder, freeze).freeze(D, "H1")
    due = at(folder, freeze + 12).next(D)
    assert (due.state, due.due, due.command) == ("waiting", "2024-03-23T00:00:00Z", f"wager judge {D} H1")
    assert (due.timebox.used, due.timebox.over) == (2.0, False)
    line = at(folder, freeze + 12).board().designs[0]["hypotheses"][0]
    assert (line["state"], line["due"], line["ends"]) == ("waiting", "2024-03-23T00:00:00Z", None)
    with pytest.raises(RefusedError, match="nothing to check in on"):
        at(folder, freeze + 12).next(D, check_in="stop", why="tired of waiting")
    at(folder, freeze + 12).run("by-history")  # other work goes on meanwhile, and has its own clock
    assert at(folder, freeze + 13).next(D).hypothesis == "H2"
    assert at(folder, freeze + 20).next(D).state == "frozen"
    assert at(folder, freeze + 20).judge(D, "H1").verdict == "REFUTED"
    assert at(folder, freeze + 21).board().designs[0]["hypotheses"][0]["actual"] == 2.0


def test_the_command_line_says_the_same_with_its_exit_codes(folder, capsys):
    def say(*words):
        code = main(["-C", str(folder), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    at(folder, -99_999).run("by-line")  # so long ago that its time is over, whenever this runs
    code, said = say("next")
    assert (code, f'command  wager next {D} --check-in continue --why "…"' in said) == (0, True)
    code, said = say("run", "by-line")
    assert (code, "check in before anything else is done" in said) == (1, True)
    assert say("next", D, "--check-in", "continue")[0] == 2
    assert say("next", D, "--check-in", "perhaps", "--why", "so")[0] == 2
    code, said = say("next", D, "--check-in", "continue", "--why", "a fire")
    assert (code, "check-in on H1: continue" in said) == (0, True)
    code, said = say("run", "by-line")
    assert (code, "continued once" in said) == (0, True)
    assert say("next", D, "--learned", "H1", "nothing")[0] == 1
    assert say("next", D, "--answer", "T8", "no")[0] == 4
    code, said = say("board", "--json")
    assert code == 0
    assert json.loads(said)["designs"][0]["hypotheses"][0]["ends"] is not None
