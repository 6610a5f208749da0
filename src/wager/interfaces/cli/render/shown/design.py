"""A design as it is understood."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.document import document_lines
from wager.interfaces.cli.render.followed import target_text
from wager.interfaces.cli.tables import labelled, prose, table

_SHOWN = {
    *("title path owner serves appetite rows objective split money slices metrics".split()),
    *("baselines goals hypotheses alpha defaults".split()),
}


def design_lines(name: str, design: dict[str, Any]) -> list[str]:
    """Print a design, block by block."""
    lines = [f"design {name}, {design['path']}: {design['title']}"]
    facts = [("owner", design["owner"]), ("serves", design["serves"]), ("appetite", design["appetite"] or "")]
    lines += labelled([fact for fact in facts if fact[1]], "  ")
    lines += question_lines(design)
    lines += _section("slices", design["slices"])
    lines += _section("metrics", design["metrics"])
    champion = design["baselines"].get("champion")
    baselines = {key: value for key, value in design["baselines"].items() if key != "champion"}
    titled = {key: f"{value}, the champion" if key == champion else value for key, value in baselines.items()}
    lines += _section("baselines", titled)
    lines += _section("goals", design["goals"])
    lines += ["", f"hypotheses, α {design['alpha']} in all"]
    for hypothesis in design["hypotheses"]:
        lines += _hypothesis(hypothesis)
    rest = {key: value for key, value in design.items() if key not in _SHOWN}
    lines += ["", *document_lines(rest)] if rest else []
    defaults = ", ".join(design["defaults"])
    return [*lines, "", f"not written, so by default: {defaults}"] if defaults else lines


def question_lines(design: dict[str, Any]) -> list[str]:
    """Print rows, objective, split and money."""
    lines = [*_section("rows", design["rows"]), *_section("objective", design["objective"])]
    split = design["split"]
    if split is not None:
        rest = {key: value for key, value in split.items() if key not in {"begin", "rows"}}
        lines += _section("split", {**_parts(split), **rest})
    return [*lines, *_money(design["money"])]


def _section(title: str, values: dict[str, Any]) -> list[str]:
    texts = [(name, _text(value)) for name, value in values.items()]
    return ["", title, *labelled(texts, "  ")] if texts else []


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(item)}" for key, item in value.items())
    return ", ".join(map(_text, value)) if isinstance(value, list) else str(value)


def _parts(split: dict[str, Any]) -> dict[str, str]:
    """Say when each part begins and ends, and how many rows it has where that is known."""
    begin, rows = split["begin"], split["rows"]
    names = list(begin)
    found: dict[str, str] = {}
    for part, after in zip(names, [*names[1:], ""], strict=True):
        if part != "end":
            found[part] = f"{begin[part]} .. {begin.get(after, 'the end')}"
    for part, count in rows.items():
        found[part] = f"{found[part]}, {count:,} rows" if part in found else f"{count:,} rows"
    return found


def _money(money: dict[str, Any]) -> list[str]:
    """Print what each action pays in each class, as a table."""
    pays = money["pays"]
    classes = list(dict.fromkeys(name for each in pays.values() for name in each))
    rows = [
        [
            action,
            *(pays.get(action, {}).get(name, pays.get(action, {}).get("otherwise", "-")) for name in classes),
        ]
        for action in money["actions"]
    ]
    titles = ["" if name == "any" else name for name in classes]
    lines = ["", "money: what each action pays", *table(["action", *titles], rows)]
    rest = {key: value for key, value in money.items() if key not in {"actions", "pays"}}
    return [*lines, *labelled([(name, _text(value)) for name, value in rest.items()], "  ")]


def _hypothesis(one: dict[str, Any]) -> list[str]:
    state = one["verdict"] or one["state"]
    edges = [
        f"{verdict}: {', '.join(_target(target) for target in targets)}"
        for verdict, targets in one["next"].items()
    ]
    facts = [
        ("model", one["model"]),
        ("goals", ", ".join(one["goals"])),
        ("timebox", one["timebox"]),
        ("α", one["alpha"]),
        ("next", "; ".join(edges)),
    ]
    head = f"  {one['hypothesis']}  {state}  "
    return [
        *prose(one["claim"], " " * len(head), head),
        *labelled([fact for fact in facts if fact[1]], "      "),
    ]


def _target(target: str) -> str:
    return target_text(target).partition(" ")[0]
