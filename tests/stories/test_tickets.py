"""Story: each change of a ticket is one more row; a decision sees the ticket as it was known two hours after it was opened."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from laws.one_by_one import Asked
from laws.test_one_by_one import hold
from project_folder import write_table
from tickets import DESIGN, FILES, tickets, write_tickets
from wager.foundation.errors import UnavailableError
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.project.opening import open_folder
from wager.workflow.run_model import run_model


def moment(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def cases(rows):
    """Of each ticket: when it is decided, the version that was known last before that, and the one a week later."""
    held = {}
    for row in rows:
        held.setdefault(row["ticket"], []).append(row)
    for ticket, versions in held.items():
        at = moment(versions[0]["opened"]) + timedelta(hours=2)
        seen, became = (
            max((one for one in versions if moment(one["updated"]) < until), key=lambda one: one["updated"])
            for until in (at, at + timedelta(days=7))
        )
        yield ticket, at, seen, became


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_tickets(tmp_path_factory.mktemp("desk") / "desk")


@pytest.fixture(scope="module")
def asked(folder):
    return Asked(folder, "boosted")


def told(asked, names):
    """What the matrix says of each ticket, with its moment and outcome."""
    rows = asked.question.rows
    columns = [asked.matrix.columns[name].to_pylist() for name in names]
    return {
        key: (t, outcome, *values)
        for key, t, outcome, *values in zip(
            rows.keys[0].to_pylist(), rows.t.tolist(), rows.objective.to_pylist(), *columns, strict=True
        )
    }


def test_a_decision_sees_the_ticket_as_it_was_known(asked):
    found = told(asked, ["priority", "words", "team"])
    last = max(moment(row["updated"]) for row in tickets())
    wanted = {
        ticket: (
            int(at.timestamp()) * 10**6, became["status"] == "escalated",
            seen["priority"], seen["words"], seen["team"],
        )
        for ticket, at, seen, became in cases(tickets())
        if seen["status"] == "open" and at + timedelta(days=7) <= last
    }  # fmt: skip
    assert found == wanted
    latest = {row["ticket"]: row["priority"] for row in tickets()}
    assert sum(latest[ticket] != said[2] for ticket, said in found.items()) > 1000


def test_what_is_asked_one_by_one_reads_the_same(asked):
    hold(asked, np.arange(0, len(asked.question.rows), 20))


def test_what_is_entered_later_changes_no_case_that_was_complete(folder, asked, tmp_path):
    rows = list(tickets())
    cut = datetime(2024, 4, 1, tzinfo=UTC)
    before = [row for row in rows if moment(row["updated"]) < cut]
    project = write_tickets(tmp_path / "desk", rows=before)
    names = list(asked.entered.trees)
    early = told(Asked(project, "boosted"), names)
    write_table(project / "data/tickets.csv", rows)
    api.open(project).snapshot()
    again, whole = told(Asked(project, "boosted"), names), told(asked, names)
    assert len(early) > 2000
    assert {ticket: again[ticket] for ticket in early} == early
    assert again == whole


def test_what_only_a_later_version_says_is_a_leak(tmp_path, capsys):
    late = FILES["sources/tickets.yaml"].replace(
        "known: updated", "known: {updated: rest, updated + 3 h: words}"
    )
    project = write_tickets(tmp_path / "desk", {"sources/tickets.yaml": late})
    assert main(["-C", str(project), "run", "boosted"]) == 1
    said = capsys.readouterr().err
    assert (
        "E011 words, known at updated + 3 h of its version, which is not before the decision at opened + 2 h"
        in said
    )


def said_by_check(project, capsys):
    code = main(["-C", str(project), "check"])
    return code, capsys.readouterr().out


def test_what_was_changed_after_the_decision_accuses_nobody(tmp_path, capsys):
    rows = [*tickets()]
    rows.append({**rows[0], "words": 1, "updated": "2024-01-01 02:30"})  # after T, and still open
    code, said = said_by_check(write_tickets(tmp_path / "desk", rows=rows), capsys)
    assert (code, "E01" in said) == (0, False)
    design = {"designs/escalation.md": DESIGN.replace("where: status = 'open'\n", "")}
    code, said = said_by_check(write_tickets(tmp_path / "all", design), capsys)
    assert (code, "E01" in said) == (0, False)


def test_what_is_there_only_because_it_decides_is_a_leak(tmp_path, capsys):
    """`closed` is written when a ticket is closed: whoever decides two hours before that did not know it."""
    source = FILES["sources/tickets.yaml"].replace("  updated: time\n", "  updated: time\n  closed: time?\n")
    files = {
        "sources/tickets.yaml": source + "derive: {open_for: in_hours(closed - opened)}\n",
        "designs/escalation.md": DESIGN.replace("decide_at: opened + 2 h", "decide_at: closed - 2 h"),
        "models/boosted.yaml": FILES["models/boosted.yaml"].replace("words,", "words, open_for,"),
    }
    rows = [{**row, "closed": "" if row["status"] == "open" else row["updated"]} for row in tickets()]
    code, said = said_by_check(write_tickets(tmp_path / "desk", files, rows), capsys)
    assert code == 1
    assert "E011 open_for, known at updated of the version that decides" in said


def test_versions_that_do_not_fit_are_refused(tmp_path, capsys):
    project = write_tickets(tmp_path / "desk")
    wiring = replace(open_folder(project), memory=4_000_000)
    with pytest.raises(
        UnavailableError, match=r"10,230 versions of tickets takes about 2\.\d+ MB; half of the memory, 2\.0"
    ):
        run_model(wiring, "boosted")


def test_what_cannot_be_looked_up_is_said_once(tmp_path, capsys):
    plans = {
        "sources/plans.yaml": "source: plans\nfrom: {path: data/plans.csv}\nowner: sales\nkey: team\n"
        "columns: {team: category, size: int}\nknown: always\n",
        "sources/tickets.yaml": FILES["sources/tickets.yaml"] + "join: {plans: {by: team, take: [size]}}\n",
    }
    for change, code, count in (
        (("is: status = 'escalated'", "is: plans.size > 3"), "E113", 1),
        (("decide_at: opened + 2 h", "decide_at: opened + hours(plans.size)"), "E109", 1),
        (("decide_at: opened + 2 h", "decide_at: day(opened)"), "E109", 1),
    ):
        folder = tmp_path / f"{change[1][-6:-1]}"
        write_tickets(folder, {**plans, "designs/escalation.md": DESIGN.replace(*change)})
        write_table(
            folder / "data/plans.csv", [{"team": team, "size": 3} for team in ("north", "south", "west")]
        )
        ended, said = said_by_check(folder, capsys)
        errors = [line for line in said.splitlines() if ": E" in line]
        assert (ended, len(errors)) == (1, count), said
        assert code in errors[0]
        assert errors[0].startswith("designs/escalation.md:")


def test_a_verdict_stands_on_them_and_is_made_again(folder, tmp_path, capsys):
    project = api.open(folder)
    project.freeze("escalation", "H1")
    judged = project.judge("escalation", "H1")
    assert "boosted" in str(judged)

    def says(*words):
        assert main(["-C", str(folder), *words]) == 0
        return capsys.readouterr().out

    listed = json.loads(says("ls", "--json"))
    (version,) = (one["version"] for one in listed["versions"] if one["model"] == "boosted")
    assert "identical" in says("reproduce", version[:12])
    assert "looked at again, and right" in says("audit", version[:12])
    assert "nothing is damaged" in says("verify")
    assert "10,230 rows, of which some are versions of one key" in says("show", "source", "tickets")
    traced = says("trace", "teams.urgent_7d", "ticket=1500")
    assert "replaced by a newer version" in traced
    write_table(tmp_path / "new.csv", [{"ticket": 9001, "opened": "2024-04-20 10:00", "team": "south", "priority": 1,
                                        "words": 120}])  # fmt: skip
    assert "call" in says("predict", "escalation", str(tmp_path / "new.csv"))
