"""What features are worth and cost, what the model costs, and its costliest mistakes."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import counted, prose, table

Json = dict[str, Any]

_FEATURES = 15
_MISTAKES = 5
_COLUMNS = 3
_MEGABYTE = 1_000_000
_MINUTE = len("2013-11-01 12:00")


def feature_lines(found: Json) -> list[str]:
    """Print what each feature is worth next to its cost, the dearest first."""
    features = found["importance"]
    if not features:
        return []
    dropped = any(one["dropped"] is not None for one in features)
    cells = []
    for one in features[:_FEATURES]:
        row = [one["feature"], figure_text(one["shuffled"]), interval_text(one["shuffled"])]
        if dropped:
            row += (
                ["-", ""]
                if one["dropped"] is None
                else [figure_text(one["dropped"]), interval_text(one["dropped"])]
            )
        row += [
            "-" if one["seconds"] is None else f"{one['seconds']:.2f} s",
            "-" if one["bytes"] is None else f"{one['bytes'] / _MEGABYTE:.2f} MB",
        ]
        cells.append(row)
    head = ["feature", "lost if shuffled", "", *(["lost without it", ""] if dropped else []), "took", "takes"]
    lines = table(head, cells, "")
    rest = features[_FEATURES:]
    if rest:
        most = max(rest, key=lambda one: one["shuffled"]["value"] or 0.0)["shuffled"]
        lines.append(
            f"and {counted(len(rest), 'more feature')}, each worth {figure_text(most)} or less; `--json` has all"
        )
    return lines


def complexity_lines(found: Json) -> list[str]:
    """Print what the model is made of, and what it earns for that."""
    one = found["complexity"]
    made = [counted(one["features"], "column"), counted(one["sources"], "source")]
    made += [counted(one["lines"], "line") + " of Python"] if one["lines"] else []
    made += (
        [f"{one['seconds']:.1f} s and {one['bytes'] / _MEGABYTE:.1f} MB of columns"] if one["bytes"] else []
    )
    said = f"made of {', '.join(made)}"
    if one["gain"] is None or one["gain"]["value"] is None:
        return prose(said)
    gain = one["gain"]
    each = figure_text({"value": gain["value"] / max(one["features"], 1), "unit": gain["unit"]}, signed=True)
    more = f"{figure_text(gain, signed=True)} {interval_text(gain, signed=True)} per 1,000 {found['each']}s over {one['over']}"
    return prose(f"{said}; earns {more}, which is {each} a column")


def mistake_lines(found: Json) -> list[str]:
    """Print the costliest mistakes in short, with the features that are worth most."""
    mistakes = found["mistakes"]
    if not mistakes:
        return []
    named = [one["feature"] for one in found["importance"]] or list(mistakes[0]["features"])
    shown = [name for name in named if name in mistakes[0]["features"]][:_COLUMNS]
    keys = list(mistakes[0]["key"])[:2]
    unit, timed = found["currency"], bool(mistakes[0]["at"])
    cells = [
        [
            *(_short(one["key"][key]) for key in keys),
            *([one["at"][:_MINUTE]] if timed else []),
            one["action"],
            _short(one["truth"]),
            "-" if one["said"] is None else f"{one['said']:.3g}",
            figure_text({"value": one["lost"], "unit": unit}),
            *(_short(one["features"][name]) for name in shown),
        ]
        for one in mistakes[:_MISTAKES]
    ]
    head = [
        *keys,
        *(["decided"] if timed else []),
        "done",
        "true",
        "said",
        "lost",
        *(name.rpartition(".")[2][:16] for name in shown),
    ]
    title = f"the costliest of {len(mistakes)} mistakes that `--json` has, the surest first"
    return [title, *table(head, cells)]


def _short(value: Any) -> str:
    text = "-" if value is None else f"{value:,.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 16 else text[:15] + "…"
