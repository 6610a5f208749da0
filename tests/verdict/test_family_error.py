"""The chance of at least one false promotion over a whole design: five hypotheses that share α along their `ship` edges."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from design.test_plan import graph, hypothesis
from wager.design.hypotheses import alpha as engine
from wager.design.hypotheses.alpha import Alpha

RUNS = 10_000
CHAIN = graph(
    hypothesis("H1", ship="H2", otherwise="H2"),
    hypothesis("H2", ship="H3", otherwise="H3"),
    hypothesis("H3", ship="H4", otherwise="H4"),
    hypothesis("H4", ship="H5", otherwise="H5"),
    hypothesis("H5"),
)
NAMES = list(CHAIN)
BOUND = 0.0565
"""α = .05 and three standard deviations of what 10,000 runs can be off by chance."""


def false_promotions(effective, seed=1995):
    """Say in which share of runs a hypothesis ships that should not; those of `effective` have a true effect of 5 SE."""
    z = np.random.default_rng(seed).normal(size=(RUNS, 5)) + 5.0 * np.array(effective)
    p = stats.norm.sf(z)
    shipped = np.zeros((RUNS, 5), dtype=bool)
    for at, name in enumerate(NAMES):
        for before in product([False, True], repeat=at):
            runs = (shipped[:, :at] == before).all(axis=1)
            words = {NAMES[k]: "SHIP" if won else "REFUTED" for k, won in enumerate(before)}
            shipped[runs, at] = p[runs, at] <= float(engine.owned(CHAIN, Alpha(), words)[name])
    return float((shipped & ~np.array(effective)).any(axis=1).mean())


def check_family_error(effective=(False,) * 5):
    """See that the whole design promotes falsely no more often than its α says."""
    assert false_promotions(effective) <= BOUND, effective


@pytest.mark.parametrize("effective", list(product([False, True], repeat=5)))
def test_a_design_promotes_falsely_as_rarely_as_its_alpha_says(effective):
    check_family_error(effective)


def test_what_is_owned_is_also_used():
    """Were nothing of α given away, or nothing handed on, the bound would hold for nothing: it is nearly reached."""
    assert false_promotions((False,) * 5) >= 0.035
    assert false_promotions((True, True, True, True, False)) >= 0.035
