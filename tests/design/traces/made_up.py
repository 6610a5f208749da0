"""A trace without a project: the design of the rides, entries that were never written to a disk, a ledger by hand."""

from dataclasses import replace

from rides import DESIGN, MODELS
from wager.design.blocks import read_design
from wager.design.defaults import with_defaults
from wager.design.frozen.freeze import closure, design_parts
from wager.design.frozen.log import Entry
from wager.design.frozen.log_yaml import normal
from wager.design.models.model_file import read_model
from wager.design.traces.detectors import DETECTORS
from wager.design.traces.prose import prose_of
from wager.design.traces.trace import Trace
from wager.foundation.fingerprint import digest
from wager.foundation.ledger import record
from wager.foundation.moments import parse_moment

DAY = 86_400_000_000
START = parse_moment("2026-01-05")
EYES = "a1" * 32
"""The objective on the rows of a holdout, as verdicts name it."""


def document(*edits):
    """Return the design's text with some parts of it replaced."""
    text = DESIGN
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def design(*edits):
    found, findings = read_design(document(*edits), "designs/late-bus.md", currency="EUR")
    assert not [one for one in findings if one.is_error], findings
    return with_defaults(found)


def models(**edits):
    """Return the models, some of them with more lines."""
    texts = {name: text + edits.get(name.replace("-", "_"), "") for name, text in MODELS.items()}
    return {name: read_model(text, f"models/{name}.yaml")[0] for name, text in texts.items()}


def plan(hypothesis, *edits, **of_models):
    return normal(design_parts(design(*edits), hypothesis, models(**of_models)))


def entry(kind, day, body, *, on=(), hypothesis="H1"):
    """Return an entry as the log would have named it."""
    prev = tuple(one.hash for one in on)
    name = digest([kind, day, normal(body), list(prev), hypothesis])[:32]
    return Entry(name, kind, "late-bus", hypothesis, START + int(day * DAY), prev, normal(body))


def freeze(*edits, day=0, on=(), hypothesis="H1", parts=None, **of_models):
    pinned = plan(hypothesis, *edits, **of_models)
    covered = closure({**pinned, **(parts or {})})
    body = {
        "model": pinned["hypothesis"]["model"],
        "alpha": pinned["alpha"]["owned"],
        "closure": covered.hash,
        "parts": covered.parts,
        "plan": pinned,
        "snapshots": {"rides": "5a"},
    }
    return entry("freeze", day, body, on=on, hypothesis=hypothesis)


def verdict(frozen, word="REFUTED", *, day=1, on=None, **more):
    body = {
        "closure": frozen.body["closure"],
        "freeze": frozen.hash,
        "verdict": {"word": word, "grade": more.pop("grade", "C")},
        "objective": EYES,
        "looks": 1,
        **more,
    }
    return entry("verdict", day, body, on=(frozen,) if on is None else on, hypothesis=frozen.hypothesis)


def ledger(*entries, day=None):
    """Note entries one after the other, each when it was written or all on one day."""
    records = []
    for one in entries:
        body = {"design": "late-bus", "hypothesis": one.hypothesis, "entry": one.hash}
        body |= {key: one.body[key] for key in ("closure", "objective") if key in one.body}
        at = one.at if day is None else START + int(day * DAY)
        records.append(record(records[-1] if records else None, one.kind, at, body))
    return tuple(records)


def trace(*log, edits=(), day=2, of_models=None, **more):
    """Return what is known on a day, the ledger knowing all entries."""
    now = design(*edits)
    known = models(**(of_models or {}))
    owned = {one.hypothesis: one.body["alpha"] for one in reversed(log) if one.kind == "freeze"}
    plans = {}
    for name in now.hypotheses:
        plans[name] = normal(design_parts(now, name, known))
        plans[name]["alpha"]["owned"] = owned.get(name, plans[name]["alpha"]["owned"])
    found = Trace(
        "late-bus",
        "designs/late-bus.log",
        log,
        START + int(day * DAY),
        now,
        known,
        plans,
        records=ledger(*(one for one in log if one.kind in {"freeze", "verdict", "look"})),
        there=frozenset(one.hash for one in log),
        prose=prose_of(document(*edits)),
        source="sources/rides.yaml",
        categories={"line": ("one", "two")},
    )
    return replace(found, **more)


def found_by(number, known):
    """Return the codes, places and texts that one detector finds."""
    return [
        (one.code, f"{one.path.rpartition('/')[2]}:{one.line}", one.message)
        for detector in DETECTORS[number]
        for one in detector(known)
    ]


def line_of(text, *edits):
    """Return the place in the document at which a text stands."""
    lines = document(*edits).splitlines()
    return f"late-bus.md:{next(number for number, line in enumerate(lines, 1) if text in line)}"
