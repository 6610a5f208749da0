"""The scan: finds harm that nobody declared, finds little that is chance, and has no say in the verdict."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from wager.design.sentences.metrics import Metric
from wager.evaluation.column_slices import ColumnSlice, column_slices
from wager.evaluation.contender import Contender, Outcomes
from wager.verdict import scan as engine
from wager.verdict.question import Court
from wager.verdict.scan import KEPT, LEAST_ROWS, Scan, scan

DAYS, PER_DAY = 40, 60
ROWS = DAYS * PER_DAY
OUTCOMES = Outcomes(
    np.zeros(ROWS, np.int64), ("otherwise", "late"), ("none", "act"), np.repeat(np.arange(DAYS), PER_DAY)
)
MONEY = Metric("money", per=1000, each="rows")


def columns(random, count=8):
    """Numbers and towns that have nothing to do with anything."""
    found = {f"x{at}": pa.array(random.normal(size=ROWS)) for at in range(count)}
    return found | {"town": pa.array(random.choice(["Aar", "Ems", "Inn", "Lech"], ROWS))}


def slices(table):
    for name, values in table.items():
        type_ = "text" if name == "town" else "float"
        yield from column_slices(name, type_, values, values, least=LEAST_ROWS)


def scanned(difference, cuts, metric=MONEY, outcomes=OUTCOMES):
    model = Contender("m", np.ones(ROWS, np.int8), np.rint(difference).astype(np.int64))
    champion = Contender("c", np.zeros(ROWS, np.int8), np.zeros(ROWS, np.int64))
    court = Court(model, {"m": model, "c": champion}, "c", outcomes, "USD", 0.05)
    return scan(court, metric, 1, cuts)


def noise(random):
    return 300 * random.normal(size=ROWS) + 100 * random.normal(size=DAYS)[OUTCOMES.clusters]


def test_a_planted_slice_is_found_and_named():
    random = np.random.default_rng(4)
    table = columns(random)
    bad = np.asarray(table["town"]) == "Ems"
    gain = 60 + noise(random) - np.where(bad, 200, 0)  # better as a whole: 60 of every four rows but one
    found = scanned(gain, slices(table))
    assert found.found[0].condition == "town = 'Ems'"
    assert found.found[0].estimate.value == pytest.approx(-1400, abs=250)
    assert found.found[0].estimate.rows == found.found[0].differ == bad.sum()
    assert found.found[0].adjusted <= 0.05
    assert found.columns == 9
    assert found.looked == 36
    assert found.count == len(found.found) == 1


def test_gains_are_not_what_it_looks_for():
    random = np.random.default_rng(5)
    found = scanned(200 + noise(random), slices(columns(random)))
    assert (found.count, found.looked) == (0, 36)


def test_the_worst_come_first_and_no_more_than_twenty_are_kept():
    random = np.random.default_rng(6)
    found = scanned(-200 + noise(random), slices(columns(random)))
    values = [one.estimate.value for one in found.found]
    assert found.count == 36
    assert len(values) == KEPT
    assert values == sorted(values)


def test_less_is_worse_where_more_is_better_and_the_other_way_round():
    random = np.random.default_rng(7)
    table = columns(random, 2)
    chance = np.clip(0.3 + 0.1 * random.normal(size=ROWS), 0, 1)
    worse = np.where(
        np.asarray(table["town"]) == "Inn", np.minimum(chance + 0.2, 1), np.maximum(chance - 0.02, 0)
    )
    pair = [
        Contender(name, probabilities=np.column_stack([1 - p, p]))
        for name, p in (("m", worse), ("c", chance))
    ]
    court = Court(pair[0], {one.name: one for one in pair}, "c", OUTCOMES, "USD", 0.05)
    found = scan(court, Metric("brier", better="lower"), -1, slices(table))
    assert found.found[0].condition == "town = 'Inn'"
    assert found.found[0].estimate.value > 0


def test_too_few_clusters_or_rows_that_differ_are_counted_and_not_looked_at():
    random = np.random.default_rng(8)
    early = ColumnSlice("day", "day < 5", OUTCOMES.clusters < 5)
    some = ColumnSlice("x", "x > 0", random.random(ROWS) < 0.5)
    found = scanned(noise(random) - 1e4, [early, some])
    assert (found.looked, found.too_small, [one.condition for one in found.found]) == (1, 1, ["x > 0"])
    rare = np.where(np.arange(ROWS) < 19, -1e6, 0)
    assert scanned(rare, [some]).too_small == 1


def test_a_bound_on_slices_bounds_the_time_and_says_what_was_left_out(monkeypatch):
    monkeypatch.setattr(engine, "MOST_SLICES", 10)
    random = np.random.default_rng(9)
    found = scanned(noise(random), slices(columns(random)))
    assert (found.looked, found.left_out, found.columns) == (10, 26, 9)


def test_json_brings_it_back():
    random = np.random.default_rng(10)
    found = scanned(-200 + noise(random), slices(columns(random)))
    again = Scan.from_json(json.loads(json.dumps(found.to_json())))
    assert again.to_json() == found.to_json()
    assert again == replace(found, found=again.found)


def test_under_no_difference_anything_is_found_in_five_per_cent_of_scans():
    runs, random = 200, np.random.default_rng(1995)
    some = sum(scanned(noise(random), slices(columns(random))).count > 0 for _ in range(runs))
    assert some / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)


def test_of_what_is_found_beside_true_harm_about_five_per_cent_is_chance():
    """One town is harmed and the others gain as much, so that slices by anything else differ by nothing."""
    runs, random, wrong, hits = 150, np.random.default_rng(2001), [], 0
    for _ in range(runs):
        table = columns(random)
        bad = np.asarray(table["town"]) == "Ems"
        planted = np.where(bad, -150.0, 150 * bad.mean() / (1 - bad.mean()))
        found = scanned(planted + noise(random), slices(table)).found
        hits += any(one.condition == "town = 'Ems'" for one in found)
        wrong.append(sum(one.condition != "town = 'Ems'" for one in found) / max(len(found), 1))
    assert hits / runs >= 0.95
    assert np.mean(wrong) <= 0.05 + 3 * np.std(wrong) / np.sqrt(runs)
