"""Text files: encodings, delimiters, names; and that what is no table is refused in one sentence."""

from __future__ import annotations

import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.adapters.duckdb.files import read_text
from wager.data.delimited import HEAD, encoding_of, layout_of, read_header
from wager.foundation.errors import BadInputError, NotFoundError

PLAIN = "name,n\nJosé,1\nMüller,2\n"


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(
                zipfile.ZipInfo(name.replace("__", ".")), content
            )  # of no date: the bytes name tests
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", PLAIN.encode()),
        ("a.csv", PLAIN.encode("utf-8-sig")),
        ("a.csv", PLAIN.encode("utf-16")),
        ("a.csv", PLAIN.encode("utf-16-le")),
        ("a.csv", PLAIN.encode("utf-16-be")),
        ("a.csv", PLAIN.encode("utf-32")),
        ("a.csv", PLAIN.encode("latin-1")),
        ("a.txt", PLAIN.replace(",", ";").encode()),
        ("a.tsv", PLAIN.replace(",", "\t").encode()),
        ("a.csv", PLAIN.replace(",", "|").encode()),
        ("a.csv", PLAIN.replace("\n", "\r\n").encode()),
        ("a.csv", PLAIN.replace("\n", "\r").encode()),
        ("a.csv", ("\n\n" + PLAIN).encode()),
        ("a.csv.gz", gzip.compress(PLAIN.encode(), mtime=0)),
        ("a.csv.zip", zipped(a__csv=PLAIN, read__md="not this")),
    ],
)
def test_encodings_and_delimiters(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert read_header(path) == ("name", "n")
    assert read_text(path).to_pydict() == {"name": ["José", "Müller"], "n": ["1", "2"]}


def test_columns_nulls_and_quotes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"a\nb",c,c\n"x\ny",NA,"1,5"\n,"",\n')
    assert read_header(path) == ("a\nb", "c", "c_2")
    table = read_text(path, columns=["c_2", "a\nb"], nulls=["NA"])
    assert table.to_pydict() == {"c_2": ["1,5", ""], "a\nb": ["x\ny", ""]}
    assert read_text(path)["c"].to_pylist() == ["NA", None]
    with pytest.raises(BadInputError, match="has no column 'd'"):
        read_text(path, columns=["d"])


def test_rows_of_another_width_are_counted(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3\n4,5,6\n7,8\n")
    table = read_text(path)
    assert table["a"].to_pylist() == ["1", "7"]
    assert (
        table.schema.metadata[b"ragged"] == b'{"count": 2, "examples": [[2, 2, 1, "3"], [3, 2, 3, "4,5,6"]]}'
    )


def test_long_values_and_files_without_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"' + "x\n" * 6_000_000 + '"\n')
    assert read_text(path).num_rows == 1
    for text in ("a,b", "a,b\n", "a,b\r\n\r\n"):
        path.write_text(text)
        assert read_text(path).to_pydict() == {"a": [], "b": []}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04", "spreadsheet"),
        (b'  {"a": 1}', "JSON"),
        (b"<html>", "HTML"),
        (b"a,b\n1,\x00\n", "binary"),
        (bytes(range(256)), "binary"),
    ],
)
def test_what_is_no_table(tmp_path, content, says):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    for read in (read_header, read_text):
        with pytest.raises(BadInputError, match=rf"a.csv is {says}|a.csv is .*{says}"):
            read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", b"no zip"),
        ("a.zip", zipped()),
        ("a.zip", zipped(a__csv="x", b__csv="y")),
        ("a.csv.gz", b"no gzip"),
        ("a.csv.gz", gzip.compress(PLAIN.encode() * 1000, mtime=0)[:-30]),
        ("a.parquet", b"no parquet"),
        ("a.parquet", b"PAR1" + b"\xff" * 50 + b"PAR1"),
    ],
)
def test_damaged_files(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=name):
        read_text(path)


def test_parquet_has_its_own_types(tmp_path):
    path = tmp_path / "day=1"
    path.mkdir()
    path = path / "a.bin"
    pq.write_table(pa.table({"a": [1, None], "b": ["x", "y"]}), path)
    assert read_header(path) == ("a", "b")
    assert read_text(path, columns=["b", "a"]).to_pydict() == {"b": ["x", "y"], "a": [1, None]}
    with pytest.raises(BadInputError, match="did you mean"):
        read_text(path, columns=["bb"])


def test_missing_files(tmp_path):
    with pytest.raises(NotFoundError, match="there is no file"):
        read_header(tmp_path / "a.csv")


def test_names_of_a_broken_head():
    assert layout_of(b'a,"b\nc', "a.csv").names == ("a", "b\nc")
    assert layout_of(b"a b c\n1 2 3\n", "a.csv").names == ("a b c",)


@pytest.mark.parametrize("shift", range(4))
def test_a_character_on_both_sides_of_a_piece_is_one(shift):
    text = "a\n" + "x" * (HEAD - 2 - shift) + "€\n"
    assert encoding_of(text.encode(), "a.csv") == "utf-8"
    assert encoding_of(text.encode()[:-2], "a.csv", whole=False) == "utf-8"
    assert encoding_of(text.encode("cp1252"), "a.csv") == "cp1252"
