"""All routes by all methods on a real server, and what each answers."""

import json
import threading

import pytest

from interfaces.http.fake_service import JSON, prediction
from wager.foundation.errors import BadInputError, UnavailableError
from wager.interfaces.http import body
from wager.interfaces.http.routes import ROUTES

PREDICT = "/v1/models/flight-protect/predict"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
ROW = {"carrier": "UA"}


def filled(path):
    return path.format_map({"serves": "flight-protect", "source": "flights", "id": "p-0"})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_route_by_every_method(call, service, route, method):
    service.logged["p-0"] = {"prediction": "p-0"}
    sends = method in {"POST", "PUT", "PATCH"}
    status, headers, text = call(method, filled(route.path), json.dumps(ROW) if sends else None)
    if method == "OPTIONS":
        assert status == 204
        assert headers["allow"] == ", ".join(route.methods)
        assert text == b""
    elif method in route.methods:
        assert status == 200
        assert headers["x-content-type-options"] == "nosniff"
        assert (text == b"") == (method == "HEAD")
        assert int(headers["content-length"]) > 0
    else:
        assert status == 405
        assert headers["allow"] == ", ".join(route.methods)
        assert headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/models/flight-protect",
        "/v1/models//predict",
        "/v1/models/a%2Fb/predict",
        f"/v1/models/{'x' * 201}/predict",
        PREDICT + "/",
        "//",
        "/../livez",
        "/livez%00",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_other_paths_are_not_found(call, method, path):
    status, problem = call.json(method, path)
    assert status == problem["status"] == 404
    assert problem["title"] == "Not Found"


def test_a_prediction_is_answered_whole(call, service):
    status, answer = call.json("POST", PREDICT, ROW)
    assert status == 200
    assert answer == {
        "prediction": "p-0",
        "serves": "flight-protect",
        "version": "ab12cd34",
        "arm": "champion",
        "action": "protect",
        "probability": 0.75,
        "probabilities": None,
        "value": None,
        "expected_money": {
            "amount": "-512.34",
            "currency": "USD",
            "by_action": {"none": "-1500.00", "protect": "-512.34"},
        },
        "decide_at": "2013-11-09T12:26:40Z",
        "at": "2013-11-09T12:26:40.000001Z",
    }
    assert "p-0" in service.logged
    assert call.json("GET", "/v1/predictions/p-0") == (200, service.logged["p-0"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"probabilities": {"a": 0.5, "b": 0.25, "c": 0.25}}, (None, {"a": 0.5, "b": 0.25, "c": 0.25}, None)),
        ({"probabilities": {"a": 0.5, "b": 0.5}}, (None, {"a": 0.5, "b": 0.5}, None)),
        ({"probabilities": {}, "value": 12.5, "action": "", "expected": {}}, (None, None, 12.5)),
        ({"probabilities": {}}, (None, None, None)),
    ],
)
def test_classes_numbers_and_rules_are_answered_in_their_keys(call, service, changes, expected):
    service.answer = prediction(**changes)
    _, answer = call.json("POST", PREDICT, ROW)
    assert (answer["probability"], answer["probabilities"], answer["value"]) == expected
    assert (answer["expected_money"] is None) == (changes.get("expected") == {})
    assert (answer["action"] is None) == (changes.get("action") == "")


@pytest.mark.parametrize(
    ("text", "kind", "added"),
    [
        (b'{"a": 1}', "application/json", [{"a": 1}]),
        (b'[{"a": 1}, {"a": 2}]', "application/json; charset=utf-8", [{"a": 1}, {"a": 2}]),
        (b"[]", "application/json", []),
        (b'{"a": 1}\n\n{"a": 2}\r\n', "application/x-ndjson", [{"a": 1}, {"a": 2}]),
        (b'{"a": 1}\n{"a": 2}', "application/jsonl", [{"a": 1}, {"a": 2}]),
    ],
)
def test_events_come_alone_in_an_array_or_one_a_line(call, service, text, kind, added):
    status, _, answer = call("POST", "/v1/events/flights", text, {"content-type": kind})
    assert (status, json.loads(answer)) == (200, {"source": "flights", "added": len(added)})
    assert service.events == added


@pytest.mark.parametrize(
    ("text", "kind", "status", "place"),
    [
        (b'[{"a": 1}, 2]', "application/json", 422, "row 2"),
        (b"7", "application/json", 422, "body"),
        (b'{"a": 1}\n{"a": \n', "application/x-ndjson", 400, "line 2"),
        (b'{"a": 1}\n{"a": 1, "a": 2}\n', "application/x-ndjson", 400, "a"),
        (b"[" + b"{}," * body.ROWS_LIMIT + b"{}]", "application/json", 413, None),
        (b'{"a": 1}', "text/plain", 415, None),
    ],
)
def test_events_that_are_wrong_add_nothing(call, service, text, kind, status, place):
    found, _, answer = call("POST", "/v1/events/flights", text, {"content-type": kind})
    problem = json.loads(answer)
    assert found == problem["status"] == status
    assert [error["column"] for error in problem.get("errors", [])] == ([place] if place else [])
    assert service.events == []


@pytest.mark.parametrize(
    ("text", "headers", "status", "rule"),
    [
        (b'{"origin": "JFK"}', JSON, 422, "missing"),
        (b"[1]", JSON, 422, "type"),
        (b"null", JSON, 422, "type"),
        (b"", JSON, 400, "json"),
        (b"carrier=UA", JSON, 400, "json"),
        (b'{"carrier": NaN}', JSON, 400, "finite"),
        (b'{"carrier": 1, "carrier": 2}', JSON, 400, "duplicate"),
        (b"[" * 100 + b"]" * 100, JSON, 400, "depth"),
        (b"carrier=UA", {"content-type": "application/x-www-form-urlencoded"}, 415, None),
        (b'{"carrier": "UA"}', {}, 415, None),
        (b"x", {**JSON, "content-encoding": "gzip"}, 415, None),
    ],
)
def test_bad_requests_say_column_and_rule(call, text, headers, status, rule):
    found, sent, answer = call("POST", PREDICT, text, headers)
    problem = json.loads(answer)
    assert found == problem["status"] == status
    assert sent["content-type"] == "application/problem+json"
    assert [error["rule"] for error in problem.get("errors", [])] == ([rule] if rule else [])


def test_unknown_names_are_not_found(call):
    for method, path in [
        ("POST", "/v1/models/x/predict"),
        ("POST", "/v1/events/x"),
        ("GET", "/v1/predictions/x"),
    ]:
        status, problem = call.json(method, path, ROW if method == "POST" else None)
        assert status == problem["status"] == 404


def test_a_log_that_fails_is_no_answer(call, service, told):
    service.log_error = UnavailableError("the prediction log cannot be written: disk full; free some space")
    status, headers, text = call("POST", PREDICT, json.dumps(ROW))
    assert status == 503
    assert headers["retry-after"] == "1"
    assert json.loads(text)["detail"] == str(service.log_error)
    assert told == [service.log_error]
    assert service.logged == {}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ZeroDivisionError("secret"), 500),
        (BadInputError("segment 3 is damaged"), 500),
        (OSError(5, "I/O"), 503),
    ],
)
def test_what_is_our_fault_is_told_to_the_owner(call, service, told, error, status):
    service.error = error
    found, problem = call.json("GET", "/v1/predictions/p-0")
    assert found == problem["status"] == status
    assert "secret" not in problem["detail"]
    assert told == [error]


def test_a_slow_disk_holds_nobody_else_up(call, service, monkeypatch):
    begun, held = threading.Event(), threading.Event()

    def find(name):
        begun.set()
        assert held.wait(30)
        return {"prediction": name}

    monkeypatch.setattr(service, "find", find)
    answers = []
    reader = threading.Thread(target=lambda: answers.append(call.json("GET", "/v1/predictions/p-0")))
    reader.start()
    assert begun.wait(30)
    assert call.json("POST", PREDICT, ROW)[0] == 200
    assert answers == []
    held.set()
    reader.join(30)
    assert answers == [(200, {"prediction": "p-0"})]


def test_readiness_is_what_the_service_says(call, service):
    assert call.json("GET", "/readyz") == (200, service.state)
    service.state = {"ready": False, "titles": {}, "problems": ["no title has a holder yet"]}
    assert call.json("GET", "/readyz") == (503, service.state)
    assert call.json("GET", "/livez") == (200, {"live": True})


def test_the_listing_names_every_route(call):
    _, headers, text = call("GET", "/")
    assert headers["content-type"].startswith("text/plain")
    lines = [line.split()[:2] for line in text.decode().splitlines()[2:]]
    assert lines == [[route.method, route.path] for route in ROUTES]
