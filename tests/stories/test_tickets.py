"""Story: each change of a ticket is one more row; a decision sees the ticket as it was known two hours after it was opened."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from laws.one_by_one import Asked
from laws.test_one_by_one import hold
from project_folder import write_table
from tickets import FILES, tickets, write_tickets
from wager.interfaces import api
from wager.interfaces.cli.main import main


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
    assert "E011 words, known at updated + 3 h, which is not before the decision at opened + 2 h" in said


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
    traced = says("trace", "teams.urgent_7d", "ticket=1500")
    assert "replaced by a newer version" in traced
    write_table(tmp_path / "new.csv", [{"ticket": 9001, "opened": "2024-04-20 10:00", "team": "south", "priority": 1,
                                        "words": 120}])  # fmt: skip
    assert "call" in says("predict", "escalation", str(tmp_path / "new.csv"))
