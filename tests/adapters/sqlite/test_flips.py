"""One bit flips somewhere in the file: what can be read has then changed, and is named; or it has not.

`WAGER_FLIPS=1000` flips as many; the short form flips fewer, with another seed. A page of SQLite is never full: a bit
in bytes that hold nothing changes nothing, is found by nobody, and is counted apart.
"""

import os
import random
import sqlite3
from contextlib import closing

import pytest

from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.foundation.errors import WagerError

FLIPS = int(os.environ.get("WAGER_FLIPS", "150"))
CONTENT = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master",
    "SELECT * FROM ledger",
    "SELECT * FROM versions",
    "SELECT * FROM turns",
    "PRAGMA application_id",
    "PRAGMA user_version",
)


def content(path):
    """Read all that the file says, with nothing of ours."""
    try:
        with closing(sqlite3.connect(path)) as raw:
            raw.text_factory = bytes
            return [sorted(map(repr, raw.execute(asked).fetchall())) for asked in CONTENT]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def answers(registry):
    """Ask all that can be asked; an error of ours is an answer, too."""
    said = []
    for ask in (
        registry.versions,
        registry.turns,
        lambda: registry.turns("protect"),
        lambda: [*registry.ledger()],
    ):
        try:
            said.append(ask())
        except WagerError:
            said.append(None)
    return said


@pytest.fixture
def fresh(filled, tmp_path):
    """Flip a bit of the file as it was."""
    whole = filled.path.read_bytes()

    def flip(bit):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path = tmp_path / "flipped.db"
        path.write_bytes(flipped)
        return SqliteRegistry(path, wait_seconds=0)

    return flip


def judge(registry, said, right):
    """Tell whether the file says something else, after what it answers was compared with what is right."""
    for mine, expected in zip(answers(registry), right, strict=True):
        assert mine in (None, expected)
    changed = content(registry.path) != said
    faults = registry.faults()
    assert faults or not changed
    return changed, bool(faults)


def test_a_flipped_bit_is_named_or_changes_nothing(filled, fresh):
    chance = random.Random(FLIPS)
    said, right, size = content(filled.path), answers(filled), filled.path.stat().st_size
    told = [judge(fresh(chance.randrange(size * 8)), said, right) for _ in range(FLIPS)]
    changed, named = sum(change for change, _ in told), sum(name for _, name in told)
    print(f"{FLIPS} bits of {size} bytes: {changed} changed what it says, all named; {named} named in all")
    assert 0 < changed <= named


def test_a_flipped_bit_of_what_is_written_is_named(filled, fresh):
    chance = random.Random(FLIPS)
    said, right, whole = content(filled.path), answers(filled), filled.path.read_bytes()
    places = []
    for one in filled.ledger():
        for text in map(str.encode, (one.hash, one.previous, *map(str, one.body.values()))):
            start = whole.rfind(text)
            places += range(start * 8, (start + len(text)) * 8) if start >= 0 else []
    told = [judge(fresh(chance.choice(places)), said, right) for _ in range(FLIPS)]
    changed, named = sum(change for change, _ in told), sum(name for _, name in told)
    print(
        f"{FLIPS} bits of records, rows and their indexes: {changed} changed what it says; {named} named in all"
    )
    assert changed > FLIPS / 2
    assert named == FLIPS
