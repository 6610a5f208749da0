"""Rows that are versions: one case for each key, as it was known when it was decided, against plain loops."""

import random
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from wager.data.case_rows import case_rows
from wager.data.cases import case_source, cases_from
from wager.data.rows import unit_rows
from wager.data.source import COMPLETE_LATER, KNOWN_LATER, afterwards
from wager.data.store_parts import store_snapshot
from wager.design.kinds.question import Objective, Rows
from wager.expressions.parse import parse
from wager.features.of_rows import RowEvents
from wager.features.stored import Stored
from wager.foundation.amounts import DAY, Duration
from wager.foundation.errors import BadInputError

HOUR = DAY // 24
START = 1704067200_000000  # 2024-01-01
TASKS = """
    source: tasks
    from: {path: tasks.csv}
    owner: ops
    key: id
    columns: {id: int, at: time, due: time?, level: int?, state: category?, seen: time, judged: time?}
    derive: {score: level * 10, urgent: level > 2, doubled: level * 2}
    event_time: at
    known: {seen: rest, judged: [state, judged, score]}
"""
CLOCKS = {"state": "judged", "judged": "judged", "score": "judged"}
MATURES = 4 * DAY
DECIDED = {
    "at + 20 h": lambda row: row["at"] + 20 * HOUR,
    "due - 3 h": lambda row: None if row["due"] is None else row["due"] - 3 * HOUR,
    None: lambda row: None,
}
OUTCOMES = {
    "state = 'x'": (["state"], lambda row: None if row["state"] is None else row["state"] == "x"),
    "score > 20": (["score"], lambda row: None if row["score"] is None else row["score"] > 20),
    "if(state = 'x', doubled, level)": (
        ["state", "level"],
        lambda row: (
            None if row["level"] is None else row["level"] * 2 if row["state"] == "x" else row["level"]
        ),
    ),
}


def tasks(seed, keys=60):
    """Versions of tasks: due times move, levels change, what becomes of them is judged late or never; some have one version."""
    chance = random.Random(seed)
    for key in range(keys):
        at = START + chance.randrange(20 * 24) * HOUR
        seen = at + chance.choice([-30, 1, 1, 5, 30]) * HOUR
        for _ in range(chance.choice([1, 1, 2, 3, 5])):
            judged = None if chance.random() < 0.3 else seen + chance.choice([0, 7, 40, 90]) * HOUR
            yield {
                "id": key,
                "at": at if chance.random() < 0.9 else at + HOUR,
                "due": None if chance.random() < 0.1 else at + chance.randrange(1, 60) * HOUR,
                "level": None if chance.random() < 0.1 else chance.randrange(5),
                "state": chance.choice(["x", "y", None]),
                "seen": seen,
                "judged": judged,
            }
            seen += chance.randrange(1, 30) * HOUR + chance.randrange(HOUR)


def written(rows):
    def text(name, value):
        return "" if value is None else str(np.datetime64(value, "us")) if name in TIMES else value

    lines = [",".join(rows[0])]
    lines += [",".join(str(text(name, value)) for name, value in row.items()) for row in rows]
    return "\n".join(lines).encode()


TIMES = {"at", "due", "seen", "judged"}


class Oracle:
    """One key, by loops over its versions."""

    def __init__(self, versions, refresh):
        self.refresh = refresh
        self.versions = [
            {**one, "score": None if one["level"] is None else one["level"] * 10} for one in versions
        ]
        moments = {self.seen_at(one[clock]) for one in versions for clock in ("seen", "judged")} - {None}
        self.ends = [*sorted(moments), None]

    def seen_at(self, known):
        if known is None or not self.refresh:
            return known
        return (known // self.refresh + 1) * self.refresh

    def version(self, name, moment):
        """The version of which a column was known last before a moment."""
        clock = CLOCKS.get(name, "seen")
        there = [one for one in self.versions if one[clock] is not None]
        there = [one for one in there if moment is None or self.seen_at(one[clock]) < moment]
        return max(there, key=lambda one: one[clock], default=None)

    def used(self, name, moment, filled=()):
        """The version that a column is taken from, and when it came to be known there."""
        clock, one = CLOCKS.get(name, "seen"), self.version(name, moment)
        if one is None and name in filled:
            seen = [self.seen_at(other[clock]) for other in self.versions if other[clock] is not None]
            if not seen:  # never known: from the version of which anything was known first
                return min(self.versions, key=lambda other: other["seen"]), None
            one = self.version(name, min(seen) + 1)
        return one, None if one is None else one[clock]

    def state(self, moment, filled=()):
        found = {name: self.used(name, moment, filled)[0] for name in self.versions[0]}
        values = {name: None if one is None else one[name] for name, one in found.items()}
        return values | {"id": self.versions[0]["id"]}

    def decided(self, decide_at, filled):
        """When it is decided, by the first state whose moment of decision is not after the next one begins; what is there, since when."""
        for end in self.ends:
            moment = decide_at(self.state(end, filled))
            if end is None or (moment is not None and moment <= end):
                asked, known = self.state(end, filled), self.state(moment)
                since = {
                    name: self.used(name, *((end, filled) if name in filled else (moment,)))[1]
                    for name in known
                }
                return moment, {name: (asked if name in filled else known)[name] for name in known}, since
        raise AssertionError

    def known(self, names, moment):
        used = [(name, self.version(name, moment)) for name in names]
        times = [None if one is None else one[CLOCKS.get(name, "seen")] for name, one in used]
        return None if None in times else max(times)


@pytest.fixture
def project(bench):
    def made(rows, decide_at, outcome, request=(), refresh=None):
        source = bench.source(TASKS + (f"    refresh: every {refresh} h\n" if refresh else ""))
        bench.write("tasks.csv", written(rows))
        base = bench.snapshot(source).snapshot
        asked = Rows(
            each="task",
            source="tasks",
            decide_at=None if decide_at is None else parse(decide_at),
            request=tuple(request),
        )
        objective = Objective("o", parse(outcome), Duration(MATURES))
        unit = case_source(source, asked, objective)
        laid = case_rows(bench.engine, unit, base)
        snapshot = store_snapshot(bench.objects, laid, unit, cases_from(unit, base))
        events = RowEvents(Stored.of(unit, snapshot), {}, asked, objective)
        found = unit_rows(bench.engine, snapshot, unit, asked, objective, zone="UTC", events=events)
        return SimpleNamespace(base=base, unit=unit, laid=laid, snapshot=snapshot, rows=found)

    return made


def plain(table):
    """Rows of a table as dicts, moments in microseconds."""
    columns = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        columns[name] = (
            column.cast("int64") if str(column.type).startswith("timestamp") else column
        ).to_pylist()
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def by_key(rows):
    held = {}
    for row in rows:
        held.setdefault(row["id"], []).append(row)
    return held


@pytest.mark.parametrize("refresh", [None, 9])
@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("decide_at", DECIDED)
def test_cases_are_what_loops_over_versions_say(project, decide_at, outcome, refresh):
    names, becomes = OUTCOMES[outcome]
    for seed in range(3):
        request = {1: ["level", "due"], 2: ["state"]}.get(seed, [])
        # What the objective reads does not come with the question.
        reads = {"level" if outcome != "state = 'x'" else "", "state" if "state" in outcome else ""}
        asked = {*request} - (reads if decide_at else set())
        filled = {*asked, "at", *(["due"] if decide_at == "due - 3 h" else [])}
        rows = list(tasks(f"{seed} {decide_at} {outcome} {refresh}"))
        made = project(rows, decide_at, outcome, request, refresh)
        end = max(row[clock] for row in rows for clock in ("seen", "judged") if row[clock] is not None)
        wanted, left_out, found = [], Counter(), {row["id"]: row for row in plain(made.laid.table)}
        assert len(found) == made.laid.table.num_rows
        for key, versions in by_key(rows).items():
            oracle = Oracle(versions, refresh and refresh * HOUR)
            t, state, since = oracle.decided(DECIDED[decide_at], filled)
            assert {name: found[key][name] for name in state} == {name: state[name] for name in state}
            named = made.unit.cases.known
            assert {name: found[key][named[name]] for name in since} == since
            limit = None if t is None else t + MATURES
            later, known = oracle.state(limit), oracle.known(names, limit)
            for name in names:
                assert found[key][afterwards(name)] == later[name]
            assert found[key][KNOWN_LATER] == known
            assert found[key][COMPLETE_LATER] == (limit is not None and limit <= end)
            value = becomes({**later, "doubled": 0})
            reason = (
                "no moment of decision" if decide_at and t is None
                else "outcome not known in time" if decide_at and (known is None or oracle.seen_at(known) >= limit)
                else "outcome lies ahead of the data" if decide_at and limit > end
                else "outcome is null" if value is None
                else None
            )  # fmt: skip
            if reason is None:
                wanted.append((t or 0, key, value))
            else:
                left_out[reason] += 1
        told = zip(
            made.rows.t.tolist(), made.rows.keys[0].to_pylist(), made.rows.objective.to_pylist(), strict=True
        )
        assert sorted(told) == sorted(wanted)
        assert dict(made.rows.left_out) == left_out
        assert wanted


@pytest.mark.parametrize("decide_at", ["at + 20 h", "due - 3 h"])
def test_what_becomes_known_later_changes_no_case_that_was_complete(project, decide_at):
    rows = list(tasks(8, keys=200))
    rows += [
        {**row, "seen": row["seen"] + 9 * DAY, "state": "y", "level": 0} for row in rows[::3]
    ]  # long afterwards
    kept = [{**row, "judged": row["seen"] + 1} for row in rows]
    for days in (8, 12, 18):
        cut = START + days * DAY
        before = [row for row in kept if row["seen"] < cut]
        early, whole = (project(some, decide_at, "state = 'x'") for some in (before, kept))
        complete = {row["id"]: row for row in plain(early.laid.table) if row[COMPLETE_LATER]}
        again = {row["id"]: row for row in plain(whole.laid.table)}
        assert [key for key, row in complete.items() if again[key] != row] == []
        assert len(complete) > 5
        assert any(
            sum(row["id"] == key for row in kept) > sum(row["id"] == key for row in before)
            for key in complete
        )


def test_a_derived_key_is_there_before_anything_is_known(bench):
    text = TASKS.replace("key: id", "key: [id, last]").replace("derive: {", "derive: {last: day(due), ")
    rows = [
        {
            "id": 1,
            "at": START,
            "due": START + 3 * DAY,
            "level": level,
            "state": "x",
            "seen": START + level * DAY,
            "judged": None,
        }
        for level in (2, 3)
    ]
    bench.write("tasks.csv", written(rows))
    source = bench.source(text)
    base = bench.snapshot(source).snapshot
    asked = Rows(each="task", source="tasks", decide_at=parse("at + 20 h"))
    unit = case_source(source, asked, Objective("o", parse("level > 1"), Duration(MATURES)))
    (case,) = plain(case_rows(bench.engine, unit, base).table)
    assert (base.versions, case["due"], case["level"]) == (True, START + 3 * DAY, None)


def test_what_cannot_be_read_as_of_a_moment_is_refused(bench):
    source = bench.source(TASKS)
    rows = Rows(each="task", source="tasks", decide_at=parse("at + 1 h"))
    sealed = bench.source(
        TASKS + "    seal: {column: state, hides: [level]}\n", replace={"state: category?": "state: text?"}
    )
    with pytest.raises(BadInputError, match=r"E113 .*whose outcomes are sealed"):
        case_source(sealed, rows, Objective("o", parse("level > 1"), Duration(DAY)))
    assert (
        case_source(source, rows, Objective("o", parse("count(over next 1 d)"), Duration(DAY))).cases.later
        == {}
    )
