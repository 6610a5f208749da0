"""Predictions of no meaning, for logs."""

from wager.serving.prediction import Prediction


def prediction(number=0, **given):
    said = {
        "at": 1_000_000 * number,
        "decide_at": 1_000_000 * number,
        "serves": "rides",
        "version": "v1",
        "arm": "champion",
        "request": {"number": number, "name": "größer", "late": None},
        "features": {"mean": 0.1 * number, "any": True},
        "action": "hold",
        "probabilities": {"no": 0.25, "yes": 0.75},
        "value": None,
        "expected": {"hold": -51234},
        "currency": "EUR",
    }
    return Prediction(**{**said, **given})


def flipped(path):
    """Flip each bit of a file, one after the other; yields its number while it is flipped."""
    whole = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for bit in range(8 * len(whole)):
            for byte in (whole[bit // 8] ^ 1 << bit % 8, whole[bit // 8]):
                file.seek(bit // 8)
                file.write(bytes([byte]))
                if byte != whole[bit // 8]:
                    yield bit
