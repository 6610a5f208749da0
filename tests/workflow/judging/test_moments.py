"""A refusal says when in the words of the pages: to the minute, in UTC, as `freeze` and `log` print it."""

import re
import shutil

import pytest

from wager.foundation.errors import ConflictError, RefusedError
from wager.interfaces import api

D = "late-bus"
PRINTED = re.compile(r"was (?:frozen|judged \w+)(?: by \w+)? at \d{4}-\d\d-\d\d(?: \d\d:\d\d)? UTC[ ,]")


@pytest.fixture
def folder(rides, tmp_path):
    return shutil.copytree(rides, tmp_path / "rides")


def edit(folder):
    path = folder / "designs" / f"{D}.md"
    path.write_text(
        path.read_text("utf-8").replace("Increase net by 100 EUR", "Increase net by 50 EUR"), "utf-8"
    )


def test_a_freeze_in_another_form(folder):
    edit(folder)
    with pytest.raises(ConflictError) as refused:
        api.open(folder).freeze(D, "H1")
    assert PRINTED.search(str(refused.value))


def test_what_was_changed_since_the_freeze(folder):
    project = api.open(folder)
    project.freeze(D, "H2")
    edit(folder)
    with pytest.raises(RefusedError) as refused:
        api.open(folder).judge(D, "H2")
    assert re.search(
        r"is not what was frozen at \d{4}-\d\d-\d\d \d\d:\d\d UTC: goals changed", str(refused.value)
    )


def test_a_log_that_is_gone(folder):
    shutil.rmtree(folder / "designs" / f"{D}.log")
    api.open(folder).freeze(D, "H1")  # the same again, as the ledger knows
    with pytest.raises(ConflictError) as refused:
        api.open(folder).judge(D, "H1")
    assert PRINTED.search(str(refused.value))
