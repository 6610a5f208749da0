"""What is sent back: documents, and how a prediction is written as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from wager.interfaces.http.statuses import MisspokenError, problem, status_of

RETRY = (b"retry-after", b"1")


@dataclass(frozen=True)
class Answer:
    """A whole answer.

    Attributes
    ----------
    status : int
    kind : bytes
        Its content type.
    body : bytes
    headers : tuple of (bytes, bytes)
        Beside those that every answer has.
    """

    status: int
    kind: bytes
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


def document(value: Mapping[str, Any], status: int = 200) -> Answer:
    """Send a JSON document."""
    return Answer(status, b"application/json", orjson.dumps(value))


def failure(error: BaseException) -> Answer:
    """Send a problem document."""
    headers = error.headers if isinstance(error, MisspokenError) else ()
    status = status_of(error)
    return Answer(
        status,
        b"application/problem+json",
        orjson.dumps(problem(error)),
        (*headers, RETRY) if status == 503 else headers,
    )
