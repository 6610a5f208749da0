"""A service that answers what it is told, a server that runs it in a thread, and a caller."""

import asyncio
import http.client
import json
import threading
from contextlib import contextmanager

from wager.foundation.errors import BadRequestError, NotFoundError
from wager.interfaces.http.app import App
from wager.interfaces.http.run import LOOPBACK, Server, listening
from wager.serving.prediction import Prediction

MOMENT = 1_384_000_000_000_000
JSON = {"content-type": "application/json"}


def prediction(**changes):
    values = {
        "at": MOMENT + 1,
        "decide_at": MOMENT,
        "serves": "flight-protect",
        "version": "ab12cd34",
        "arm": "champion",
        "request": {"carrier": "UA"},
        "features": {"timetable.hour": 17},
        "action": "protect",
        "probabilities": {"otherwise": 0.25, "disrupted": 0.75},
        "value": None,
        "expected": {"none": -150_000, "protect": -51_234},
        "currency": "USD",
    }
    return Prediction(**values | changes)


class FakeService:
    """Answers `flight-protect`, takes events of `flights`; fails where `error` says so."""

    def __init__(self):
        self.answer = prediction()
        self.error = None
        self.log_error = None
        self.log_seconds = 0
        self.events = []
        self.logged = {}
        self.state = {"ready": True, "titles": {"flight-protect": "ab12cd34ef"}, "problems": []}

    def predict(self, serves, document):
        if self.error:
            raise self.error
        if serves != "flight-protect":
            raise NotFoundError(f"no title {serves!r}; there is flight-protect")
        if "carrier" not in document:
            raise BadRequestError([("carrier", "missing", "expected one of 16 values")])
        name = f"p-{len(self.logged)}"
        return self.answer, name, name

    async def durable(self, ticket):
        await asyncio.sleep(self.log_seconds)
        if self.log_error:
            raise self.log_error
        self.logged[ticket] = {"prediction": ticket, "action": "protect"}

    async def add_events(self, source, documents):
        if self.error:
            raise self.error
        if source != "flights":
            raise NotFoundError(f"no source {source!r}")
        self.events.extend(documents)
        return len(documents)

    def find(self, name):
        if self.error:
            raise self.error
        if name not in self.logged:
            raise NotFoundError(f"no prediction {name}")
        return self.logged[name]

    def ready(self):
        return self.state


class Caller:
    """Calls a server, each time on a new connection."""

    def __init__(self, port, app):
        self.port, self.app = port, app

    def __call__(self, method, path, body=None, headers=JSON):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def json(self, method, path, document=None):
        status, _, body = self(method, path, None if document is None else json.dumps(document))
        return status, json.loads(body)


@contextmanager
def served(service):
    """Run a server in a thread."""
    listener = listening("127.0.0.1", 0)
    app = App(service, LOOPBACK)
    server = Server(app)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield Caller(listener.getsockname()[1], app)
    finally:
        server.handle_exit(15, None)
        thread.join(30)
        assert not thread.is_alive()
