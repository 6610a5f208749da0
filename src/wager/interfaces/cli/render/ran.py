"""What `run` found."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.evidence import evidence_lines
from wager.interfaces.cli.render.searched import beside_lines, refit_lines, search_lines
from wager.interfaces.cli.render.timebox import timebox_text
from wager.interfaces.cli.tables import counted, labelled, prose, table

_PARTS = ("train", "tune", "holdout")


def ran_lines(document: dict[str, Any], *, why: bool = False) -> list[str]:
    """Print the run in short, then its evidence; with `why` also each column, and whether it was in the cache."""
    from wager.foundation.fingerprint import short

    rows = document["rows"]
    left = [f"{count:,} {reason}" for reason, count in rows.items() if reason not in _PARTS and count]
    facts = [
        ("learner", _learner(document)),
        ("rows", ", ".join(f"{part} {rows[part]:,}" for part in _PARTS if part in rows)),
        ("left out", ", ".join(left)),
        ("seconds", _taken(document)),
        ("memory", _held(document)),
        *[("timebox", f"{box['hypothesis']}: {timebox_text(box)}") for box in document["timeboxes"]],
    ]
    lines = [f"run {short(document['id'])}: {document['model']} for {document['design']}"]
    lines += labelled([fact for fact in facts if fact[1]], "  ")
    return [
        *lines,
        *sign_lines(document),
        *(column_lines(document) if why else []),
        *search_lines(document),
        "",
        *evidence_lines(document["evidence"]),
        *beside_lines(document),
        *worth_lines(document),
        "",
        *refit_lines(document),
        "these are development rows, on which fits are also stopped and calibrated: they flatter a little.",
        "the holdout was not read",
    ]


def sign_lines(document: dict[str, Any]) -> list[str]:
    r"""Print the signs that something was written after the decision; nothing where there are none.

    Examples
    --------
    >>> sign = {"path": "models/m.yaml", "line": 3, "code": "W402", "message": "refund: in 9 rows it is filled"}
    >>> print("\n".join(sign_lines({"signs": [sign]})).strip())
    signs of a leak, which would make these figures too good:
      models/m.yaml:3: W402 refund: in 9 rows it is filled
    """
    signs = document.get("signs") or []
    if not signs:
        return []
    said = [f"{one['path']}:{one['line']}: {one['code']} {one['message']}" for one in signs]
    head = "signs of a leak, which would make these figures too good:"
    return ["", head, *(line for one in said for line in prose(one, "    ", "  "))]


def worth_lines(document: dict[str, Any]) -> list[str]:
    """Print what each feature is worth, the dearest first; nothing where that was not asked."""
    if not document["worth"]:
        return []
    each = document["evidence"]["each"]
    rows = [
        [one["feature"], figure_text(one["money"]), interval_text(one["money"])] for one in document["worth"]
    ]
    head = f"worth of each feature: money per 1000 {each}s that is lost where its values are shuffled"
    return ["", *prose(head, "  ", ""), *table(["", "", ""], rows)]


def column_lines(document: dict[str, Any]) -> list[str]:
    """Print of each column whether it was in the cache, those with one reason together.

    Examples
    --------
    >>> told = {"cache": "miss", "computed": 20, "rows": 300, "because": ["snapshot of x: part 2013-12-31 new"]}
    >>> made = {"made": 20, "rows": 300, "because": "snapshot of x: part 2013-12-31 new"}
    >>> document = {"columns": [{"name": "f.a", **told}, {"name": "f.b", **told}], "unit_rows": made}
    >>> for line in column_lines(document):
    ...     print(line)
    <BLANKLINE>
    rows: 20 of 300 made; snapshot of x: part 2013-12-31 new
    columns: 0 cached, 2 computed
      miss: snapshot of x: part 2013-12-31 new; 20 of 300 rows computed
        f.a, f.b
    """
    columns = document["columns"]
    hits, stand = (sum(one["cache"] == said for one in columns) for said in ("hit", "source"))
    missed = "gone since, and not needed" if document.get("found") else "computed"
    read = f"{stand:,} of the source, " if stand else ""
    said = f"columns: {read}{hits:,} cached, {len(columns) - hits - stand:,} {missed}"
    lines = ["", *_row_lines(document), said]
    alike: dict[str, list[str]] = {}
    for one in columns:
        alike.setdefault(_reason(one), []).append(one["name"])
    for reason, names in alike.items():
        lines += [*prose(reason, "    ", "  "), *prose(", ".join(names), "    ")]
    return lines


def _row_lines(document: dict[str, Any]) -> list[str]:
    made = document.get("unit_rows")
    if made is None:
        return []
    if not made["because"]:
        return [f"rows: all {made['rows']:,} there"]
    some = f"{made['made']:,} of {made['rows']:,}" if made["made"] < made["rows"] else f"all {made['rows']:,}"
    return prose(f"{some} made; {made['because']}", "  ", "rows: ")


def _reason(column: dict[str, Any]) -> str:
    if column["cache"] == "hit":
        return "hit"
    if column["cache"] == "source":
        return "in the snapshot as it is; neither computed nor cached"
    computed, rows = column["computed"], column["rows"]
    some = f"{computed:,} of {rows:,} rows computed" if computed < rows else f"all {rows:,} rows computed"
    return f"miss: {'; '.join([*column['because'], *([some] if rows else [])])}"


def _learner(document: dict[str, Any]) -> str:
    described, algorithm = document["described"], document["algorithm"]
    learner = described if algorithm in described.lower() else f"{algorithm}: {described}"
    if "column" in learner or algorithm == "rule":  # what a rule is given are its conditions, not columns
        return learner
    return f"{learner}, on {counted(document['features'], 'column')}"


def _held(document: dict[str, Any]) -> str:
    """Say how much memory was held at most, and in which step that was reached."""
    memory = document.get("memory") or {}
    if not memory or document["found"]:
        return ""
    from wager.foundation.sizes import size_text

    most = max(memory.values())
    step = next(step for step, held in memory.items() if held == most)
    return f"{size_text(most)} at most ({step})"


def _taken(document: dict[str, Any]) -> str:
    seconds = document["seconds"]
    steps = ", ".join(f"{step} {took:.1f}" for step, took in seconds.items())
    if document["found"]:
        return f"none: the same run was there (it took {sum(seconds.values()):.1f})"
    return f"{sum(seconds.values()):.1f} ({steps})"
