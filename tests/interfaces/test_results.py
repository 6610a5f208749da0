"""What people read of each result: aligned, in plain money, no line over 100 characters."""

from wager.design.frozen.log import Entry
from wager.design.sentences.goal import Goal
from wager.design.sentences.metrics import Metric
from wager.evaluation.estimate import Estimate
from wager.evaluation.evidence import Evidence
from wager.evaluation.figures import Figures
from wager.interfaces.cli.render.ahead import waiting_lines
from wager.interfaces.cli.render.due import due_lines
from wager.interfaces.cli.render.evidence import evidence_lines
from wager.interfaces.cli.render.frozen import frozen_lines
from wager.interfaces.cli.render.listed import listed_lines
from wager.interfaces.cli.render.logged import logged_lines
from wager.interfaces.cli.render.ran import ran_lines
from wager.interfaces.cli.render.shown.data import source_lines
from wager.interfaces.cli.render.shown.feature import feature_lines
from wager.interfaces.cli.render.snapshotted import snapshotted_lines
from wager.interfaces.cli.tables import WIDTH
from wager.verdict.proof import Proof
from wager.verdict.verdict import Verdict
from wager.workflow.list_things import list_things
from wager.workflow.read_log import Logged
from wager.workflow.runs import Run
from wager.workflow.standing.due import Due

CLAIM = (
    "recent disruptions and the weather, as known two hours ahead, say more than the timetable does by itself"
)


def figure(value, unit, rows=600):
    return Estimate(value, 1.0, value - 2 * abs(value) / 10, value + 2 * abs(value) / 10, 60, rows, 90, unit)


NOTHING = Estimate(None, None, None, None, 0, 600, 0, "number", "do_nothing gives no probabilities")
MEASURES = {
    "money": figure(-32_700.0, "USD"),
    "recall": figure(0.61, "share"),
    "auc": figure(0.767, "number"),
}
IDLE = {"money": figure(-65_400.0, "USD"), "recall": figure(0.0, "share"), "auc": NOTHING}
MORE = {"money": figure(32_700.0, "USD")}
JFK = {"origin": {"JFK": {**MEASURES, "money": figure(0.01, "USD", 200)}}}
EVIDENCE = Evidence(
    model="delay-gbt",
    part="tune",
    rows=600,
    clusters=60,
    first=0,
    last=86_400_000_000,
    each="flight",
    cluster_word="days",
    currency="USD",
    contenders=(
        Figures("delay-gbt", "", "trees", MEASURES | {"net": MEASURES["money"]}, JFK),
        Figures("do_nothing", "", "none", IDLE | {"net": IDLE["money"]}, {"origin": {"JFK": IDLE}}),
    ),
    differences=(Figures("delay-gbt", "do_nothing", "", MORE, {"origin": {"JFK": MORE}}),),
    threshold=1 / 3,
)


def proof(identity, result, value, unit, sentence, where=""):
    kind = "guardrail" if "." in identity else "goal"
    found = figure(value, unit)
    return Proof(identity, kind, sentence, "metric", where, "evening", found, 0.0, 0.0, 0.0, result, "", 1.5)


PROOFS = {
    "G1": proof("G1", "proven", 8_120.0, "USD", "Increase net by 8000 USD"),
    "G1.1": proof(
        "G1.1", "open", -0.003, "share", "without decreasing recall for any origin by more than 2 pp", "JFK"
    ),
    "G10": proof("G10", "below", 0.01, "number", "Improve auc by 0.05"),
}


def verdict(word, *ids):
    proofs = [PROOFS[name] for name in ids]
    return Verdict(
        hypothesis="H2",
        word=word,
        grade="C",
        model="delay-gbt",
        alpha=0.02,
        goals=tuple(one for one in proofs if one.kind == "goal"),
        guards=tuple(one for one in proofs if one.kind == "guardrail"),
        reasons=("G1: …",),
        money=MEASURES["money"],
        against={"do_nothing": figure(32_700.0, "USD"), "evening": figure(8_120.0, "USD")},
        champion="evening",
        rows=600,
        clusters=60,
        each="flight",
        cluster_word="days",
    )


def fits(lines):
    assert all(len(line) <= WIDTH for line in lines), max(lines, key=len)
    assert all(line == line.rstrip() for line in lines)
    return lines


def test_money_comes_first_and_a_figure_under_two_names_once():
    lines = fits(evidence_lines(EVIDENCE.to_json()))
    assert lines[0] == "evidence on tune: 600 flights in 60 days, 1970-01-01 .. 1970-01-02"
    assert lines[2].split() == "delay-gbt -32,700 USD (-39,240 .. -26,160)".split()
    assert lines[4:6] == ["  delay-gbt", "    over do_nothing  +32,700 USD  (+26,160 .. +39,240)"]
    assert not any("net" in line for line in lines)
    assert any(line.split() == ["AUC", "0.7670", "-"] for line in lines)
    assert any(line.split()[:4] == ["origin", "JFK", "200", "+32,700"] for line in lines)
    assert lines[-1].endswith("from a probability of 0.333 on")


def run(found=False):
    rows = {"train": 5_000, "tune": 600, "holdout": 700, "embargo before tune": 12, "after the end": 0}
    seconds = {"rows": 0.25, "fit": 3.0}
    described = "LightGBM, 73 rounds of trees on 50 columns"
    return Run(
        "ab" * 32,
        "delay-gbt",
        "lightgbm",
        "flight-protect",
        50,
        rows,
        EVIDENCE,
        {},
        {},
        "",
        described,
        seconds,
        found,
    )


def test_a_run_says_what_was_learned_from_what():
    lines = fits(ran_lines(run().to_json()))
    assert lines[:5] == [
        "run abababababab: delay-gbt for flight-protect",
        "  learner   LightGBM, 73 rounds of trees on 50 columns",
        "  rows      train 5,000, tune 600, holdout 700",
        "  left out  12 embargo before tune",
        "  seconds   3.2 (rows 0.2, fit 3.0)",
    ]
    assert lines[-1] == "the holdout was not read"
    assert "the same run was there" in ran_lines(run(found=True).to_json())[4]
    rule = {**run().to_json(), "algorithm": "rule", "described": "rule for protect", "features": 1}
    assert ran_lines(rule)[1] == "  learner   rule for protect"


FROZEN = {
    "design": "flight-protect",
    "hypothesis": "H2",
    "claim": CLAIM,
    "model": "delay-gbt",
    "alpha": "0.02",
    "at": "2026-01-02T03:04:05.123456Z",
    "goals": {"G1": str(Goal("Increase", Metric("money", per=1000, each="flights"), "any"))},
    "snapshots": {"flights": "cd" * 32},
    "closure": "ef" * 32,
    "parts": {"goals": "", "models": ""},
    "commit": "12" * 20 + "+",
    "path": "designs/flight-protect.log/0f.yaml",
    "already": False,
    "uncommitted": [],
    "due": ["H2"],
    "window": None,
    "ahead": {"rows": 0, "clusters": 0, "detects": []},
    "others": None,
    "untuned": False,
}

DETECTS = {
    "id": "G1",
    "metric": "money per 1000 flights",
    "slice": "",
    "unit": "USD",
    "asked": 8000.0,
    "amount": 4240.0,
    "power": 0.5,
    "basis": "10 % of decisions changed",
}


def test_a_freeze_that_waits_says_until_when_and_what_it_can_detect():
    window = {
        "begin": "2026-01-02T03:04:05Z",
        "end": "2026-02-27T03:04:05Z",
        "due": "2026-03-02T03:04:05Z",
        "looks": [],
    }
    ahead = {"rows": 51_848, "clusters": 57, "detects": [DETECTS]}
    lines = fits(frozen_lines({**FROZEN, "window": window, "ahead": ahead}))
    assert "  due      2026-03-02 03:04 UTC" in lines
    assert "  expects  51,848 rows in 57 clusters" in lines
    assert "  it can detect, told from 10 % of decisions changed" in lines
    assert "    G1  money per 1000 flights  4,240 USD  8,000 USD   50 %" in lines


def test_a_freeze_says_what_the_commit_lacks_and_that_it_was_out_of_turn():
    lines = fits(frozen_lines({**FROZEN, "uncommitted": ["designs/a.md", "models/b.yaml"], "due": ["H1"]}))
    assert (
        "  lacks      designs/a.md and 1 more file that say what is frozen: commit them with the log" in lines
    )
    assert "  turn       by the graph H1 is due, and not H2" in lines
    command = "git add designs/a.md models/b.yaml designs/flight-protect.log"
    assert any(line.startswith(f"commit it  {command}") for line in lines)


def test_whoever_asks_too_early_is_told_how_long_is_left():
    so_far = {"rows": 900, "clusters": 5, "detects": []}
    lines = fits(
        waiting_lines(
            {
                "design": "flight-protect",
                "hypothesis": "H2",
                "claim": CLAIM,
                "verdict": "WAITING",
                "frozen_at": "2026-01-02T03:04:05Z",
                "due": "2026-03-02T03:04:05Z",
                "days_left": 12.5,
                "so_far": so_far,
                "look_days": [],
            }
        )
    )
    assert lines[0] == "H2 of flight-protect is not judged yet: due in 12.5 d, at 2026-03-02 03:04 UTC"
    assert "so far  900 rows in 5 clusters: too few to detect anything" in lines
    assert "result  nobody has seen it: of these rows only moments and clusters were read" in lines


def test_a_freeze_says_what_is_pinned_and_how_to_keep_it():
    lines = fits(frozen_lines(FROZEN))
    assert lines[0] == "H2 of flight-protect is frozen, 2026-01-02 03:04:05 UTC"
    assert "  goals      G1: Increase money per 1000 flights by any amount" in lines
    assert "  closure    efefefefefef of goals, models" in lines
    assert "  commit     121212121212 and changes that are not committed" in lines
    assert lines[-2:] == [
        'commit it  git add designs/flight-protect.log && git commit -m "Freeze H2"',
        "then       wager judge flight-protect H2",
    ]
    assert "was frozen already" in frozen_lines({**FROZEN, "already": True, "commit": ""})[0]


def test_next_tells_the_way_so_far():
    due = Due("flight-protect", None, "", "ended", ("PROMOTE",), (("H1", "REFUTED"), ("H2", "SHIP")), "")
    assert due_lines(due.to_json()) == [
        "so far  H1 REFUTED, then H2 SHIP",
        "led to  PROMOTE — the model has earned the title",
        "due     nothing: all that flight-protect asks has been answered",
    ]


def test_the_log_is_a_table():
    entries = (
        Entry("0f" * 16, "freeze", "flight-protect", "H2", 0, (), {"model": "delay-gbt", "alpha": "0.02"}),
        Entry(
            "1f" * 16,
            "verdict",
            "flight-protect",
            "H2",
            60_000_000,
            (),
            {"verdict": verdict("SHIP", "G1").to_json()},
        ),
    )
    lines = fits(logged_lines(Logged("flight-protect", entries).to_json()))
    assert lines[1].split() == [
        "1970-01-01",
        "00:00",
        "freeze",
        "H2",
        "delay-gbt,",
        "α",
        "0.02",
        "0f0f0f0f0f0f",
    ]
    assert "SHIP C, +8,120 USD (+6,496 .. +9,744)" in lines[2]


def test_a_broken_contract_is_said_in_the_table_and_below():
    finding = {"path": "sources/a.yaml", "line": 3, "code": "E112", "message": "2 rows break it"}
    broken = {"source": "a", "id": None, "findings": [finding]}
    lines = snapshotted_lines({"snapshots": [broken]})
    assert lines[1].split() == ["a", "none", "contract", "broken"]
    assert lines[3].startswith("sources/a.yaml:3: ")
    assert snapshotted_lines({"snapshots": []}) == [
        "the project has no source; write one as sources/NAME.yaml"
    ]


def test_what_a_project_holds_fits(rides):
    from wager.project.opening import open_folder

    document = list_things(open_folder(rides)).to_json()
    lines = fits(listed_lines({**document, "runs_in_all": 3, "errors": 1}))
    assert lines[0] == "project rides"
    assert "  and 2 older runs" in lines
    assert lines[-1] == "1 error in the files: `wager check` names them"


def test_source_and_feature_fit(rides):
    from wager.interfaces import api

    project = api.open(rides)
    source = project.show("source", "rides").thing
    lines = fits(source_lines("rides", source))
    assert any(line.split()[:6] == ["line", "category", "0", "2", "one", "51"] for line in lines)
    assert any(line.split()[:4] == ["rain", "float?", "mm", "4.8"] for line in lines)
    feature = project.show("feature", "history.line_late_2d").thing
    assert any(
        "least .. median .. greatest" in line for line in fits(feature_lines("history.line_late_2d", feature))
    )
