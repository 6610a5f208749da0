"""The script that measures how often verdicts err: a few cells of its short form, and that it sees an engine that errs."""

import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "bench" / "statistics"


@pytest.fixture
def verify(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import verify

    yield verify
    for name in ("verify", "cells", "engine", "simulated"):
        sys.modules.pop(name, None)


def test_a_few_cells(verify, capsys):
    code = verify.main(["--short", "--runs", "150", "--every", "17", "--jobs", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert code == 0, "\n".join(line for line in lines if "BROKEN" in line or "DIFFER" in line)
    told = {line[:32].strip() for line in lines}
    assert {
        "refused",
        "no difference",
        "coverage",
        "harm of the margin ships",
        "family of five ships",
    } <= told
    assert " 0 broken" in lines[-1]
    assert " 0 data sets that wager itself judges otherwise" in lines[-1]


def test_an_interval_that_is_too_narrow_is_seen(verify, monkeypatch):
    import cells
    import engine

    def narrow(drawn, clusters, honest=engine.found):
        at = honest(drawn, clusters)
        return engine.Found(at.value, at.se / 2, at.groups, at.differ, at.skew)

    world = cells.World(0.1, 40, 0.1, "normal")
    honest = cells.with_bounds(cells.size(world, (1,), 1000, 7), exact=True)[0]
    assert (honest.broken, honest.differ) == (False, 0)
    monkeypatch.setattr(engine, "found", narrow)
    (line,) = cells.with_bounds(cells.size(world, (1,), 1000, 7), exact=True)
    assert line.broken
    assert line.differ == cells.ASKED


def test_looks_at_an_unadjusted_interval_are_seen(verify):
    import cells
    import engine

    drawn = cells.World(0.0, 112, 0.1, "normal").sums(1000, 1)
    at = [(clusters, 0.025) for clusters in range(32, 113, 4)]
    above, below, _ = engine.first_claims(drawn, at)
    assert np.mean(above | below) > 0.1
