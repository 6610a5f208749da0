"""A project in a folder, wired to the real engine."""

from __future__ import annotations

import textwrap

import pytest

from wager.adapters.duckdb.engine import DuckDBEngine
from wager.adapters.stores.folder import FolderObjects
from wager.data.source_file import read_source
from wager.design.config import Config
from wager.foundation.moments import FixedClock
from wager.foundation.progress import silent
from wager.workflow.take_snapshot import snapshot_of
from wager.workflow.wiring import Wiring

STOCK = """
    source: stock
    from: {path: stock.csv, nulls: [NA, ""]}
    owner: ops
    key: [shop, at]
    columns:
      shop: category
      at: time
      sold: {type: int, range: 0 .. 100}
      price: money?
    derive:
      counted_at: at + 1 d
    event_time: at
    known: counted_at
"""


class CountingEngine(DuckDBEngine):
    """Counts what it is asked."""

    def __init__(self, threads=2):
        super().__init__(threads)
        self.calls = []

    def read_text(self, *given, **named):
        self.calls.append("read_text")
        return super().read_text(*given, **named)

    def evaluate(self, *given, **named):
        self.calls.append("evaluate")
        return super().evaluate(*given, **named)


class Bench:
    """A folder with sources and files in it."""

    def __init__(self, root):
        self.root, self.engine = root, CountingEngine()
        self.objects = FolderObjects(root / ".wager" / "objects")
        self.wiring = Wiring(
            root, Config("test"), self.engine, self.objects, None, None, FixedClock(0), silent,
            root / ".wager", root / ".wager", None,
        )  # fmt: skip

    def source(self, text=STOCK, **changes):
        text = textwrap.dedent(text).strip()
        for old, new in changes.get("replace", {}).items():
            assert old in text
            text = text.replace(old, new)
        name = text.partition("\n")[0].removeprefix("source: ")
        source, findings = read_source(text, f"sources/{name}.yaml", currency="USD", zone="UTC")
        assert [str(one) for one in findings if one.is_error] == []
        return source

    def write(self, name, content):
        path = self.root / name
        path.write_bytes(
            content if isinstance(content, bytes) else textwrap.dedent(content).lstrip().encode()
        )
        return path

    def snapshot(self, source):
        return snapshot_of(self.wiring, source)

    def said(self, source):
        """Take a snapshot and return what is found wrong."""
        return [f"{one.line} {one.code} {one.message}" for one in self.snapshot(source).findings]


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


@pytest.fixture
def stock(bench):
    bench.write(
        "stock.csv",
        """
        at,shop,sold,price,extra
        2024-01-02 10:00,b,3,1.50,x
        2024-01-01T10:00:00Z,b,5,NA,y
        2024-01-01 10:00:00,a,4.0,2,z
        """,
    )
    return bench.source()
