"""Of single mistakes in designs and model files, nearly all are reported where they stand."""

import random
from collections import Counter

import pytest

from mutations import mutate

SEED, COUNT, LEAST = 11, 120, 0.93


@pytest.mark.parametrize("name", ["flights", "mail", "subscriptions"])
def test_single_mistakes_are_reported_where_they_stand(projects, name):
    project, rng = projects[name], random.Random(SEED)
    known = {(one.path, one.message) for one in project.check()}
    missed, kinds = [], Counter()
    makers = [one for one in mutate.KINDS if one is not mutate.column_renamed]
    for number in range(COUNT):
        mutation = makers[number % len(makers)](rng, project.files)
        found = [
            one for one in project.check(mutation.path, mutation.text) if (one.path, one.message) not in known
        ]
        kinds[mutation.kind] += 1
        if not mutate.reported(mutation, project.files, found):
            missed.append((mutation.kind, mutation.path, mutation.lines))
    assert 1 - len(missed) / COUNT >= LEAST, missed
    assert len(kinds) == len(makers)
