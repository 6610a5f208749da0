"""Verdicts as `judge` yields them, built from tests whose intervals are given: what the page and JUnit are told from."""

from wager.evaluation.estimate import Estimate
from wager.evaluation.evidence import Evidence
from wager.evaluation.figures import Figures
from wager.foundation.amounts import DAY
from wager.verdict.proof import Proof
from wager.verdict.scan import Found, Scan
from wager.verdict.scope import Scope
from wager.verdict.slices import SliceProof
from wager.verdict.verdict import Verdict, decide
from wager.workflow.judging.judged import Judged, Title

CLAIM = "recent disruptions and the weather, as known two hours ahead, say more than the timetable does"
ALPHA = 0.02
T = 2.0  # standard errors from estimate to each end, near enough to 95 %
BOUND = 2.1  # and to the one-sided bounds at α


def estimate(value, se, unit, rows=55_403, clusters=61):
    return Estimate(value, se, value - T * se, value + T * se, clusters, rows, 900, unit)


def proof(
    identity, result, sentence, metric, value, se, unit, asked, where="", factor=None, against="evening"
):
    found = estimate(value, se, unit)
    kind = "guardrail" if "." in identity else "goal"
    why = f"{metric}{f' for {where}' if where else ''} over {against}: {found.with_interval(signed=True)} is {result}"
    low, high = value - BOUND * se, value + BOUND * se
    return Proof(
        identity, kind, sentence, metric, where, against, found, asked, low, high, result, why, factor
    )


NET, RECALL = "money per 1000 flights", "recall of disrupted"
GAIN, KEPT = "Increase net by 8000 USD", "without decreasing recall for any origin by more than 2 pp"
GOAL = {
    "proven": proof("G1", "proven", GAIN, NET, 13_718.0, 1_840.0, "USD", 8_000.0),
    "below": proof("G1", "below", GAIN, NET, 3_000.0, 1_840.0, "USD", 8_000.0),
    "open": proof("G1", "open", GAIN, NET, 6_000.0, 1_840.0, "USD", 8_000.0, factor=1.5),
}
GUARD = {
    "proven": proof("G1.1", "proven", KEPT, RECALL, 0.15, 0.01, "share", 0.02, "origin EWR"),
    "beyond": proof("G1.1", "beyond", KEPT, RECALL, -0.1918, 0.01, "share", 0.02, "origin JFK"),
    "open": proof("G1.1", "open", KEPT, RECALL, -0.01, 0.01, "share", 0.02, "origin JFK", factor=4.2),
    "unmeasured": proof("G1.1", "unmeasured", KEPT, RECALL, 0.0, 0.0, "share", 0.02, "origin HPN"),
}
ANY = proof(
    "G2",
    "proven",
    "Increase net by any amount over do_nothing",
    NET,
    9_000.0,
    3_000.0,
    "USD",
    0.0,
    against="do_nothing",
)
SCOPE = Scope(
    0.8,
    336_979.0,
    {"embargo before holdout": 2_859},
    ("part_of_day",),
    ("alerts",),
    ("G3",),
    {"desk_feed": "make check-desk-feed"},
    ("latency_p99",),
    ("where", "privacy"),
)


def evidence(money):
    own = {"money": money, "recall": estimate(0.61, 0.01, "share"), "auc": estimate(0.767, 0.01, "number")}
    return Evidence(
        model="delay-gbt",
        part="holdout",
        rows=55_403,
        clusters=61,
        first=1_383_260_400_000_000,  # 2013-10-31T23:00Z
        last=1_383_260_400_000_000 + 61 * DAY,
        each="flight",
        cluster_word="days",
        currency="USD",
        contenders=(Figures("delay-gbt", "", "trees", own, {}),),
        differences=(),
    )


def judged(*proofs, grade="C", follows=("CHECK_IN",), scope=SCOPE, looks=1, slices=(), scan=None, **more):
    """Build a verdict from its tests; the word is what they make it."""
    goals = tuple(one for one in proofs if one.kind == "goal")
    guards = tuple(one for one in proofs if one.kind == "guardrail")
    word, deciding = decide(goals, guards)
    money = estimate(-362_125.0, 34_000.0, "USD")
    over = next((one.estimate for one in goals if one.against == "evening"), estimate(0.0, 1.0, "USD"))
    verdict = Verdict(
        hypothesis="H2",
        word=word,
        grade=grade,
        model="delay-gbt",
        alpha=ALPHA,
        goals=goals,
        guards=guards,
        reasons=tuple(f"{one.id}: {one.why}" for one in deciding),
        money=money,
        against={"do_nothing": estimate(21.66, 4_400.0, "USD"), "evening": over},
        champion="evening",
        rows=55_403,
        clusters=61,
        each="flight",
        cluster_word="days",
        slices=slices,
        scan=scan,
    )
    return Judged(
        "flight-protect",
        "H2",
        CLAIM,
        word,
        verdict,
        evidence(money),
        looks,
        follows,
        {"H3": "honest probabilities"},
        "0f" * 16,
        f"designs/flight-protect.log/{'0f' * 16}.yaml",
        "2026-01-02T03:04:05.123456Z",
        more.pop("already", False),
        "ab12" * 16,
        Title("flight-protect", "evening", "cd34" * 16, False),
        scope=scope,
        snapshots={"flights": "9f" * 32, "weather": "8e" * 32},
        **more,
    )


def in_slice(value, difference, se, word, adjusted, rows=18_000, why=""):
    found = estimate(difference, se, "USD", rows)
    p = None if adjusted is None else adjusted / 2
    return SliceProof("origin", value, NET, "evening", found, p, adjusted, word, why)


SLICES = (
    in_slice("EWR", 30_000.0, 4_000.0, "better", 1e-6),
    in_slice("JFK", -9_000.0, 4_400.0, "not told apart", 0.0612),
    in_slice("HPN", 0.0, 0.0, "not enough rows", None, 12, "12 rows differ"),
)
WORST = Found("carrier", "carrier = 'B6'", estimate(-61_000.0, 9_000.0, "USD", 4_321), 350, 1e-9, 1e-7)
SCAN = Scan(NET, "evening", 9, 40, 3, 0, 1, (WORST,))

SHIP = judged(GOAL["proven"], GUARD["proven"], ANY, follows=("PROMOTE", "H3"))
HARM = judged(GOAL["proven"], GUARD["proven"], GUARD["beyond"], follows=("H3",), slices=SLICES, scan=SCAN)
REFUTED = judged(GOAL["below"], GUARD["proven"], follows=("STOP",))
INCONCLUSIVE = judged(GOAL["open"], GUARD["open"], GUARD["unmeasured"], looks=3)
