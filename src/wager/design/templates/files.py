"""Templates of whole files: a design with every kind of block, a source, a feature file, a model file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wager.design.block_kinds import KINDS
from wager.design.templates.blocks import Known, block_lines, source_place

FIRST = "H1"
"""The hypothesis of a new design."""

CHAPTERS: Mapping[str, tuple[str, str]] = {
    "problem": ("", "In prose: who has the problem, and what they do about it today."),
    "rows": ("The question", ""),
    "money": ("What it is worth", "Say here where the prices come from: they are assumptions."),
    "slices": ("How it is judged", ""),
    "hypothesis": ("Hypotheses", ""),
    "stages": ("From crawl to run", ""),
}
"""Headings, and a line of prose, above the first block of each."""


def design_text(name: str, known: Known, own: Mapping[str, Sequence[str]] | None = None) -> str:
    """Write a design with every kind of block.

    Parameters
    ----------
    name : str
        Its id.
    known : Known
        What the project says already.
    own : mapping of str to sequence of str, optional
        Kinds of block that the project's policy adds, with the keys that they ask for.
    """
    front = ["---", f"design: {name}", "owner: <the role that answers for it>"]
    parts = [[*front, "appetite: <what the whole may take, such as 30 d>", "---"], [f"# {_title(name)}"]]
    for kind in KINDS:
        heading, prose = CHAPTERS.get(kind, ("", ""))
        parts += [[f"## {heading}"]] if heading else []
        parts += [[prose]] if prose else []
        parts.append(block_lines(kind, known, FIRST if kind == "hypothesis" else ""))
    parts += [block_lines(kind, known, own=keys) for kind, keys in (own or {}).items()]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _title(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def source_text(name: str, known: Known) -> str:
    """Write the file of a source."""
    return f"""\
source: {name}
from:
  path: <where the file is, such as data/{name}.csv>
owner: <the role that answers for it>
# stale_after: 1 d              older than this is an alert
key: [<the column that tells one row from another>]
columns:                        # the only columns that are read
  <name of a column>: <its type, one of bool int float money text category time date>
event_time: <the column that says when it happened>
known: <when a row can be read, such as booked_at, or a map from moment to columns>
# personal: {{columns: [name], keep: 30 d}}
# money is in {known.currency}
"""


def feature_text(name: str, known: Known) -> str:
    """Write a feature file."""
    hint = f"# columns of {known.source}: {', '.join(known.columns)}\n" if known.columns else ""
    return f"""\
features: {name}
owner: <the role that answers for every feature here>
from: {known.source or source_place(known, "the source whose events are aggregated")}
by: <the entity, such as customer, or a list of several>
over: <how far back it looks, such as 7 d>
define:
  <name of a feature>: <an aggregate, such as mean(delay)>
# tests:                        asked for once the design has left its proof of concept; `wager test` runs them
#   - at: 2024-01-05 12:00
#     row: {{customer: 7}}
#     given: [{{customer: 7, delay: 4}}]
#     expect: {{{name}.NAME_7d: 4}}
{hint}"""


def model_text(name: str, design: str) -> str:
    """Write a model file."""
    return f"""\
model: {name}
design: {design or "<the design that asks>"}
features:
  - <a column or feature, or a pattern such as history.*>
algorithm: <its name, such as lightgbm or logistic>
# calibrate: isotonic
"""
