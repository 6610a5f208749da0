"""Every key that a file may have stands on the reference page of the files, and what is required is called so."""

import re
from pathlib import Path

import pytest

from wager.data.source_file import SOURCE
from wager.design.block_kinds import FRONT, KINDS, REQUIRED
from wager.design.config import KEYS as CONFIG
from wager.design.hypotheses.hypothesis import FIELDS as HYPOTHESIS
from wager.design.kinds.judging import GOAL
from wager.design.kinds.question import OBJECTIVE, ROWS
from wager.design.kinds.record import PROBLEM, REQUIREMENTS
from wager.design.kinds.split import SPLIT
from wager.design.kinds.worth import MONEY
from wager.design.models.model_keys import KEYS as MODEL
from wager.features.feature_keys import KEYS as FEATURES
from wager.interfaces import api

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
    page = re.sub(r"^(`{3,})\w.*?^\1$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    words = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`[^`]+`|\[[a-z]+\]", page))))
    assert set(keys) <= words


def section(title):
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(
    ("title", "required"),
    [
        ("wager.toml", ["wager", "name", "currency", "time_zone"]),
        ("Source", [key for key, field in SOURCE.items() if field.required]),
        ("Features", [key for key, field in FEATURES.items() if field.required]),
        ("Model", [key for key, field in MODEL.items() if field.required]),
        ("Design", [*(key for key, field in FRONT.items() if field.required), *REQUIRED]),
    ],
)
def test_required_keys_are_called_so(title, required):
    sentence = re.search(r"Required: .*?\.\n", section(title), re.DOTALL)[0]
    assert set(required) <= set(re.findall(r"`(\w+)`", sentence))


def test_the_minimal_project_is_one(tmp_path):
    text = re.search(r"````markdown\n(.*?)````", section("A minimal project"), re.DOTALL)[1]
    (tmp_path / "bookings.md").write_text(text)
    rows = (f"{n},2024-{1 + n % 12:02}-{1 + n % 28:02},{n % 7},2024-12-31,{n % 3 == 0}\n" for n in range(300))
    (tmp_path / "bookings.csv").write_text(
        "booking_id,booked_at,nights,checked_in_at,cancelled\n" + "".join(rows)
    )
    checked = api.open(tmp_path).check()
    assert [str(one) for one in checked.findings if one.code[0] in "EW" and one.code != "W111"] == []
    assert "prove` is `positive` (the default" in PAGE
