"""The cache among processes: the same bits for all, nothing half written after a kill, what is oldest goes first."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from features import growing_cache
from wager.data import kept_table
from wager.data.kept_chain import SEGMENTS
from wager.features.cache import FeatureCache
from wager.features.clean_up import ABANDONED_SECONDS, clean_up

PROCESSES = int(os.environ.get("WAGER_PROCESSES", "6"))
KILLS = int(os.environ.get("WAGER_KILLS", "6"))
SCRIPT = Path(growing_cache.__file__)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[1]), "OMP_NUM_THREADS": "1"}


def started(folder, act):
    command = [sys.executable, str(SCRIPT), str(folder), act]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )


def key(place):
    return f"{place:064}"


def test_many_processes_at_once_get_the_same_bits(tmp_path):
    shared, alone = tmp_path / "shared", tmp_path / "alone"
    for folder in (shared, alone):
        folder.mkdir()
    all_of_them = [started(shared, "build") for _ in range(PROCESSES)]
    said = [process.communicate(timeout=600) for process in all_of_them]
    assert [process.returncode for process in all_of_them] == [0] * PROCESSES, said[0][1]
    wanted, computed = growing_cache.bits_of(alone)
    assert {out.split()[0] for out, _ in said} == {wanted}
    assert computed > 10
    again, computed = growing_cache.bits_of(shared)
    assert (again, computed) == (wanted, 0)
    assert not list(shared.rglob("*.part"))
    cache = FeatureCache(shared / "cache")
    assert all(cache.read(path.stem) is not None for path in cache.folder.glob("*.arrow"))


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
def test_a_kill_in_the_middle_leaves_nothing_broken(tmp_path):
    chance = random.Random(1)
    for _ in range(KILLS):
        process = started(tmp_path, "write")
        assert process.stdout.readline() == "begun\n"
        time.sleep(chance.random() / 10)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        cache = FeatureCache(tmp_path)
        found = [cache.read(path.stem) for path in tmp_path.glob("*.arrow")]
        assert found
        for values in found:
            assert values is not None
            assert values[-1].as_py() == 399_999.0
            assert len(values) in {400_000, 700_000}
        kept_table._seen.clear()
    for part in tmp_path.glob("*.part"):
        os.utime(part, (1, 1))
    clean_up(tmp_path, 10**12)
    assert not list(tmp_path.glob("*.part"))


def test_what_is_begun_by_the_living_stays(tmp_path):
    part = tmp_path / ".x.part"
    part.write_bytes(b"half")
    clean_up(tmp_path, 0)
    assert part.exists()
    old = time.time() - ABANDONED_SECONDS - 1
    os.utime(part, (old, old))
    clean_up(tmp_path, 10**9)
    assert not part.exists()


def test_every_flipped_bit_is_a_miss(tmp_path):
    cache = FeatureCache(tmp_path)
    values = pa.array([1.5, None, -0.0, 2.0**-1074])
    cache.write(key(1), values)
    content = cache.path(key(1)).read_bytes()
    chance = random.Random(5)
    for _ in range(200):
        place = chance.randrange(len(content))
        broken = bytearray(content)
        broken[place] ^= 1 << chance.randrange(8)
        cache.path(key(1)).write_bytes(bytes(broken))
        kept_table._seen.clear()
        assert cache.read(key(1)) is None
    for length in (0, 5, len(content) - 1):
        cache.path(key(1)).write_bytes(content[:length])
        assert cache.read(key(1)) is None
    cache.path(key(1)).write_bytes(content)
    assert cache.read(key(1)).equals(pa.chunked_array([values]))


def test_columns_that_begin_with_another(tmp_path):
    cache = FeatureCache(tmp_path)
    whole = np.arange(100.0)
    cache.write(key(0), pa.array(whole[:40]))
    rows = 40
    for place in range(1, 30):
        rows = rows - place % 3  # the last rows may be other ones
        more = np.full(5, float(place))
        whole = np.concatenate([whole[:rows], more])
        assert cache.extend(key(place), key(place - 1), rows, pa.array(more))
        rows += 5
        found = cache.read(key(place))
        assert found.equals(pa.chunked_array([whole]))
        assert len(cache.chain.own(key(place)).before) <= SEGMENTS
    assert not cache.extend(key(99), key(29), rows + 1, pa.array([1.0]))
    assert not cache.extend(key(99), key(98), 3, pa.array([1.0]))
    assert not cache.extend(key(99), key(29), 3, pa.array(["text"]))
    assert cache.read(key(99)) is None


def test_what_was_used_goes_last(tmp_path):
    cache = FeatureCache(tmp_path / "features", limit=10_000)
    for place in range(8):
        cache.write(key(place), pa.array(np.arange(200.0)))
        os.utime(cache.path(key(place)), (1000 + place, 1000 + place))
    assert cache.read(key(0)) is not None  # used now
    cache.trim()
    left = sorted(int(path.stem) for path in cache.folder.glob("*.arrow"))
    assert left[0] == 0
    assert left[1:] == list(range(8 - len(left[1:]), 8))
    assert sum(path.stat().st_size for path in cache.folder.glob("*.arrow")) <= 10_000
    assert len(left) >= 4


def test_who_has_a_column_keeps_it_when_it_is_removed(tmp_path):
    cache = FeatureCache(tmp_path / "features", limit=0)
    cache.write(key(1), pa.array(np.arange(50_000.0)))
    held = cache.read(key(1))
    cache.trim()
    assert not cache.path(key(1)).exists()
    assert held.to_numpy()[-1] == 49_999.0


def test_what_a_column_cost(tmp_path):
    cache = FeatureCache(tmp_path)
    cache.write(key(1), pa.array(np.arange(1000.0)), 1.25)
    cost = cache.cost(key(1))
    assert cost.seconds == 1.25
    assert 8000 < cost.bytes < 10_000
    assert cache.cost(key(2)) is None
