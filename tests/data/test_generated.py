"""Generated rows and objectives that look ahead: which rows there are, and what came of them, against plain loops."""

import random
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from wager.data.decided import decided_rows
from wager.data.generated import generate, generated_from, generated_source
from wager.data.row_rules import outcome_columns, rows_fingerprint, rows_rule
from wager.data.rows import unit_rows
from wager.data.seal import Opener, new_seal_key, seal_rows
from wager.data.store_parts import store_snapshot
from wager.design.kinds.question import Objective, Rows
from wager.design.kinds.row_fields import CUT_OFF, Every
from wager.expressions.parse import parse
from wager.expressions.tree import Column
from wager.features.of_rows import RowEvents
from wager.features.stored import Stored
from wager.foundation.amounts import DAY, Duration
from wager.foundation.errors import BadInputError, UnavailableError

START = 1704067200_000000  # 2024-01-01
SALES = """
    source: sales
    from: {path: sales.csv}
    owner: ops
    key: id
    columns: {id: int, who: category?, at: time, amount: float?, told: time?}
    derive: {big: amount > 5}
    event_time: at
    known: {at + 2 h: [id, who, at, told], told: amount}
"""
STEP, MATURES, AHEAD = 3, 6, 5
WHERE = parse("count(over 9 d) > 0")
LEAVES = Objective("leaves", parse("count(over next 5 d) = 0"), Duration(MATURES * DAY))


def sales(seed, days=40, buyers=9):
    """Sales known two hours later, their amount at any later time or never; some by nobody."""
    chance = random.Random(seed)
    for number in range(140):
        at = START + chance.randrange(days * 24 * 4) * DAY // 96
        told = None if chance.random() < 0.1 else at + chance.choice([0, 2, 30, 200, 500]) * DAY // 24
        yield {
            "id": number,
            "who": None if chance.random() < 0.05 else f"b{chance.randrange(buyers)}",
            "at": at,
            "amount": None if chance.random() < 0.1 else chance.randrange(10) / 2,
            "told": told,
        }


def written(rows):
    def text(value):
        return "" if value is None else value

    def moment(value):
        return "" if value is None else str(np.datetime64(value, "us"))

    lines = [
        f"{r['id']},{text(r['who'])},{moment(r['at'])},{text(r['amount'])},{moment(r['told'])},{text(r.get('box'))}"
        for r in rows
    ]
    return "\n".join(["id,who,at,amount,told,box", *lines]) + "\n"


def made(bench, rows, objective=LEAVES, where=WHERE, **changes):
    """Generate the rows of a table of sales."""
    bench.write("sales.csv", written(rows))
    base = bench.source(SALES, replace=changes)
    snapshot = bench.snapshot(base).snapshot
    block = Rows(
        each="buyer", source="sales", where=where, cluster=Column("who"), decide_at=Column(CUT_OFF),
        by=("who",), every=Every(Duration(STEP * DAY), START),
    )  # fmt: skip
    unit = generated_source(base, block)
    held = store_snapshot(
        bench.objects, generate(bench.engine, unit, snapshot), unit, generated_from(unit, snapshot)
    )
    events = RowEvents(Stored.of(unit, held), {"sales": Stored.of(base, snapshot)}, block, objective)
    rows = unit_rows(bench.engine, held, unit, block, objective, events=events)
    return SimpleNamespace(
        base=base,
        unit=unit,
        held=held,
        events=events,
        block=block,
        rows=rows,
        snapshot=snapshot,
        objective=objective,
    )


def told(found):
    """The rows as plain values: who, when, and what came of it."""
    who, cut_off = (column.to_pylist() for column in found.rows.keys)
    assert cut_off == found.rows.t.tolist()
    return list(zip(who, found.rows.t.tolist(), found.rows.objective.to_pylist(), strict=True))


def by_loops(rows, until, outcome, complete=True):
    """The same by the words of the format: loops over everything."""
    found = []
    for k in range(200):
        t = START + k * STEP * DAY
        if t > until:
            break
        for who in sorted({row["who"] for row in rows if row["who"] is not None}):
            own = [row for row in rows if row["who"] == who]
            if not any(row["at"] + DAY // 12 < t for row in own):
                continue
            if not any(row["at"] + DAY // 12 < t and t - 9 * DAY <= row["at"] < t for row in own):
                continue
            if complete and t + MATURES * DAY > until:
                continue
            found.append((who, t, outcome(own, t)))
    return found


def newest(rows):
    return max(max(row["at"] + DAY // 12, row["told"] or 0) for row in rows)


@pytest.mark.parametrize("seed", range(4))
def test_rows_and_what_is_ahead_agree_with_loops(bench, seed):
    rows = list(sales(seed))

    def leaves(own, t):
        known = (row for row in own if row["at"] + DAY // 12 < t + MATURES * DAY)
        return not any(t <= row["at"] < t + AHEAD * DAY for row in known)

    expected = by_loops(rows, newest(rows), leaves)
    found = told(made(bench, rows))
    assert found == expected
    assert len(found) > 40
    assert {outcome for *_, outcome in found} == {True, False}
    assert told(made(bench, rows[::-1])) == expected


@pytest.mark.parametrize("seed", range(3))
def test_an_amount_counts_where_it_is_known_when_the_row_matures(bench, seed):
    rows = list(sales(seed))
    objective = Objective(
        "spent", parse("sum(amount where big over next 5 d) - sum(amount over 4 d .. 1 d)"), LEAVES.matures
    )

    def spent(own, t):
        known = [
            row for row in own
            if row["told"] is not None and max(row["told"], row["at"] + DAY // 12) < t + MATURES * DAY and row["amount"] is not None
        ]  # fmt: skip
        ahead = sum(row["amount"] for row in known if t <= row["at"] < t + AHEAD * DAY and row["amount"] > 5)
        return ahead - sum(row["amount"] for row in known if t - 4 * DAY <= row["at"] < t - DAY)

    found = told(made(bench, rows, objective))
    assert found == by_loops(rows, newest(rows), spent)
    assert len({outcome for *_, outcome in found}) > 5


def test_data_ends_where_the_source_is_complete(bench):
    rows = list(sales(1))
    until = START + 20 * DAY
    found = made(bench, rows, **{"event_time: at": "event_time: at\ncomplete_until: 2024-01-21"})
    assert told(found) == by_loops(rows, until, lambda own, t: not any(
        t <= row["at"] < t + AHEAD * DAY and row["at"] + DAY // 12 < t + MATURES * DAY for row in own
    ))  # fmt: skip
    assert found.rows.left_out["outcome lies ahead of the data"] > 0
    waiting = unit_rows(
        bench.engine, found.held, found.unit, found.block, found.objective, events=found.events, judged=False
    )
    assert len(waiting) == found.rows.left_out["outcome lies ahead of the data"]
    assert waiting.objective.null_count == len(waiting)
    decided = decided_rows(bench.engine, found.held, found.unit, found.block, events=found.events)
    assert len(decided.t) == len(found.rows) + len(waiting)
    assert decided.t[-1] == START + 18 * DAY


@pytest.mark.parametrize("where", [WHERE, None])
def test_what_is_known_later_changes_no_row_and_no_outcome_that_was_complete(bench, where):
    rows = list(sales(2))
    cut = START + 24 * DAY
    ended = {"event_time: at": "event_time: at\ncomplete_until: 2024-01-25"}
    early = [
        row if row["told"] is not None and row["told"] < cut else row | {"told": None, "amount": 99.0}
        for row in rows
    ]
    early = [row for row in early if row["at"] + DAY // 12 < cut]
    now, then = made(bench, rows, where=where, **ended), made(bench, early, where=where, **ended)
    assert told(now) == told(then)
    assert now.held.id == then.held.id
    assert now.rows.fingerprint != then.rows.fingerprint  # they follow from other snapshots
    assert now.rows.rule == then.rows.rule


def test_a_day_that_is_added_adds_rows_and_leaves_the_others_where_they_are(bench):
    rows = sorted(sales(3), key=lambda row: row["at"])
    rows = [row | {"told": row["at"]} for row in rows]
    first = made(bench, rows[:90])
    more = made(bench, rows)
    before = {part.name: part.said for part in first.held.parts}
    after = {part.name: part.said for part in more.held.parts}
    assert len(after) > len(before) > 4
    assert all(after[name] == said for name, said in before.items())
    assert told(more)[: len(told(first))] == told(first)
    assert generated_from(first.unit, first.snapshot) != generated_from(more.unit, more.snapshot)


def test_digests_follow_the_events_and_the_rule(bench):
    rows = list(sales(0))
    found = made(bench, rows)

    def fingerprint(objective, events):
        return rows_fingerprint(found.held, found.unit, found.block, objective, events)

    later = Objective("leaves", parse("count(over next 4 d) = 0"), LEAVES.matures)
    other = RowEvents(found.events.unit, found.events.stored, found.block, later)
    assert fingerprint(later, other) != found.rows.fingerprint
    assert rows_rule(found.unit, found.block, later, other) != found.rows.rule
    named = Objective("gone", parse("count( over next 5 d ) = 0"), LEAVES.matures)
    same = RowEvents(found.events.unit, found.events.stored, found.block, named)
    assert fingerprint(named, same) == found.rows.fingerprint
    assert outcome_columns(found.unit, LEAVES) == ("sales.*",)
    assert outcome_columns(
        found.unit, Objective("s", parse("sum(amount over next 5 d)"), LEAVES.matures)
    ) == ("sales.amount",)


def test_an_entity_is_there_from_the_first_cut_off_after_its_first_known_event_on(bench):
    late = {"amount": 1, "told": START + 30 * DAY}
    rows = [
        {"id": 1, "who": "on time", "at": START + 3 * DAY - DAY // 12 - 1, **late},
        {"id": 2, "who": "too late", "at": START + 3 * DAY - DAY // 12, **late},
        {"id": 3, "who": "long before", "at": START - 400 * DAY, **late},
        {"id": 4, "who": "too late", "at": START + 20 * DAY, **late},
    ]
    found = made(bench, rows, where=None)
    first = {}
    for who, t, _ in told(found):
        first.setdefault(who, (t - START) // DAY)
    assert first == {"on time": 3, "too late": 6, "long before": 0}
    assert found.held.rows == 11 + 10 + 9
    assert found.held.last == START + 30 * DAY


def test_nobody_before_the_first_cut_off_and_nothing_of_no_data(bench):
    late = made(bench, [{"id": 1, "who": "a", "at": START - 30 * DAY, "amount": 1, "told": START + DAY}])
    assert late.held.rows == 1  # the newest known time is a day after the first cut-off
    assert late.rows.left_out == {"not chosen by where": 1}
    nobody = made(bench, [{"id": 1, "who": None, "at": START, "amount": 1, "told": START + 9 * DAY}])
    assert (nobody.held.rows, len(nobody.rows)) == (0, 0)


def test_an_entity_is_columns_of_the_source_and_rows_fit_into_memory(bench, monkeypatch):
    with pytest.raises(BadInputError, match=r"E106 .* has no column 'whom'.* did you mean 'who'"):
        generated_source(
            bench.source(SALES), Rows(source="sales", by=("whom",), every=Every(Duration(DAY), START))
        )
    monkeypatch.setattr("wager.data.generated.MOST", 50)
    with pytest.raises(UnavailableError, match=r"makes [0-9]+ rows of sales, more than the 50"):
        made(bench, list(sales(0)))


SEALED = {
    "told: time?}": "told: time?, box: text?}\nseal: {column: box, hides: [amount]}",
    "at, told]": "at, told, box]",
}
SPENT = parse("sum(amount where big over next 5 d) - sum(amount over 4 d .. 1 d)")


def sealed_sales(rows, since, key):
    """The same with what was sold for hidden from a day on."""
    flags = np.array([row["at"] >= since for row in rows])
    table = pa.table({"amount": pa.array([row["amount"] for row in rows], pa.float64())})
    boxes = seal_rows(table, key, ["amount"], flags, column="box")
    return [
        {**row, "amount": amount, "box": box}
        for row, amount, box in zip(rows, boxes["amount"].to_pylist(), boxes["box"].to_pylist(), strict=True)
    ]


def test_what_counts_a_sealed_event_waits_for_the_key(bench, tmp_path):
    rows, key, since = list(sales(0)), new_seal_key(), START + 20 * DAY
    spent = Objective("spent", SPENT, LEAVES.matures)
    plain = made(bench, rows, spent)
    sealed = made(bench, sealed_sales(rows, since, key), spent, **SEALED)

    def hidden(who, t):
        own = (row["at"] for row in rows if row["who"] == who and row["at"] >= since)
        return any(t <= at < t + AHEAD * DAY or t - 4 * DAY <= at < t - DAY for at in own)

    wanted = [(who, t, said) for who, t, said in told(plain) if not hidden(who, t)]
    assert told(sealed) == wanted
    assert 20 < len(wanted) < len(plain.rows) - 20
    ahead = "outcome lies ahead of the data"
    more = sealed.rows.left_out["outcome is sealed"] + sealed.rows.left_out.get(ahead, 0)
    assert more == len(plain.rows) - len(wanted) + plain.rows.left_out.get(ahead, 0)
    assert sealed.rows.rule != plain.rows.rule
    open_ = Opener(key, tmp_path)(sealed.snapshot, sealed.base)
    events = RowEvents(
        Stored.of(sealed.unit, sealed.held), {"sales": Stored.of(sealed.base, open_)}, sealed.block, spent
    )
    found = unit_rows(bench.engine, sealed.held, sealed.unit, sealed.block, spent, events=events)
    assert told(SimpleNamespace(rows=found)) == told(plain)


def test_what_reads_nothing_that_is_sealed_needs_no_key(bench):
    rows = list(sales(0))
    sealed = made(bench, sealed_sales(rows, START, new_seal_key()), **SEALED)
    assert told(sealed) == told(made(bench, rows))


def test_no_row_is_chosen_by_what_is_sealed(bench):
    where = parse("sum(amount where big over 9 d) > 3")
    with pytest.raises(BadInputError, match="E014 where of rows reads amount of sales, which is sealed"):
        made(bench, sealed_sales(list(sales(0)), START, new_seal_key()), where=where, **SEALED)
