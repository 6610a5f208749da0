"""Write a world as a project: one file, or sources with two clocks."""

import numpy as np

from leaks.world import DAYS, moments
from project_folder import config, write_table

MONEY = {
    "binary": "actions: [none, act]\npays:\n  none: 0 EUR\n  act: {bad: 80 EUR, otherwise: -15 EUR}",
    "classes": "actions: [none, act]\npays:\n  none: 0 EUR\n  act: {low: -15 EUR, mid: 5 EUR, high: 60 EUR}",
    "number": "actions: [none, act]\nassume: {each: 1 EUR}\npays:\n  none: 0 EUR\n  act: each * (bad - 55)",
}
CLASSES = ("low", "mid", "high")
SHARES = "shares: {train: 60 %, tune: 20 %, holdout: 20 %}"
TIMES = "begin: {train: 2024-01-01, tune: 2024-03-12, holdout: 2024-04-05, end: 2024-05-01}"


FORECAST = "forecast: {low: 1k EUR per year, likely: 2k EUR per year, high: 4k EUR per year, by: the desk}"
FULL = {
    "problem": "what: cases go wrong\nwhy_now: more of them\ntied_to: customer\nscope: all\nno_gos: [none of the staff]",
    "requirements": "latency_p99: 50 ms\nwhere: one machine\nexplain: none\nretrain: every 90 d\nconsumers: [desk]\n"
    "feedback: none\nsecurity: none\nprivacy: none",
    "baselines": "do_nothing: {always: none}\nchampion: do_nothing",
    "alpha": "total: 0.05\nshare: {H1: 100 %}",
}
HYPOTHESIS = """\
claim: a model does better
model: MODEL
goals: {G1: {goal: Increase money per 1000 cases by 500 EUR over do_nothing, why: it pays, tradeoff: none}}
timebox: 5 d
next: {ship: PROMOTE, otherwise: CHECK_IN}"""


def write_world(folder, world):
    """Write all files of a project; what stands there is replaced."""
    outcomes(world)
    one_file = world.shape in {"file", "dated file"}
    data = folder / "designs" / "cases.csv" if one_file else folder / "data" / "cases.csv"
    texts = {"designs/d.md": design(world, one_file=one_file), **world.files}
    if not one_file:
        texts["wager.toml"] = config("cases", "EUR")
        texts["sources/cases.yaml"] = source(world)
        texts["models/m.yaml"] = (
            f"model: m\ndesign: d\nfeatures: [{', '.join(world.features)}]\nalgorithm: lightgbm\n"
        )
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    data.parent.mkdir(parents=True, exist_ok=True)
    write_table(data, world.cases.rows())
    for name, (contract, table) in world.others.items():
        (folder / "sources" / f"{name}.yaml").write_text(contract, "utf-8")
        write_table(folder / "data" / f"{name}.csv", table.rows())
    return folder


def outcomes(world):
    """Put outcomes, and when they came, beside what was known; those that are not there yet are empty."""
    if "bad" in world.cases.values:
        return
    over = world.is_over()
    said = {
        "binary": lambda one: "yes" if one else "no",
        "classes": lambda one: CLASSES[int(one)],
        "number": str,
    }[world.kind]
    kind = {"binary": "bool?", "classes": "category?", "number": "float?"}[world.kind]
    world.cases.add(
        "bad", kind, [said(one) if there else None for one, there in zip(world.outcome, over, strict=True)]
    )
    if world.timed:
        world.cases.add("settled", "time?", moments(np.where(over, world.settled, np.nan)))


def design(world, *, one_file):
    """Write the design: as short as one may be."""
    rows = "from: cases.csv" if one_file else "from: cases"
    rows += f"\nkey: {world.key}" if one_file else ""
    rows += "\ndecide_at: asked" if world.timed else ""
    rows += "\ncluster: day(asked)" if world.timed and not one_file else ""
    rows += "\nafterwards: [settled]" if one_file and world.timed else ""
    group = f"\ngroup: {world.group}" if world.group else ""
    classes = f"classes: [{', '.join(CLASSES)}]\n" if world.kind == "classes" else ""
    model = "lightgbm" if one_file and "models/m.yaml" not in world.files else "m"
    head = "---\ndesign: d\nowner: desk\nappetite: 20 d\n---\n\n# Decide on cases\n\n"
    money = MONEY[world.kind] + ("" if one_file else f"\n{FORECAST}")
    blocks = {
        "rows": f"each: case\n{rows}",
        "objective": f"is: bad\n{classes}matures: 7 d",
        **({} if one_file and not group else {"split": (TIMES if world.timed else SHARES) + group}),
        "money": money,
        **({} if one_file else FULL),
        "hypothesis H1": HYPOTHESIS.replace("MODEL", model),
    }
    return head + "".join(f"```yaml wager.{name}\n{text}\n```\n\n" for name, text in blocks.items())


def source(world):
    """Write the contract of the cases."""
    key = world.key if world.key.startswith("[") else f"[{world.key}]"
    lines = "".join(f"  {name}: {kind}\n" for name, kind in world.cases.types.items())
    late = [name for name in world.cases.values if name not in world.early]
    if not world.timed:
        return f"source: cases\nfrom: {{path: data/cases.csv}}\nowner: desk\nkey: {key}\ncolumns:\n{lines}known: always\n"
    clocks = {"asked - 1 h": world.early, "settled": late, **world.known}
    listed = "".join(f"  {clock}: [{', '.join(names)}]\n" for clock, names in clocks.items())
    head = f"source: cases\nfrom: {{path: data/cases.csv}}\nowner: desk\nkey: {key}\ncolumns:\n{lines}"
    return f"{head}event_time: asked\nknown:\n{listed}"


def other_source(name, key, types, known, event_time=""):
    """Write the contract of a further source."""
    lines = "".join(f"  {column}: {kind}\n" for column, kind in types.items())
    when = f"event_time: {event_time}\n" if event_time else ""
    return f"source: {name}\nfrom: {{path: data/{name}.csv}}\nowner: desk\nkey: {key}\ncolumns:\n{lines}{when}known: {known}\n"


END = DAYS * 1440
