"""Files by a pattern: those that the standard library finds, in its order."""

import os
import random

import pytest

from wager.data.many_files import file_digests, files_like, resolved
from wager.foundation.fingerprint import file_digest

NAMES = [
    "b.csv",
    "a.csv",
    "B.csv",
    ".hidden.csv",
    "a.txt",
    "[x].csv",
    "10.csv",
    "9.csv",
    "é.csv",
    "a b.csv",
    "a.csv.gz",
]


@pytest.fixture
def folder(tmp_path):
    for part in ("data", "data/deep"):
        (tmp_path / part).mkdir()
        for name in NAMES:
            (tmp_path / part / name).write_text(f"{part} {name}")
    (tmp_path / "data" / "folder.csv").mkdir()
    (tmp_path / "data" / "gone.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "data" / "loop.csv").symlink_to(tmp_path / "data" / "loop.csv")
    (tmp_path / "data" / "link.csv").symlink_to(tmp_path / "data" / "deep" / "9.csv")
    (tmp_path / "linked").symlink_to(tmp_path / "data")
    return tmp_path


@pytest.mark.parametrize(
    "pattern",
    ["data/*.csv", "data/*", "data/?.csv", "data/[0-9]*.csv", "data/[!a]*.csv", "*/a.csv", "data/**/*.csv", "linked/*.csv",
     "data/../data/*.csv", "none/*.csv", "data/a.csv/*.csv", "data/*.CSV", "data/[[]x].csv"],
)  # fmt: skip
def test_a_pattern_finds_what_the_library_finds(folder, pattern):
    wanted = sorted(file for file in folder.glob(pattern) if file.is_file())
    assert files_like(folder, folder.joinpath(pattern).relative_to(folder)) == tuple(
        file.resolve() for file in wanted
    )
    assert resolved(wanted) == tuple(file.resolve() for file in wanted)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="who is root may read all")
def test_a_folder_that_may_not_be_read_has_no_files(folder):
    (folder / "data").chmod(0)
    assert files_like(folder, (folder / "data" / "*.csv").relative_to(folder)) == ()
    (folder / "data").chmod(0o700)


def test_bytes_are_hashed_whatever_their_number(tmp_path):
    chance, files = random.Random(1), []
    for size in (0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 10**6):
        files.append(tmp_path / str(size))
        files[-1].write_bytes(chance.randbytes(size))
    assert file_digests(files) == [file_digest(file) for file in files]
