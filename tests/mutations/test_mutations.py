"""Of single mistakes planted in the example's files, `check` reports nearly all where they stand.

`make test-mutations` plants 2,000; the short form plants fewer with another seed at every count.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from mutations.mutate import mutations, reported
from wager.foundation.errors import WagerError
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project

COUNT = int(os.environ.get("WAGER_MUTATIONS", "180"))
LEAST = 0.95


@pytest.fixture
def files(flights):
    return {
        path.relative_to(flights).as_posix(): path.read_text()
        for path in sorted(flights.rglob("*"))
        if path.suffix in {".md", ".yaml", ".toml"}
    }


def test_single_mistakes_are_reported_where_they_stand(flights, files):
    missed, kinds = [], Counter()
    for mutation in mutations(files, COUNT, seed=COUNT):
        path = flights / mutation.path
        path.write_text(mutation.text)
        try:
            findings = check_project(open_folder(flights), (), strict=False).findings
        except WagerError as error:  # anything else is a bug of ours, and fails the test
            findings = getattr(error, "findings", ())
        path.write_text(files[mutation.path])
        kinds[mutation.kind] += 1
        if not reported(mutation, files, findings):
            missed.append(mutation)
    shown = "\n".join(f"{one.kind}: {one.path}:{one.lines} {changed(files, one)}" for one in missed)
    found = 1 - len(missed) / COUNT
    print(f"{COUNT} mistakes planted, {found:.1%} reported where they stand; by kind {dict(kinds)}\n{shown}")
    assert found >= LEAST, shown


def changed(files, mutation):
    old, new = files[mutation.path].split("\n"), mutation.text.split("\n")
    return next(((a, b) for a, b in zip(old, new, strict=False) if a != b), None)


def test_the_mistakes_are_mistakes_of_one_place(files):
    for mutation in mutations(files, 120, seed=1):
        assert mutation.text != files[mutation.path]
        assert Path(mutation.path).suffix in {".md", ".yaml", ".toml"}
