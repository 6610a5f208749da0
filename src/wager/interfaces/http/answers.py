"""What is sent back: documents, and how a prediction is written as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from wager.foundation.amounts import places
from wager.foundation.moments import iso
from wager.interfaces.http.statuses import MisspokenError, problem, status_of
from wager.money.pays import OTHERWISE
from wager.serving.prediction import Prediction

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


def predicted(prediction: Prediction, name: str) -> dict[str, Any]:
    """Write a prediction for the caller.

    Names become plain texts: those of a design know where they stand in their file, and no JSON is written of that.

    Parameters
    ----------
    prediction : Prediction
    name : str
        Its id.

    Returns
    -------
    dict
        Keys that stay; what does not apply is null. `probability` is that of the objective, where it is or is not;
        `probabilities` those of its classes, where it has several; `value` the number, where it is one.
    """
    one, several = _probabilities(prediction.probabilities)
    return {
        "prediction": name,
        "serves": prediction.serves,
        "version": prediction.version,
        "arm": prediction.arm,
        "action": prediction.action or None,
        "probability": one,
        "probabilities": several,
        "value": prediction.value,
        "expected_money": _expected(prediction),
        "decide_at": iso(prediction.decide_at),
        "at": iso(prediction.at),
    }


def _probabilities(of: Mapping[str, float]) -> tuple[float | None, Mapping[str, float] | None]:
    if len(of) == 2 and OTHERWISE in of:
        return next(share for name, share in of.items() if name != OTHERWISE), None
    return None, {str(name): share for name, share in of.items()} or None


def _expected(prediction: Prediction) -> dict[str, Any] | None:
    if not prediction.expected:
        return None
    digits = places(prediction.currency)
    by_action = {str(action): decimal(minor, digits) for action, minor in prediction.expected.items()}
    return {
        "amount": by_action.get(prediction.action),
        "currency": prediction.currency,
        "by_action": by_action,
    }


def decimal(minor: int, digits: int) -> str:
    """Write minor units as a decimal number, exactly: JSON's own numbers would round it.

    Examples
    --------
    >>> decimal(-51234, 2), decimal(-5, 2), decimal(800, 0), decimal(7, 3)
    ('-512.34', '-0.05', '800', '0.007')
    """
    if not digits:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{digits}d}"
