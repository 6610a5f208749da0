"""Registries to test with."""

import pytest

from wager.adapters.stores.sqlite import opening
from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.registry.registry import Registered
from wager.registry.titles import Turn

FIRST, SECOND, OTHER = "aa" * 32, "bb" * 32, "cc" * 32


def version(identity=FIRST, serves="protect", at=5):
    return Registered(identity, serves, "flight-protect", "H2", "delay-gbt", "SHIP", "e" * 32, at)


def fill(registry, turns):
    """Register three versions and let two of them take turns at a title, with a verdict between."""
    with registry.acting() as act:
        for one in (version(), version(SECOND, at=6), version(OTHER, "menu", at=7)):
            act.register(one)
        act.seat(Turn("menu", 1, OTHER, 8, "vacant", 0))
    for number in range(1, turns + 1):
        with registry.acting() as act:
            act.note("verdict", number * 10, {"word": "SHIP", "entry": "é" * number, "closure": number})
            how = "promoted" if number > 1 else "vacant"
            act.seat(Turn("protect", number, (FIRST, SECOND)[number % 2], number * 10, how, number - 1))
    return registry


@pytest.fixture(params=["delete", "wal"])
def empty(tmp_path, monkeypatch, request):
    """A registry whose file is not there yet; both kinds of journal, whichever this SQLite would take."""
    monkeypatch.setattr(opening, "JOURNAL", request.param)
    return SqliteRegistry(tmp_path / "project" / ".wager" / "registry.db", wait_seconds=10)


@pytest.fixture
def filled(empty):
    """A registry with three versions, two titles and five turns at one of them."""
    return fill(empty, 5)
