"""Versions of a key are put together column by column, each as it was known last."""

import numpy as np
import pyarrow as pa
import pytest

from wager.data.clocks import declared_clocks
from wager.data.merged import Versioned, latest, merged
from wager.data.source_file import read_source
from wager.expressions.tree import Column
from wager.foundation.moments import ALWAYS, NEVER

HOUR = 3_600_000_000
CASES = """source: cases
from: {path: cases.csv}
owner: ops
key: id
columns: {id: int, at: time, paid_at: time?, place: int?, damage: int?, kind: category?}
event_time: at
known: {at: [id, at, place], paid_at: [damage, paid_at], always: [kind]}
"""


def source(more="", text=CASES):
    found, findings = read_source(text + more, "sources/cases.yaml", currency="USD", zone="UTC")
    assert not [one for one in findings if one.is_error], findings
    return found


def put_together(of, rows):
    """Merge rows of (id, at, paid_at, place, damage), in hours; None is null."""
    columns = dict(zip(("id", "at", "paid_at", "place", "damage"), zip(*rows, strict=True), strict=True))
    at, paid_at = (
        np.array([NEVER if one is None else one * HOUR for one in columns[name]], np.int64) for name in ("at", "paid_at")
    )  # fmt: skip
    learned = {Column("at"): at, Column("paid_at"): paid_at}
    found = {one: learned.get(one, np.full(len(rows), ALWAYS)) for one in declared_clocks(of)}
    held = {name: pa.array(columns[name], pa.int64()) for name in ("id", "place", "damage")}
    return merged(Versioned(of, [held["id"]], at, found, {**held, "at": pa.array(at)}))


def at_moment(made, moment):
    """What shows of each event at an hour: place, damage, and whether both are known."""
    shows = (made.spans.since < moment * HOUR) & (moment * HOUR <= made.spans.until)
    both = latest(made.learned, (Column("at"), Column("paid_at")), len(made.event)) < moment * HOUR
    return {
        made.columns["id"][place].as_py(): (made.columns["place"][place].as_py(), made.columns["damage"][place].as_py(), bool(both[place]))
        for place in np.flatnonzero(shows).tolist()
    }  # fmt: skip


def test_a_correction_of_one_column_shows_while_that_of_another_is_still_to_come():
    made = put_together(source(), [(7, 10, 10, 1, 5), (7, 11, 30, 2, 6)])
    assert at_moment(made, 11) == {7: (1, 5, True)}
    assert at_moment(made, 12) == {7: (2, 5, True)}
    assert at_moment(made, 30) == {7: (2, 5, True)}
    assert at_moment(made, 31) == {7: (2, 6, True)}


def test_an_event_counts_when_all_that_is_read_of_it_is_known_of_some_version():
    made = put_together(source(), [(7, 10, None, 1, 5), (7, 11, 20, 2, 6), (8, 12, 13, 3, 9)])
    assert at_moment(made, 20) == {7: (2, None, False), 8: (3, 9, True)}
    assert at_moment(made, 21)[7] == (2, 6, True)


def test_a_key_of_one_row_is_that_row_at_all_times():
    made = put_together(source(), [(8, 12, None, 3, 9)])
    assert (made.spans.since.tolist(), made.spans.until.tolist()) == ([ALWAYS], [NEVER])
    assert at_moment(made, 1) == {8: (3, 9, False)}


def test_rows_without_a_key_are_versions_of_nothing():
    nullable = source(text=CASES.replace("id: int,", "id: int?,"))
    made = put_together(nullable, [(None, 10, 10, 1, 5), (None, 11, 11, 2, 6), (4, 12, 12, 3, 7)])
    assert len(made.event) == 3
    assert made.first.tolist() == [0, 1, 2]


def test_what_came_to_be_known_shows_after_the_next_refresh_and_the_later_of_two_counts():
    made = put_together(source("refresh: every 6 h\n"), [(7, 1, 1, 1, 5), (7, 7, 8, 2, 6), (7, 8, 9, 3, 4)])
    assert at_moment(made, 12)[7][:2] == (1, 5)
    assert at_moment(made, 13)[7][:2] == (3, 4)


def test_until_the_time_of_a_version_is_known_it_is_that_of_which_anything_is():
    early = source(text=CASES.replace("known: {at: [id, at, place]", "known: {at + 5 h: [id, at, place]"))
    at = np.array([10, 20]) * HOUR
    paid = np.array([11, 14]) * HOUR
    always, known, other = (one for one in sorted(declared_clocks(early), key=repr))
    learned = {known: at + 5 * HOUR, other: paid, always: np.full(2, ALWAYS)}
    held = {name: pa.array([7, 7], pa.int64()) for name in ("id", "place", "damage")} | {"at": pa.array(at)}
    made = merged(Versioned(early, [held["id"]], at, learned, held))
    times = {
        moment: int(made.happened(made.columns["at"].fill_null(0).to_numpy())[place])
        for moment in (12, 15, 16, 26)
        for place in range(len(made.event))
        if made.spans.since[place] < moment * HOUR <= made.spans.until[place]
    }
    assert times == {12: 10 * HOUR, 15: 20 * HOUR, 16: 10 * HOUR, 26: 20 * HOUR}


@pytest.mark.parametrize("seed", range(5))
def test_at_every_moment_exactly_one_stretch_of_each_key_shows(seed):
    chance = np.random.default_rng(seed)
    rows = sorted(
        (int(chance.integers(5)), int(chance.integers(1, 20)), int(chance.integers(1, 40)), place, place)
        for place in range(30)
    )
    made = put_together(source(), rows)
    for moment in range(21, 50):
        assert set(at_moment(made, moment)) == {row[0] for row in rows}
        shows = (made.spans.since < moment * HOUR) & (moment * HOUR <= made.spans.until)
        assert len(np.unique(made.event[shows])) == shows.sum()
