"""Draw the README's picture of a holdout that does not exist yet, from the copy that `make demo` leaves."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "build" / "demo" / "ahead"
MOMENT = "2013-09-01"
INK, GRID, PAST, AHEAD = "#24292f", "#d0d7de", "#57606a", "#0969da"
WORDS = {"SHIP": "#1a7f37", "HARM": "#b42318", "REFUTED": "#8a6116", "INCONCLUSIVE": "#57606a"}


def replayed() -> dict:
    """Judge as if the freeze had been in September."""
    command = [sys.executable, "-m", "wager", "-C", str(PROJECT), "judge", "flight-protect", "H1"]
    command += ["--as-of", MOMENT, "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def moment(text: str) -> datetime:
    """Read an instant of a document."""
    return datetime.fromisoformat(text)


def deciding(judgement: dict) -> str:
    """Say over whom money is lost or won that decided."""
    goals = [proof for proof in judgement["goals"] if proof["result"] in {"beyond", "below", "proven"}]
    proof = next((one for one in goals if one["result"] != "proven"), goals[0])
    return f"{proof['estimate']['value']:+,.0f} USD per 1,000 flights\nover {proof['against']}"


def main() -> None:
    """Draw what is learned from, the freeze, the rows that nobody has seen, and the day of the verdict."""
    found = replayed()
    window, judgement = found["window"], found["judgement"]
    begin, end, due = (moment(window[name]) for name in ("begin", "end", "due"))
    mpl.rcParams.update(
        {
            "font.family": "DejaVu Sans",
            "font.size": 10,
            "svg.fonttype": "none",
            "svg.hashsalt": "wager-timeline",
        }
    )
    figure, axes = plt.subplots(figsize=(9, 2.5))
    first, tune = datetime(2013, 5, 15, tzinfo=begin.tzinfo), datetime(2013, 7, 1, tzinfo=begin.tzinfo)
    for start, stop, said in ((first, tune, "… train"), (tune, begin, "tune")):
        axes.barh(0, stop - start, left=start, height=0.7, color=PAST, alpha=0.25 if said == "tune" else 0.4)
        axes.text(start + (stop - start) / 2, 0, said, ha="center", va="center", color=INK)
    axes.barh(
        0,
        end - begin,
        left=begin,
        height=0.7,
        facecolor="white",
        edgecolor=AHEAD,
        linestyle=(0, (4, 3)),
        linewidth=1.5,
    )
    rows, clusters = judgement["rows"], judgement["clusters"]
    axes.text(
        begin + (end - begin) / 2,
        0,
        f"does not exist yet\n{rows:,} flights of {clusters} days",
        ha="center",
        va="center",
        color=AHEAD,
    )
    axes.barh(0, due - end, left=end, height=0.7, color=AHEAD, alpha=0.15)
    axes.annotate(
        "outcomes\nmature",
        (end + (due - end) / 2, -0.38),
        (0, -12),
        textcoords="offset points",
        ha="center",
        va="top",
        color=INK,
        size=8,
    )
    for when, colour in ((begin, INK), (due, WORDS[found["verdict"]])):
        axes.plot([when, when], [-0.6, 0.75], color=colour, linewidth=1.6)
    said = f"wager freeze  {begin.day} {begin:%B}\nsays: verdict due {due.day} {due:%B}"
    axes.text(begin - timedelta(days=1), 0.8, said, ha="right", va="bottom", color=INK)
    axes.text(
        due + timedelta(days=2),
        0.12,
        f"wager judge  {due.day} {due:%B}\n{found['verdict']}",
        ha="left",
        va="center",
        color=WORDS[found["verdict"]],
        weight="bold",
    )
    axes.text(
        due + timedelta(days=2),
        -0.42,
        deciding(judgement),
        ha="left",
        va="center",
        color=INK,
        size=8.5,
    )
    axes.annotate(
        "",
        (due - timedelta(days=1), 0.95),
        (begin + timedelta(days=2), 0.95),
        arrowprops={"arrowstyle": "->", "color": GRID, "linewidth": 1.5},
    )
    axes.text(
        begin + (due - begin) / 2,
        1.05,
        "judge says only how long is left",
        ha="center",
        va="bottom",
        color=PAST,
        size=8.5,
    )
    axes.set_xlim(first - timedelta(days=2), due + timedelta(days=46))
    axes.set_ylim(-0.95, 1.75)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(mdates.MonthLocator())
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%b"))
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    target = HERE / "pictures" / "prospective.svg"
    title = "A holdout that does not exist yet: frozen, waiting, judged"
    figure.savefig(target, facecolor="white", metadata={"Date": None, "Title": title})
    print(f"wrote {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
