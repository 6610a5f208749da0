"""What is due over all designs: tasks and their answers, plan and work, forecast and verdict; nothing about persons."""

import csv
import json
import re
from datetime import datetime

import pytest

from stories.days import D, at, refuted
from wager.design.frozen.log import log_folder
from wager.foundation.errors import RefusedError
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.boarded import boarded_lines
from wager.interfaces.cli.render.due import next_lines
from wager.interfaces.cli.tables import WIDTH


def test_tasks_are_closed_by_an_answer_or_a_demo(folder):
    judged = refuted(folder)
    del judged
    tasks = {one.task: one.state for one in at(folder, 8).next(D).tasks.all}
    assert tasks == {"T1": "moot", "T2": "due", "T3": "due"}
    (folder / "demo.html").write_text("<p>it shows", "utf-8")
    due = at(folder, 8).next(D, answer=("T3", "demo.html"))
    assert due.wrote.kind == "answer"
    body = at(folder, 8).log(D).entries[-1].body
    assert body["file"]["path"] == "demo.html"
    assert len(body["file"]["sha256"]) == 64
    due = at(folder, 8).next(D, answer=("T2", "two of three do"))
    assert {one.task: (one.state, one.file) for one in due.tasks.all} == {
        "T1": ("moot", ""),
        "T2": ("answered", ""),
        "T3": ("answered", "demo.html"),
    }


def test_the_board_compares_plan_and_work_forecast_and_verdict(folder):
    judged = refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing"))
    document = at(folder, 8).board().to_json()
    design = document["designs"][0]
    first = design["hypotheses"][0]
    assert (first["planned"], first["actual"], first["verdict"]) == (5.0, 7.5, "REFUTED")
    found = judged.judgement.against["do_nothing"].value
    with (folder / "data" / "rides.csv").open(newline="", encoding="utf-8") as file:
        due = sorted(datetime.fromisoformat(row["due"]) for row in csv.DictReader(file))
    days = (due[-1] - due[0]).total_seconds() / 86_400
    per_year = found / 1000 * len(due) / days * 365
    assert first["judged"]["value"] == pytest.approx(per_year)
    assert first["judged_per_1000"]["value"] == found
    assert design["forecast"] == {"value": 2000.0, "low": 1000.0, "high": 12_000.0}
    assert (design["judged"], document["ratio"], document["compared"]) == (None, None, 0)
    assert first["learned"] == "it pays for nothing"


def test_forecasts_are_compared_over_all_designs_that_ended(folder):
    text = (folder / "designs" / f"{D}.md").read_text("utf-8").replace(f"design: {D}", "design: other", 1)
    for old, new in [
        ("by 5000 EUR over champion", "by any amount over do_nothing"),
        (" without decreasing recall of late for any line by more than 20 pp", ""),
    ]:
        assert old in text
        text = text.replace(old, new)
    (folder / "designs" / "other.md").write_text(text, "utf-8")
    for model in (folder / "models").glob("*.yaml"):
        found = model.read_text("utf-8")
        if f"design: {D}" in found:
            other = folder / "models" / f"other-{model.name}"
            other.write_text(
                found.replace(f"design: {D}", "design: other").replace(
                    f"model: {model.stem}", f"model: other-{model.stem}"
                ),
                "utf-8",
            )
    design = folder / "designs" / "other.md"
    design.write_text(
        design.read_text("utf-8")
        .replace("model: by-line", "model: other-by-line")
        .replace("model: by-history", "model: other-by-history")
        .replace("model: by-more", "model: other-by-more")
        .replace("model: evening", "model: other-evening"),
        "utf-8",
    )
    (folder / "models" / "other-by-more.yaml").write_text(
        "model: other-by-more\nextends: other-by-history\nalso: [history.all_late_2d]\n", "utf-8"
    )
    at(folder, 0).freeze("other", "H1")
    assert at(folder, 1).judge("other", "H1").verdict == "SHIP"
    refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing"))
    at(folder, 8).freeze(D, "H2")
    assert at(folder, 9).judge(D, "H2").verdict in {"REFUTED", "HARM"}
    document = at(folder, 9).board().to_json()
    said = " ".join(" ".join(boarded_lines(document)).split())
    assert "; nothing shipped, 2 judged" in said
    assert "4,000 EUR a year expected" in said
    late, other = document["designs"]
    assert late["state"] == "ended"
    assert late["judged"]["value"] == 0.0  # ended without a gain
    assert other["judged"] == other["hypotheses"][0]["judged"]
    assert (document["forecast"], document["compared"]) == (4000.0, 2)
    assert document["ratio"] == pytest.approx(other["judged"]["value"] / 4000)
    several = at(folder, 9).next()
    assert [(one.design, one.command) for one in several.designs] == [
        (D, f'wager next {D} --learned H2 "…"'),
        ("other", "wager freeze other H1.2"),
    ]
    assert len(next_lines(several.to_json())) >= 2
    # A gain over doing nothing earns no title that another holds: `promote` would refuse, and says the same.
    said = several.designs[1].steps[0].what
    assert "write H1.2 into designs/other.md" in said
    assert "the goals of H1 are over do_nothing, and evening holds the title; ask for more" in said
    with pytest.raises(RefusedError, match="its goals are over do_nothing, and evening holds the title"):
        at(folder, 9).promote(at(folder, 9).judge("other", "H1").version)


def test_the_board_names_nobody_and_fits_the_page(folder):
    refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing, " + "and that is known by now " * 6))
    at(folder, 8).next(D, answer=("T2", "two of three do"))
    assert any("Ann" in json.dumps(entry.body) for entry in at(folder, 8).log(D).entries)
    board = at(folder, 8).board().to_json()
    for text in (json.dumps(board), "\n".join(boarded_lines(board))):
        assert "Ann" not in text
        assert "ann@" not in text
        assert "office" not in text  # who made the forecast
        assert not any(word in text for word in ('"who"', '"by"', "points", "velocity"))
    assert all(len(line) <= WIDTH for line in boarded_lines(board))


def test_what_was_judged_and_did_not_ship_is_not_called_nothing(folder):
    refuted(folder)
    at(folder, 8).next(D, learned=("H1", "it pays for nothing"))
    at(folder, 8).freeze(D, "H2")
    assert at(folder, 8.02).judge(D, "H2").verdict != "SHIP"
    document = at(folder, 9).board().to_json()
    said = " ".join(" ".join(boarded_lines(document)).split())
    assert "money forecast 2.0k EUR a year (1.0k .. 12.0k); nothing shipped, 2 judged" in said
    assert "2,000 EUR a year expected, nothing shipped, 2 hypotheses judged" in said
    assert "ended without a gain" not in said


def test_a_short_time_is_shown_in_hours(folder):
    at(folder, 0).run("by-line")
    assert "2.4 h of 5 d used" in "\n".join(next_lines(at(folder, 0.1).next(D).to_json()))
    board = "\n".join(boarded_lines(at(folder, 0.1).board().to_json()))
    assert " 2.4 h " in board
    assert "0.1 d" not in board


def test_a_template_is_due_to_be_filled_in(folder, capsys):
    run = ["-C", str(folder)]
    assert main([*run, "new", "design", "routing"]) == 0
    capsys.readouterr()
    assert main([*run, "next", "routing"]) == 0
    printed = capsys.readouterr().out
    found = re.fullmatch(
        r"due +(\d+) places to fill in, first at designs/routing.md:\d+\ncommand +wager check designs/routing.md\n",
        printed,
    )
    assert found, printed
    assert main([*run, "next", "routing", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["state"], document["command"]) == ("unwritten", "wager check designs/routing.md")
    assert document["steps"][0]["what"].startswith(f"{found[1]} places to fill in, first at")
    assert main([*run, "next", "routing", "--learned", "H1", "much"]) == 1
    assert main([*run, "board"]) == 0
    assert "routing: a template, " in capsys.readouterr().out


def test_a_design_that_cannot_be_read_is_named_and_refuses(folder, capsys):
    (folder / "designs" / "broken.md").write_text("---\ndesign: broken\n---\n# Nothing\n", "utf-8")
    assert main(["-C", str(folder), "board"]) == 1
    printed = capsys.readouterr().out
    assert "broken: cannot be read: designs/broken.md:2" in printed
    assert f"{D}: " in printed


def test_what_is_no_file_in_a_log_is_said_once_and_plainly(folder, capsys):
    strange = log_folder(folder / "designs" / f"{D}.md") / "strange.yaml"
    strange.mkdir(parents=True)
    for words, code in [(["next", D], 3), (["board"], 1), (["log", D], 1), (["check"], 1)]:
        assert main(["-C", str(folder), *words]) == code, words
        printed = "".join(capsys.readouterr())
        assert (
            " ".join(printed.split()).count(
                "is a folder or another thing that is no file; take it out of the log"
            )
            == 1
        )
        assert "Errno" not in printed


def test_a_design_that_cannot_be_read_hides_no_other(folder):
    (folder / "designs" / "broken.md").write_text("---\ndesign: broken\n---\n# Nothing\n", "utf-8")
    several = at(folder, 0).next()
    assert [(one.design, one.state) for one in several.designs] == [("broken", "unreadable"), (D, "draft")]
    board = at(folder, 0).board()
    assert [one["design"] for one in board.errors] == ["broken"]
    assert [one["design"] for one in board.designs] == [D]


def test_a_faulty_document_is_finished_before_anything_is_begun(folder):
    file = folder / "designs" / f"{D}.md"
    file.write_text(file.read_text("utf-8").replace("model: by-line", "model: by-lime"), "utf-8")
    assert at(folder, 0).next(D).command == f"wager check designs/{D}.md"


def test_a_project_without_a_design_is_told_how_to_begin(tmp_path, capsys):
    (tmp_path / "wager.toml").write_text('wager = 1\nname = "x"\ncurrency = "EUR"\n', "utf-8")
    for verb in ("next", "board"):
        assert main(["-C", str(tmp_path), verb]) == 0
        assert "`wager new design NAME` begins one" in capsys.readouterr().out
