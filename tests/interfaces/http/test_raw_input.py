"""What arrives byte by byte: too long, too slow, broken, doubled; the server answers 4xx or hangs up, and goes on.

`WAGER_MALFORMED=10000` sends so many broken requests; the suite sends a few hundred.
"""

import os
import random
import re
import socket
import time
from contextlib import ExitStack

import pytest

from wager.interfaces.http import app, body, connection

BROKEN = int(os.environ.get("WAGER_MALFORMED", "300"))
AT_ONCE = 25

ROW = b'{"carrier": "UA"}'
HEAD = b"POST /v1/models/flight-protect/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
GOOD = HEAD + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(ROW) + ROW


def opened(port):
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def answered(line):
    """Read until the server hangs up."""
    text = b""
    try:
        while piece := line.recv(65_536):
            text += piece
    except ConnectionResetError:
        pass
    return text


def exchanged(port, *pieces):
    with opened(port) as line:
        for piece in pieces:
            line.sendall(piece)
        return answered(line)


def statuses(text):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", text)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n", 400),
        (b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (HEAD + b"Content-Length: 17\r\nTransfer-Encoding: chunked\r\n\r\n" + ROW, 400),
        (HEAD + b"Content-Length: 17\r\nContent-Length: 18\r\n\r\n" + ROW, 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nx: " + b"y" * 20_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nx: " + b"y" * 20_000, 431),
        (b"GET /" + b"y" * 20_000, 431),
    ],
)
def test_what_is_not_http_is_a_problem_and_the_end(call, told, text, status):
    answer = exchanged(call.port, text)
    assert statuses(answer) == [status]
    assert b"application/problem+json" in answer
    assert call("GET", "/livez")[0] == 200
    assert told == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"127.0.0.1:8000", 200),
        (b"LOCALHOST", 200),
        (b"[::1]:80", 421),
        (b"evil.example", 421),
        (b"evil.example:8000", 421),
        (b"127.0.0.1.evil.example", 421),
    ],
)
def test_we_answer_to_our_own_names_only(call, host, status):
    text = b"GET /livez HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
    assert statuses(exchanged(call.port, text)) == [status]


def test_one_megabyte_is_the_limit_whether_it_is_announced_or_not(call, service):
    fits = b'{"carrier": "' + b"U" * (body.BYTES_LIMIT - 15) + b'"}'
    assert len(fits) == body.BYTES_LIMIT
    path = "/v1/models/flight-protect/predict"
    assert call("POST", path, fits)[0] == 200
    assert call("POST", path, fits + b" ")[0] == 413
    assert call("POST", path, iter([fits, b" "]))[0] == 413


def test_ten_megabytes_are_refused_before_they_are_sent(call):
    with opened(call.port) as line:
        line.sendall(HEAD + b"Content-Length: 10000000\r\n\r\n")
        # Not a byte of the body was sent, and the answer is there.
        first = line.recv(65_536)
        assert statuses(first) == [413]
        assert b"connection: close" in first
        line.sendall(b"x" * 10_000_000)
        answered(line)
    assert call("POST", "/v1/models/flight-protect/predict", b"x" * 10_000_000)[0] == 413


def test_a_caller_that_asks_first_is_told_so(call):
    with opened(call.port) as line:
        line.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: 17\r\nConnection: close\r\n\r\n")
        assert line.recv(65_536).startswith(b"HTTP/1.1 100")
        line.sendall(ROW)
        assert statuses(answered(line)) == [200]
    with opened(call.port) as line:
        line.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: 10000000\r\n\r\n")
        assert statuses(line.recv(65_536)) == [413]


def test_a_body_that_nobody_reads_does_not_stay(call, monkeypatch):
    monkeypatch.setattr(app, "LINGER_SECONDS", 0.1)
    for path in (b"/nowhere", b"/livez"):
        text = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\nxx"
        assert statuses(exchanged(call.port, text)) in ([404], [405])


def test_slow_bodies_and_slow_headers_time_out(call, service, monkeypatch):
    monkeypatch.setattr(connection, "SECONDS", 0.1)
    whole = HEAD + b"Content-Length: 17\r\n\r\n"
    assert statuses(exchanged(call.port, whole + ROW[:5])) == [408]
    assert statuses(exchanged(call.port, whole[:40])) == [408]
    assert statuses(exchanged(call.port, b"")) == [408]
    assert service.logged == {}


def test_one_byte_at_a_time_is_fast_enough(call):
    with opened(call.port) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(len(GOOD)):
            line.sendall(GOOD[at : at + 1])
        assert statuses(answered(line)) == [200]


def test_requests_that_queue_on_one_connection_are_answered_in_order(call):
    ask = b"GET /v1/predictions/%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answer = exchanged(call.port, *(ask % number for number in range(20)), GOOD)
    assert statuses(answer) == [404] * 20 + [200]
    assert [answer.index(b"no prediction %d" % number) for number in range(20)] == sorted(
        answer.index(b"no prediction %d" % number) for number in range(20)
    )


def test_an_upgrade_that_we_do_not_know_is_not_taken(call):
    text = (
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n"
    )
    assert statuses(exchanged(call.port, text)) == [200]


def test_an_answer_on_its_way_is_not_lost_to_what_follows_it(call, service):
    service.log_seconds = 0.1
    assert statuses(exchanged(call.port, GOOD.replace(b"Connection: close\r\n", b"") + b"\x00nonsense")) == [
        200
    ]


def test_a_caller_that_has_said_all_is_still_answered(call, service):
    service.log_seconds = 0.1
    with opened(call.port) as line:
        line.sendall(GOOD.replace(b"Connection: close\r\n", b""))
        line.shutdown(socket.SHUT_WR)
        assert statuses(answered(line)) == [200]


def test_a_caller_that_goes_away_harms_nobody(call, told):
    for at in range(0, len(GOOD), 7):
        with opened(call.port) as line:
            line.sendall(GOOD[:at])
    assert call("GET", "/livez")[0] == 200
    assert told == []


def broken(chance):
    """Make one request with a few bytes changed, lost, doubled or added."""
    text = bytearray(chance.choice([GOOD, GOOD.replace(b"POST", b"GET"), GOOD.replace(b"models", b"events")]))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        kind = chance.randrange(4)
        if kind == 0:
            text[at] = chance.randrange(256)
        elif kind == 1:
            del text[at : at + chance.randint(1, 20)]
        elif kind == 2:
            text[at:at] = text[at : at + chance.randint(1, 20)]
        else:
            text[at:at] = chance.choice([b"\r\n", b"\x00", b"{", b'"', b"\xff\xfe", b": ", b" ", b"9" * 30])
        text = text or bytearray(b"\r\n")
    return bytes(text)


def test_broken_requests_are_answered_4xx_or_cut_off(call, told):
    chance = random.Random(7)
    seen = {}
    for _ in range(0, BROKEN, AT_ONCE):
        with ExitStack() as all_lines:
            lines = [all_lines.enter_context(opened(call.port)) for _ in range(AT_ONCE)]
            for line in lines:
                line.sendall(broken(chance))
                line.shutdown(socket.SHUT_WR)
            for line in lines:
                for status in statuses(answered(line)) or [0]:
                    seen[status] = seen.get(status, 0) + 1
    assert told == []
    assert all(status < 500 for status in seen), seen
    assert seen[400] > BROKEN // 20
    assert call("GET", "/livez")[0] == 200
    print(f"{BROKEN} broken requests, {time.process_time():.0f} s of CPU: {dict(sorted(seen.items()))}")
