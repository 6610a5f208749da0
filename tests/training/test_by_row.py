"""Matrices that are filled in two steps hold what filling them in one gives."""

import numpy as np
import pytest

from wager.training import by_row as module
from wager.training.by_row import by_row


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (7, 0), (7, 5), (9, 6), (8, 3)])
def test_every_value_stands_in_its_place(shape, monkeypatch):
    monkeypatch.setattr(module, "BESIDE", 24)
    monkeypatch.setattr(module, "ROWS", 4)
    wanted = np.random.default_rng(shape[0]).normal(size=shape)
    found = by_row(shape, np.float64, lambda to, place: np.copyto(to, wanted[:, place]))
    assert found.flags.c_contiguous
    assert (found == wanted).all()
