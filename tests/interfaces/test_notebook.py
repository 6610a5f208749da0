"""Results in a notebook: a stand-in for IPython is told how to print them."""

import importlib
import sys
from types import SimpleNamespace

import pytest

from wager.interfaces import api
from wager.interfaces.notebook import RECORDS, show_in_notebooks


class Formatter:
    """Keeps what it is told."""

    def __init__(self):
        self.known = {}

    def for_type_by_name(self, module, name, function):
        self.known[module, name] = function


@pytest.fixture
def formatters(monkeypatch):
    kept = {"text/plain": Formatter(), "text/html": Formatter()}
    shell = SimpleNamespace(display_formatter=SimpleNamespace(formatters=kept))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return kept


def test_every_record_that_is_shown_exists():
    for (file, name), (renderer, function) in RECORDS.items():
        record = getattr(importlib.import_module(f"wager.{file}"), name)
        assert callable(record.to_json)
        assert callable(getattr(importlib.import_module(f"wager.interfaces.cli.render.{renderer}"), function))


def test_a_result_shows_itself_as_the_command_prints_it(formatters, rides):
    due = api.open(rides).next()
    key = ("wager.workflow.standing.due", "Due")
    html = formatters["text/html"].known[key](due)
    assert html.startswith("<pre>")
    assert "wager freeze late-bus H2" in html
    said = []
    formatters["text/plain"].known[key](due, SimpleNamespace(text=said.append), False)
    assert "<pre>" not in said[0]
    assert set(formatters["text/plain"].known) == {(f"wager.{file}", name) for file, name in RECORDS}


def test_without_a_notebook_nothing_happens(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    show_in_notebooks()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    show_in_notebooks()
