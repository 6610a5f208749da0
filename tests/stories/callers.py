"""Callers of a server that may die at any moment: each keeps what it was told, once it was told all of it."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from itertools import count

BEGIN = datetime(2024, 4, 1, tzinfo=UTC)
JSON = {"content-type": "application/json"}


def asked(number):
    """Return a ride that somebody asks about, as it was known before it was due."""
    due = BEGIN + number % 5_000 * timedelta(minutes=7)
    return {
        "ride": number,
        "due": due.isoformat(),
        "line": ("one", "two")[number % 2],
        "rain": number % 3 / 2,
    }


def happened(number):
    """Return a ride that took place, as a row of its source."""
    return {**asked(number), "delay": 20.0 * (number % 2)}


def call(port, method, path, document=None, timeout=60):
    """Ask once, on a connection of its own; return the status and the document."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        return ask(connection, method, path, document)
    finally:
        connection.close()


def ask(connection, method, path, document=None):
    connection.request(method, path, None if document is None else json.dumps(document), JSON)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


class Callers:
    """Ask a server from several threads until it is gone or `stop` is called.

    Attributes
    ----------
    told : dict of str to int
        The ride of each prediction, by the id that the answer gave.
    added : list of int
        The rides whose event the server says it added.
    refused : list
        Answers other than 200.
    """

    def __init__(self, title, source):
        self._title, self._source = title, source
        self._numbers, self._done = count(1), threading.Event()
        self._threads = []
        self.told, self.added, self.refused = {}, [], []

    def call(self, port, predicting=3, adding=1):
        """Begin to ask a server."""
        self._done.clear()
        roles = [self._predict] * predicting + [self._add] * adding
        self._threads = [threading.Thread(target=self._ask, args=(role, port), daemon=True) for role in roles]
        for thread in self._threads:
            thread.start()

    def stop(self):
        """Wait for the last answers, or until each has seen that the server is gone."""
        self._done.set()
        for thread in self._threads:
            thread.join(90)
            assert not thread.is_alive(), "a caller waits for ever"

    def _ask(self, role, port):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            while not self._done.is_set():
                role(connection, next(self._numbers))
        except (OSError, HTTPException, ValueError):
            return  # the server is gone, perhaps in the middle of an answer: nobody was told
        finally:
            connection.close()

    def _predict(self, connection, number):
        status, answer = ask(connection, "POST", f"/v1/models/{self._title}/predict", asked(number))
        if status == 200:
            self.told[answer["prediction"]] = number
        else:
            self.refused.append((status, answer))

    def _add(self, connection, number):
        number += 1_000_000
        status, answer = ask(connection, "POST", f"/v1/events/{self._source}", happened(number))
        if status == 200 and answer["added"] == 1:
            self.added.append(number)
        else:
            self.refused.append((status, answer))
        self._done.wait(0.005)
