"""Stored models that were changed: each is refused with a message, or gives finite answers; none ends the process.

`make mutations` makes 2,000 edits; the short form fewer, with another seed at every count.
"""

import base64
import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mutations.models import learned
from mutations.mutate_models import edits

COUNT = int(os.environ.get("WAGER_MODEL_MUTATIONS", "150"))
AT_ONCE = 200
TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def models():
    return learned()


def tried(cases):
    """Say what became of each model; a process that ends takes one model with it, and the next ones get another."""
    found = []
    while len(found) < len(cases):
        batch = cases[len(found) : len(found) + AT_ONCE]
        given = "".join(
            json.dumps({name: base64.b64encode(data).decode() for name, data in files.items()}) + "\n"
            for files in batch
        )
        done = subprocess.run(
            [sys.executable, str(TESTS / "mutations" / "load_models.py")],
            input=given,
            capture_output=True,
            text=True,
            errors="replace",  # the library may repeat bytes that are no text
            check=False,
            env={**os.environ, "PYTHONPATH": str(TESTS), "OMP_NUM_THREADS": "1"},
        )
        lines = done.stdout.splitlines()
        found += lines
        if len(lines) < len(batch):
            found.append(f"ended: {done.returncode}: {done.stderr[-300:]}")
    return found


def test_models_as_they_were_written_answer(models):
    assert tried(list(models.values())) == ["answered"] * len(models)


def test_changed_models_are_refused_or_answer(models):
    made = list(edits(models, COUNT, seed=COUNT))
    found = tried([models[edit.model] | {edit.file: edit.data} for edit in made])
    pairs = list(zip(made, found, strict=True))
    counts = Counter((edit.file == "trees.txt", said.partition(":")[0]) for edit, said in pairs)
    print(f"{COUNT} edits, by (in trees, what became of it): {dict(counts)}")
    strange = [
        f"{edit.kind} in {edit.file} of {edit.model}: {said}"
        for edit, said in pairs
        if said not in {"refused", "answered", "answered, not parted"}
    ]
    assert strange == []
    # Edits that were all refused would not have reached the library.
    assert set(found) >= {"refused", "answered"}


def test_edits_reach_every_file_of_every_kind(models):
    reached = {(edit.model, edit.file) for edit in itertools.islice(edits(models, 800, seed=1), 800)}
    assert reached == {(model, file) for model, files in models.items() for file in files}


def test_without_the_check_the_library_would_end_the_process(models):
    # Not to test the library, but that this test would see it: one changed child leads out of the tree.
    script = (
        "import lightgbm, numpy, sys\n"
        "text = sys.stdin.read()\n"
        "booster = lightgbm.Booster(model_str=text)\n"
        "print(booster.predict(numpy.zeros((1, 4))))\n"
    )
    text = models["trees, number"]["trees.txt"].decode()
    line = next(line for line in text.split("\n") if line.startswith("left_child="))
    broken = text.replace(line, "left_child=" + " ".join(["99999999"] * (line.count(" ") + 1)))
    done = subprocess.run(
        [sys.executable, "-c", script], input=broken, capture_output=True, text=True, check=False
    )
    assert done.returncode < 0
    assert tried([models["trees, number"] | {"trees.txt": broken.encode()}]) == ["refused"]
