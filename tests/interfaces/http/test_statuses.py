"""Every error has its status, and a problem document says what was wrong."""

import http
import importlib
import pkgutil

import pytest

import wager
from wager.foundation import errors
from wager.foundation.errors import (
    BadInputError,
    BadRequestError,
    NotFoundError,
    UnavailableError,
    WagerError,
)
from wager.interfaces.http.statuses import BUG, STATUSES, MisspokenError, problem, status_of


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_error_has_a_status():
    for module in pkgutil.walk_packages(wager.__path__, "wager."):
        if "adapters" not in module.name and module.name != "wager.__main__":
            importlib.import_module(module.name)
    for kind in subclasses(WagerError):
        ancestors = [ancestor for ancestor in kind.__mro__ if ancestor is not OSError]
        assert any(ancestor in STATUSES for ancestor in ancestors), kind
    direct = {kind for kind in vars(errors).values() if isinstance(kind, type) and kind is not WagerError}
    assert {kind for kind in direct if issubclass(kind, WagerError)} <= set(STATUSES)


@pytest.mark.parametrize("status", [*STATUSES.values(), BUG])
def test_every_status_has_a_phrase(status):
    assert http.HTTPStatus(status).phrase


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequestError([("a", "type", "expected a number")]), 422),
        (BadInputError("segment 3 is damaged at byte 77"), 500),
        (NotFoundError("no title"), 404),
        (UnavailableError("the log is full"), 503),
        (OSError(28, "No space left on device", "/secret/path"), 503),
        (TimeoutError(), 503),
        (MemoryError(), 503),
        (MisspokenError(415, "expected JSON"), 415),
        (KeyError("secret"), 500),
    ],
)
def test_problem_repeats_its_status(error, status):
    told = problem(error)
    assert status_of(error) == told["status"] == status
    assert told["title"] == http.HTTPStatus(status).phrase
    assert told["type"] == "about:blank"
    assert "secret" not in str(told)


def test_the_text_of_a_bug_is_not_told_but_that_of_ours_is():
    assert problem(KeyError("secret"))["detail"].startswith("a bug of ours (KeyError)")
    assert problem(NotFoundError("no title 'x'"))["detail"] == "no title 'x'"
    assert "No space left" in problem(OSError(28, "No space left on device", "/secret/path"))["detail"]


def test_each_column_that_is_wrong_is_told():
    faults = [("a", "missing", "expected a number"), ("b", "extra", "did you mean 'a'?")]
    assert problem(BadRequestError(faults))["errors"] == [
        {"column": "a", "rule": "missing", "expected": "expected a number"},
        {"column": "b", "rule": "extra", "expected": "did you mean 'a'?"},
    ]
    assert "errors" not in problem(NotFoundError("no title"))
