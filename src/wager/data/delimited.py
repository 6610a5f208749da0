"""Text files of rows: which encoding, which delimiter, which names. Standard library only: `check` uses it."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError

HEAD = 1 << 16
"""Bytes from which names, encoding and delimiter are told."""

DELIMITERS = ",;\t|"

RAGGED = b"ragged"
"""Key of an Arrow schema's metadata: JSON of rows left out for their number of fields, `{count, examples}`."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WRONG_MARK = codecs.BOM_UTF8.decode("latin-1")
# The mark of UTF-8, in front of text that some program wrote in Latin behind it.
_FOREIGN = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PK\x03\x04": "a zip archive or spreadsheet",
    b"\x1f\x8b": "compressed",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"SQLite format": "a database",
    b"<": "HTML or XML",
    b"{": "JSON",
    b"[": "JSON",
}
_EXPECTED = (
    "expected a CSV (also in a .zip or .gz) or Parquet file with one row per line and names in the first"
)


@dataclass(frozen=True)
class Layout:
    """How a text file is written.

    Attributes
    ----------
    encoding : str
        A codec of Python.
    delimiter : str
        One character.
    names : tuple of str
        Of the columns, each once: an empty one is called `column_N`, a repeated one gets `_2`, `_3`.
    header : tuple of str
        The first record as it stands.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    header: tuple[str, ...]


def is_parquet(path: Path) -> bool:
    """Tell a Parquet file by its ending, or else by its first bytes."""
    if path.suffix.lower() in {".parquet", ".pq"}:
        return True
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def open_text(path: Path, member: str | None = None) -> IO[bytes]:
    """Open the bytes of a text file, out of its .zip or .gz where it is in one.

    Raises
    ------
    NotFoundError, BadInputError, UnavailableError
        If the file or the member is not there, the archive is broken or holds several, or it cannot be read.
    """
    try:
        if path.suffix.lower() == ".gz":
            return cast("IO[bytes]", gzip.open(path, "rb"))
        if path.suffix.lower() == ".zip":
            archive = zipfile.ZipFile(path)
            return archive.open(member or _only_member(archive, path))
        return path.open("rb")
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no file {path}") from error
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
        raise BadInputError(f"{path.name} cannot be unpacked: {error}") from error
    except OSError as error:
        raise UnavailableError(f"{path} cannot be read: {error.strerror or error}") from error


def _only_member(archive: zipfile.ZipFile, path: Path) -> str:
    files = [
        name for name in archive.namelist() if not name.endswith("/") and not name.startswith("__MACOSX")
    ]
    tables = [name for name in files if Path(name).suffix.lower() in {".csv", ".tsv", ".txt"}] or files
    if len(tables) != 1:
        shown = ", ".join(tables[:5]) or "nothing"
        raise BadInputError(f"{path.name} should hold one table; it holds {shown}; unpack the one you mean")
    return tables[0]


def read_bytes(path: Path, member: str | None = None, limit: int = -1) -> bytes:
    """Read a text file, or its first `limit` bytes."""
    with open_text(path, member) as file:
        try:
            return file.read(limit)
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise BadInputError(
                f"{path.name} is damaged and cannot be unpacked: {error}; copy it again"
            ) from error
        except OSError as error:
            raise UnavailableError(f"{path} cannot be read: {error.strerror or error}") from error


def encoding_of(content: bytes, name: str, *, whole: bool = True) -> str:
    """Tell the encoding: by its mark, else UTF-8 if it is that, else Windows' Latin.

    Parameters
    ----------
    content : bytes
        The file or its head.
    name : str
        For messages.
    whole : bool
        False where `content` may end inside a character.

    Raises
    ------
    BadInputError
        If it is no text.

    Examples
    --------
    >>> encoding_of("naïve".encode(), "a.csv"), encoding_of("naïve".encode("latin-1"), "a.csv")
    ('utf-8', 'cp1252')
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark) and (encoding != "utf-8-sig" or _decodes(content, encoding, whole=whole)):
            return encoding
    for mark, kind in _FOREIGN.items():
        if content.lstrip().startswith(mark):
            raise BadInputError(f"{name} is {kind}, not a table; {_EXPECTED}")
    head = content[:HEAD]
    if b"\0" in head:
        # Without a mark, UTF-16 of western text has every second byte zero.
        for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[offset::2].count(0) > 0.7 * (len(head) // 2) and not head[1 - offset :: 2].count(0):
                return encoding
        raise BadInputError(f"{name} is binary, not a table; {_EXPECTED}")
    return next(
        (encoding for encoding in ("utf-8", "cp1252") if _decodes(content, encoding, whole=whole)), "latin-1"
    )


def _decodes(content: bytes, encoding: str, *, whole: bool) -> bool:
    decoder, pieces = codecs.getincrementaldecoder(encoding)(), memoryview(content)
    try:
        # Piece by piece: the text of a large file would be as large again in memory.
        for begin in range(0, len(content), HEAD):
            decoder.decode(pieces[begin : begin + HEAD])
        decoder.decode(b"", final=whole)
    except UnicodeDecodeError:
        return False
    return True


def layout_of(content: bytes, name: str, *, whole: bool = True) -> Layout:
    r"""Tell encoding, delimiter and names from the beginning of a file.

    Examples
    --------
    >>> layout_of(b"a;b;b;\n1,5;2;3;4\n", "a.csv").names
    ('a', 'b', 'b_2', 'column_4')
    """
    encoding = encoding_of(content, name, whole=whole)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(content[:HEAD], final=False).removeprefix(_WRONG_MARK).lstrip("\ufeff\r\n")
    except UnicodeError as error:
        raise BadInputError(f"{name} cannot be read as {encoding}: {error}; save it as UTF-8") from error
    if not text.strip():
        raise BadInputError(f"{name} is empty; {_EXPECTED}")
    delimiter = _delimiter(text, complete=len(content) <= HEAD and whole)
    header = tuple(_records(text, delimiter, 1)[0])
    return Layout(encoding, delimiter, unique_names(header), header)


def unique_names(header: tuple[str, ...]) -> tuple[str, ...]:
    """Give each column a name of its own.

    Examples
    --------
    >>> unique_names(("a", "", "a"))
    ('a', 'column_2', 'a_2')
    """
    taken = {name.strip() for name in header}
    found: list[str] = []
    for place, written in enumerate(header, start=1):
        name = written.strip() or f"column_{place}"
        number = 2
        candidate = name
        while candidate in found or (candidate != name and candidate in taken):
            candidate, number = f"{name}_{number}", number + 1
        found.append(candidate)
    return tuple(found)


def _delimiter(text: str, *, complete: bool) -> str:
    def score(delimiter: str) -> tuple[float, int]:
        records = [record for record in _records(text, delimiter, 50) if record]
        if not complete and 1 < len(records) < 50:
            records.pop()
        width = len(records[0]) if records else 0
        if width < 2:
            return (0.0, 0)
        return (round(sum(len(record) == width for record in records) / len(records), 1), width)

    return max(DELIMITERS, key=score)  # of equals the first


def _records(text: str, delimiter: str, most: int) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(record)
            if len(found) >= most:
                break
    except csv.Error:
        pass
    return found or [[text.splitlines()[0]]]


def read_header(path: Path, member: str | None = None) -> tuple[str, ...]:
    """Name the columns of a data file without reading its rows.

    Parameters
    ----------
    path : Path
        A text file (also inside a .zip or .gz) or a Parquet file.
    member : str or None
        The file inside a .zip, where it holds several.

    Raises
    ------
    NotFoundError, BadInputError, UnavailableError
        If it is not there, is no table, or cannot be read.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}")
    if is_parquet(path):
        return _parquet_names(path)
    head = read_bytes(path, member, HEAD + 1)
    return layout_of(head, path.name, whole=len(head) <= HEAD).names


def _parquet_names(path: Path) -> tuple[str, ...]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(f"{path.name} is no readable Parquet file: {error}") from error
