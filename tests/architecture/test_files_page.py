"""Every key that a file may have stands on the reference page of the files."""

import re
from pathlib import Path

import pytest

from wager.data.source_file import _KEYS as SOURCE
from wager.design.blocks import FRONT, KINDS
from wager.design.config import KEYS as CONFIG
from wager.design.hypotheses.hypothesis import FIELDS as HYPOTHESIS
from wager.design.kinds.judging import GOAL
from wager.design.kinds.question import OBJECTIVE, ROWS
from wager.design.kinds.record import PROBLEM, REQUIREMENTS
from wager.design.kinds.split import SPLIT
from wager.design.kinds.worth import MONEY
from wager.design.models.model_keys import KEYS as MODEL
from wager.features.definition import KEYS as FEATURES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "files.md").read_text()


@pytest.mark.parametrize(
    "keys",
    [
        SOURCE,
        FRONT,
        KINDS,
        CONFIG,
        HYPOTHESIS,
        GOAL,
        OBJECTIVE,
        ROWS,
        PROBLEM,
        REQUIREMENTS,
        SPLIT,
        MONEY,
        MODEL,
        FEATURES,
    ],
)
def test_every_key_is_on_the_page(keys):
    words = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`[^`]+`|\[[a-z]+\]", PAGE))))
    assert set(keys) <= words
