"""Many tests at once: the published p-values of Benjamini and Hochberg (1995, section 3.2), and statsmodels as a second implementation."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from wager.evaluation.many import benjamini_hochberg
from wager.verdict.slices import holm

PUBLISHED = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
]


def test_the_published_ones():
    assert sum(one <= 0.05 for one in benjamini_hochberg(PUBLISHED)) == 4
    assert sum(one <= 0.05 for one in holm(PUBLISHED)) == 3
    assert sum(one <= 0.05 / 15 for one in PUBLISHED) == 3  # Bonferroni, as the paper says


@pytest.mark.parametrize(("ours", "method"), [(holm, "holm"), (benjamini_hochberg, "fdr_bh")])
def test_statsmodels_says_the_same(ours, method):
    random = np.random.default_rng(1995)
    for count in (1, 2, 3, 15, 200):
        for values in (random.random(count), random.random(count) ** 6, np.round(random.random(count), 1)):
            expected = multipletests(values, method=method)[1]
            assert ours(list(values)) == pytest.approx(expected.tolist(), abs=1e-12)
    assert ours(PUBLISHED) == pytest.approx(multipletests(PUBLISHED, method=method)[1].tolist())
    assert ours([]) == []
