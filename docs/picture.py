"""Draw the README's picture from the log that `make demo` wrote: `python docs/picture.py [PROJECT]`."""

import json
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
PROJECT = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "build" / "demo" / "flights"
COLOURS = {"SHIP": "#1a7f37", "HARM": "#b42318", "REFUTED": "#8a6116", "INCONCLUSIVE": "#57606a"}
INK, GRID = "#24292f", "#d0d7de"


def verdicts() -> list[dict]:
    """Read the verdicts in the order in which they were given."""
    command = [sys.executable, "-m", "wager", "-C", str(PROJECT), "log", "flight-protect", "--json"]
    document = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [entry["body"]["verdict"] for entry in document["entries"] if entry["kind"] == "verdict"]


def deciding(verdict: dict) -> str:
    """Say in a few words which tests decided."""
    results = {"HARM": {"beyond"}, "REFUTED": {"below"}, "INCONCLUSIVE": {"open", "unmeasured"}}.get(
        verdict["word"], set()
    )
    found = [proof for proof in (*verdict["goals"], *verdict["guards"]) if proof["result"] in results]
    said = [f"{proof['id']} {proof['slice'] or proof['metric'].split(' per ')[0]}" for proof in found]
    return f"decided by {', '.join(said)}" if said else "every goal and guardrail is proven"


def main() -> None:
    """Draw one row for each comparison, grouped by hypothesis."""
    found = verdicts()
    mpl.rcParams.update(
        {"font.family": "DejaVu Sans", "font.size": 10, "svg.fonttype": "none", "svg.hashsalt": "wager"}
    )
    height = sum(1.6 + len(verdict["against"]) for verdict in found)
    figure, axes = plt.subplots(figsize=(9, 0.36 * height + 0.9))
    margin, place = axes.get_yaxis_transform(), 0.0
    for verdict in found:
        colour = COLOURS[verdict["word"]]
        heading = f"{verdict['hypothesis']}  {verdict['model']}  {verdict['word']}"
        axes.text(
            -0.26, place, heading, transform=margin, ha="left", va="center", color=colour, weight="bold"
        )
        axes.text(1.0, place, deciding(verdict), transform=margin, ha="right", va="center", color=INK, size=9)
        for name, money in verdict["against"].items():
            place += 1
            low, value, high = (money[key] for key in ("low", "value", "high"))
            axes.plot([low, high], [place, place], color=colour, linewidth=2.5, solid_capstyle="butt")
            axes.plot(value, place, "o", color=colour, markersize=6.5)
            who = f"{name} (champion)" if name == verdict["champion"] else name
            axes.text(-0.24, place, f"over {who}", transform=margin, ha="left", va="center", color=INK)
        place += 1.6
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_ylim(place - 0.9, -0.6)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+,.0f}" if value else "0")
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    rows_judged, clusters = found[0]["rows"], found[0]["clusters"]
    axes.set_xlabel(
        f"USD per 1,000 flights, 95 % interval by day ({rows_judged:,} flights of {clusters} days, held out)",
        color=INK,
    )
    figure.tight_layout()
    target = HERE / "pictures" / "verdicts.svg"
    target.parent.mkdir(exist_ok=True)
    figure.savefig(
        target,
        facecolor="white",
        metadata={"Date": None, "Title": "Verdicts on the flights project, in money"},
    )
    print(f"wrote {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
