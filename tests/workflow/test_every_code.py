"""One mistake, planted in a project that is right: `check` gives that code on that line, and nothing else."""

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from wager.project.opening import open_folder
from wager.workflow.check_project import check_project

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = {
    "flights": ROOT / "examples" / "flights",
    "mail": ROOT / "examples" / "mail",
    "subscriptions": ROOT / "examples" / "subscriptions",
}
F, M, S = "designs/flight-protect.md", "designs/attack-mail.md", "designs/keep-customers.md"
FLIGHTS, WEATHER, MAILS = "sources/flights.yaml", "sources/weather.yaml", "sources/mails.yaml"
ALPHA = "```yaml wager.alpha\ntotal: 0.05\nshare: {H1: 40 %, H2: 40 %, H3: 20 %}\npower: 80 %\n```"
GBT, RULE, HISTORY = "models/delay-gbt.yaml", "models/evening-rule.yaml", "features/history.yaml"


class Mistake(NamedTuple):
    """Text that replaces another, and text of the line that is reported."""

    code: str
    path: str
    old: str
    new: str
    line: str
    says: str = ""


MISTAKES = {
    "flights": (
        Mistake("E000", F, "```yaml wager.software", "``yaml wager.software", "``yaml wager.software"),
        Mistake("E000", F, "```yaml wager.risks", "```YAML wager.risks", "```YAML", "no block's fence"),
        Mistake("E000", F, "```yaml wager.risks", "```{.yaml wager.risks}", "{.yaml", "no block's fence"),
        Mistake("E000", F, "```yaml wager.risks", "```yaml risks", "```yaml risks", "did you mean `yaml wager.risks`?"),
        Mistake("E000", F, "```yaml wager.hypothesis H3", "```yaml hypothesis H3", "```yaml hypothesis", "did you mean `yaml wager.hypothesis H3`?"),
        Mistake("E000", F, ALPHA, f"<!--\n{ALPHA}\n-->", "yaml wager.alpha", "where no reader sees it"),
        Mistake("E000", WEATHER, "key: [origin, time_hour]", "key: [origin, time_hour", "key: [origin"),
        Mistake("E001", F, "Increase net by any amount over do_nothing", "Improve the model's performance", "Improve the", "lacks metric, amount, slice, guardrail"),
        Mistake("E001", F, "Increase net by any amount over do_nothing", "Increase net", "goal: Increase net", "lacks amount, slice, guardrail"),
        Mistake("E002", F, "latency_p99: 50 ms", "latency_p99: 50", "latency_p99"),
        Mistake("E002", F, "timebox: 8 d", "timebox: 0 d", "timebox: 0 d", "longer than nothing"),
        Mistake("E002", F, "appetite: 30 d", "appetite: 0 d", "appetite: 0 d", "longer than nothing"),
        Mistake("E002", F, "latency_p99: 50 ms", "latency_p99: 0 ms", "latency_p99", "longer than nothing"),
        Mistake("E002", F, "within: 5 min", "within: 0 min", "within: 0", "longer than nothing"),
        Mistake("E002", F, "matures: 3 d", "matures: 99999999999999999999 d", "matures:", "at most 50000000 d"),
        Mistake("E002", F, "for any origin by more than 2 pp", "for any origin by more than 300 pp", "300 pp", "at most `100 pp`"),
        Mistake("I206", F, "ship: [PROMOTE, H3], refuted: STOP, harm: H3", "ship: PROMOTE, refuted: STOP, harm: STOP", "wager.hypothesis H3", "no edge leads to H3"),
        Mistake("E002", F, "timebox: 8 d", "timebox: -8 d", "timebox: -8 d", "not be below zero"),
        Mistake("E002", F, "power: 80 %", "power: 180 %", "power: 180", "between 0 % and 100 %"),
        Mistake("E003", F, "do_nothing: {always: none}", "nothing: {always: none}", "nothing: {always", "add `do_nothing: {always: none}`"),
        Mistake("E003", F, "do_nothing: {always: none}", "do_nothing: {always: protect}", "do_nothing: {always", "first action"),
        Mistake("E004", F, "refuted: STOP, harm: H3, otherwise: CHECK_IN", "refuted: STOP, harm: H3", "harm: H3}", "inconclusive, timeout"),
        Mistake("E005", F, "timebox: 8 d", "timebox: 28 d", "appetite: 30 d", "H1 → H2 → H3 takes 36 d"),
        Mistake("E005", F, "run: {is: all origins with retraining, by: 30 d", "run: {is: all origins with retraining, by: 31 d", "by: 31 d"),
        Mistake("E007", F, "cluster: day(scheduled_departure) ", "# ", "each: flight", "write `cluster: day(scheduled_departure)`"),
        Mistake("E007", F, "begin: {train: 2013-01-01, tune: 2013-09-01, holdout: 2013-11-01, end: 2014-01-01}", "shares: {train: 60 %, tune: 20 %, holdout: 20 %}", "shares:", "write `begin"),
        Mistake("E008", F, "share: {H1: 40 %", "share: {H1: 50 %", "share:", "110 %"),
        Mistake("E009", F, "slower service, seen_by: M1,", "slower service,", "R1:"),
        Mistake("E010", F, "when: [M1]\n", "", "to: previous", "trigger"),
        Mistake("E010", F, "when: [M1]", "when: []", "when: []", "trigger"),
        Mistake("E010", F, "within: 5 min\n", "", "to: previous", "limit"),
        Mistake("E011", GBT, "features: [carrier,", "features: [dep_delay, carrier,", "features:", "known at left_at"),
        Mistake("E011", RULE, "timetable.hour >= 19", "arr_delay > 3", "rule:", "known at landed_at"),
        Mistake("E012", F, "otherwise: -effort}", "otherwise: effort}", "none:    {", "always taking protect"),
        Mistake("E012", F, "{disrupted: -effort - (1 - saved) * loss,", "{disrupted: -effort - loss,", "protect: {", "never be taken"),
        Mistake("E013", F, "without decreasing recall for any origin by more than 2 pp", "without decreasing recall for any origin", "without decreasing", "by more than"),
        Mistake("E014", F, "cluster: day", "where: dep_delay > 0\ncluster: day", "where:", "known at left_at"),
        Mistake("E014", F, "cluster: day(scheduled_departure)", "cluster: arr_delay > 60", "cluster:", "rows.cluster"),
        Mistake("E014", F, "cluster: day(scheduled_departure)", "cluster: disrupted", "cluster:", "rows.cluster"),
        Mistake("E014", F, "origin: [EWR, JFK, LGA]\n", "origin: [EWR, JFK, LGA]\nlate: {very: arr_delay > 60}\n", "late: {very"),
        Mistake("E014", F, "none:    {disrupted: -loss,", "none:    {disrupted: -loss * arr_delay / 60,", "none:    {"),
        Mistake("E016", F, "is: disrupted ", "name: disrupted\nis: distance > 1000 ", "is: distance"),
        Mistake("E017", F, "security: no new inbound port", "security: none yet", "security:", "no answer"),
        Mistake("E017", F, "privacy: no personal data", "privacy: unknown", "privacy:", "no answer"),
        Mistake("E017", F, "security: no new inbound port", "security: '?'", "security:"),
        Mistake("E017", F, "claim: the timetable alone", "claim: TODO the timetable alone", "claim: TODO", "holds the place"),
        Mistake("E017", F, "no_gos: [passenger-level data,", "no_gos: [tbd,", "no_gos:", "holds the place"),
        Mistake("E017", F, "why: pays for the build in one season", "why: tbd", "why: tbd", "holds the place"),
        Mistake("E017", F, "slower service, seen_by", "not yet, seen_by", "R1:", "no answer"),
        Mistake("E017", F, "by: operations finance}", "by: unknown}", "forecast:", "who estimated it"),
        Mistake("E101", F, "matures: 3 d", "maturs: 3 d", "maturs", "did you mean 'matures'"),
        Mistake("E101", F, "{watch: drift of score,", "{watch: drift of score, red: above 1,", "M4:", "leave `red` out"),
        Mistake("E101", FLIGHTS, "owner: operations-data", "ownr: operations-data", "ownr", "did you mean 'owner'"),
        Mistake("E101", F, "each: flight", "eech: flight", "eech", "did you mean 'each'"),
        Mistake("E102", F, "feedback: protecting a flight does not change its delay\n", "", "latency_p99", "'feedback'"),
        Mistake("E102", F, "consumers: [agent desk]", "consumers: []", "consumers:", "at least one"),
        Mistake("E102", F, "exit: [G1]}", "exit: []}", "crawl:", "at least one"),
        Mistake("E102", F, ", surface: desk console", "", "R1:", "'surface'"),
        Mistake("E102", F, ", customer: slower service", "", "R1:", "'customer'"),
        Mistake("E102", F, ", answer: cap the alerts", "", "R1:", "'answer'"),
        Mistake("E102", F, ", by: operations finance}", "}", "forecast:", "'by'"),
        Mistake("E002", F, "forecast: {low", "capacity: {protect: 0 per 7 d}\nforecast: {low", "capacity: {protect", "it could never be done"),
        Mistake("E002", F, "forecast: {low", "capacity: {protect: -5 per 7 d}\nforecast: {low", "capacity: {protect", "a whole number of rows per time"),
        Mistake("E002", F, "forecast: {low", "capacity: {protect: 2.5 per 7 d}\nforecast: {low", "capacity: {protect", "not 2.5 per week"),
        Mistake("E002", F, "forecast: {low", "capacity: {protect: 5 per -1 d}\nforecast: {low", "capacity: {protect", "a period that is not longer than 0"),
        Mistake("E103", F, "forecast: {low", "capacity: 0\nforecast: {low", "capacity: 0", "such as `{ACTION: 200 per 7 d}`, not 0"),
        Mistake("E105", F, "for any origin by more", "for each origin by more", "for each origin", "write `for any origin`"),
        Mistake("E106", F, "Increase net by 8000 USD", "Increase nett by 8000 USD", "Increase nett", "goal G1: 'nett' is no metric; did you mean 'net'?"),
        Mistake("E002", F, "Increase net by 8000 USD", "Increase net by 8000 EUR", "8000 EUR", "8000 EUR is not in the project's currency; say it in USD"),
        Mistake("E002", F, "Increase net by 8000 USD", "Increase net by -8000 USD", "-8000 USD", "write it without the sign"),
        Mistake("E103", F, "appetite: 30 d", "appetite: [30 d]", "appetite"),
        Mistake("E104", F, "design: flight-protect", "design: flights-protect", "design:"),
        Mistake("E104", F, "requires: [verdict, reviews, drill", 'requires: ["verdict, reviews", drill', "requires:", "a list is written `[verdict, reviews]`"),
        Mistake("E105", F, "tied_to: customer", "tied_to: customers", "tied_to", "did you mean 'customer'"),
        Mistake("E106", F, "needs: [desk_feed, weather_feed]", "needs: [desk_feed, wether_feed]", "needs: [desk_feed, w", "did you mean 'weather_feed'"),
        Mistake("E106", F, "requires: [verdict,", "requires: [verdicts,", "requires:"),
        Mistake("E106", FLIGHTS, "disrupted: arr_delay is null", "disrupted: arr_delai is null", "disrupted:", "did you mean 'arr_delay'"),
        Mistake("E107", F, "origin: [EWR, JFK, LGA]", "origin: [EWR, JFK, LGA, JFK]", "origin: [EWR", "twice"),
        Mistake("E108", F, "effort: 400 USD", "effort: 1_000 USD", "assume:", "not `_000`"),
        Mistake("E108", F, "cluster: day(scheduled_departure)", "cluster: day(scheduled_departure", "cluster:"),
        Mistake("E109", F, "decide_at: scheduled_departure - 2 h", "decide_at: scheduled_departure - 2", "decide_at"),
        Mistake("E110", F, "next: {ship: PROMOTE, refuted: STOP, harm: STOP,", "next: {ship: PROMOTE, refuted: H1, harm: STOP,", "harm: H2, otherwise", "H1 → H2 → H3 → H1"),
        Mistake("E111", FLIGHTS, "  dest: category", "  dest: category\n  gate: category", "gate:"),
        Mistake("E106", GBT, "  lightgbm: {n_estimators: 2000", "  python: {call: learn.py:Learner} # {n_estimators: 2000", "algorithm:", "there is no file learn.py"),
        Mistake("E103", GBT, "seed: 7", "loss: poisson\nseed: 7", "loss:", "`loss` is for an objective that is a number"),
        Mistake("W126", RULE, "timetable.hour >= 19", "carrier = null or timetable.hour >= 19", "rule:", "write `carrier is null`"),
        Mistake("W126", F, "cluster: day(scheduled_departure)", "where: carrier != null\ncluster: day(scheduled_departure)", "where:", "write `carrier is not null`"),
        Mistake("W126", FLIGHTS, "disrupted: ", "odd: carrier in ('UA', null)\n  disrupted: ", "odd:", "nothing equals null"),
        Mistake("E103", HISTORY, "carrier_disrupted_1d: 1.0", "carrier_disrupted_1d: 100 %", "expect:", "a share of 100 % is written `1`"),
        Mistake("W126", HISTORY, "disrupted: share(disrupted)", "disrupted: share(disrupted where tailnum < null)", "disrupted:", "compare with a value"),
        Mistake("W124", GBT, "num_leaves: 63", "is_unbalance: true, num_leaves: 63", "algorithm:", "`is_unbalance` counts classes otherwise than they come"),
        Mistake("W101", F, "goals: [G2, G1]", "goals: {G9: {goal: Increase recall for origin JFK by 1 pp without increasing alerts by more than 5, why: w}}", "goals: {G9"),
        Mistake("W102", F, "  why: shows that doing nothing is not better\n", "", "G2:"),
        Mistake("W103", F, "no_gos: [passenger-level data, paid delay feeds]\n", "", "what: agents"),
        Mistake("W103", F, "no_gos: [passenger-level data, paid delay feeds]\n", "no_gos: []\n", "what: agents"),
        Mistake("W105", F, "product: 1", "operations_research: 1", "operations_research: 1"),
        Mistake("W106", F, "by: 10 d, exit", "by: 11 d, exit", "crawl:", "a third of the appetite"),
        Mistake("W107", GBT, "seed: 7", "policy: {threshold: {protect: 0.5}}\nseed: 7", "policy:", "0.333"),
        Mistake("W108", WEATHER, "known: time_hour + 30 min ", "known: always ", "known:"),
        Mistake("W109", F, "for any origin by more than 2 pp", "for any origin by more than 2 %", "by more than 2 %", "`2 pp`"),
        Mistake("W111", F, "goals: [G2, G1]", "goals: [G2]", "G2:", "no slice and no guardrail"),
        Mistake("W118", F, "without increasing alerts by more than 50", "without increasing brier by more than 0.1", "increasing brier", "evening, which goes by a rule, gives no probabilities"),
        Mistake("W114", F, "forecast: {low", "# forecast: {low", "actions: [none", "no `forecast`"),
        Mistake("W115", F, "evening: {model: evening-rule}", "evening: {model: delay-gbt}", "do_nothing: {always"),
        Mistake("W116", FLIGHTS, "  carrier: category\n", "  carrier: {type: category, means: name of the pilot and her phone}\n", "carrier:", "(phone)"),
    ),
    "mail": (
        Mistake("E007", M, "cluster: sender_domain", "# ", "each: mail"),
        Mistake("E012", M, "review:     {safe: -1.50 USD,", "review:     {safe: -11.50 USD,", "review:     {", "no more than quarantine"),
        Mistake("E102", M, "by: mail_id\n", "", "is: coalesce", "such as `by: customer_id`"),
        Mistake("E106", M, "by: mail_id\n", "by: verdict\n", "by: verdict", "column of the rows"),
        Mistake("E103", M, "matures: 14 d", "matures: 7 d", "matures:", "no row's would ever be complete"),
        Mistake("E107", M, "classes: [safe, spam,", "classes: [safe, spam, spam,", "classes:", "twice"),
        Mistake("E106", M, "for any other class by more than 1 pp", "for any other klass by more than 1 pp", "any other klass"),
        Mistake("W117", M, "recall: recall of each class", "recall: recall of each class\nspam: recall of spam", "spam: recall of", "such as `recall of spam by review`"),
        Mistake("W117", M, "recall: recall of each class", "recall: recall of each class\nwrong: false_positive_rate of safe per 1000 mails", "wrong: false", "counts review and quarantine alike"),
        Mistake("W115", M, "known_words: {model: known-words}", "known_words: {model: words}", "do_nothing: {always"),
        Mistake("W116", MAILS, "personal: {columns: [sender_address, subject, body]", "personal: {columns: [subject, body]", "sender_address:", "declare it with the others"),
    ),
    "subscriptions": (
        Mistake("E007", S, "cluster: customer_id", "# ", "each: customer", "write `cluster: customer_id`"),
        Mistake("E014", S, "where: count(over 90 d) > 0", "where: count(over next 90 d) > 0", "where:", "after the decision"),
        Mistake("E109", S, "where: count(over 90 d) > 0", "where: count() > 0", "where:", "does not say over which time; add such as `over 90 d`"),
        Mistake("E106", S, "where: count(over 90 d) > 0", "where: sum(amont over 90 d) > 0 USD", "where:", "did you mean 'amount'?"),
        Mistake("E109", S, "where: count(over 90 d) > 0", "where: spend.orders_90d > 0", "where:", "reads the feature spend.orders_90d"),
        Mistake("E109", S, "cluster: customer_id", "cluster: spend.orders_90d", "cluster:", "expected columns of the row"),
        Mistake("E103", S, "matures: 30 d", "matures: 29 d", "matures:", "write `matures: 30 d` or more"),
        Mistake("E109", S, "is: count(over next 30 d) = 0", "is: count() = 0", "is: count", "does not say over which time"),
        Mistake("E109", S, "is: count(over next 30 d) = 0", "is: time_since_last(over 90 d) > 30 d", "is: time", "aggregate a column of the events instead"),
        Mistake("E101", S, "where: count(over 90 d) > 0", "where: count(over 90 d) > 0\nrequest: all", "request:", "holds its entity, `by`"),
        Mistake("E101", S, "where: count(over 90 d) > 0", "where: count(over 90 d) > 0\ndecide_at: bought_at", "decide_at:", "leave it out"),
        Mistake("E106", S, "by: customer_id\nevery", "by: custommer_id\nevery", "by: cust", "did you mean 'customer_id'?"),
        Mistake("E104", S, "by: customer_id\nevery", "by: [customer_id, cut_off]\nevery", "by: [", "is what the moments of generated rows are called"),
        Mistake("E102", S, "```yaml wager.tasks", "```yaml", "---", "the project's policy asks for a block wager.tasks"),
        Mistake("E101", "sources/items.yaml", "key: item_id", "kee: item_id", "kee:"),
    ),
}  # fmt: skip
ELSEWHERE = {
    "E015": "no example has a number to decide on: tests/design/test_rules.py",
    "E006": "what the data can detect: tests of `plan`",
    "W119": "α that other designs spent: tests/workflow/judging/test_left.py",
    "W120": "a freeze before `tune` begins: tests/workflow/test_untuned.py",
    "E019": "the same, where nothing is left",
    "W104": "the ceiling of the forecast: tests of `plan`",
    "E018": "costs above the ceiling: tests of `plan`",
    "E113": "money as an objective: tests/workflow/test_check_project.py",
    "E020": "what an experiment finds on data: tests/workflow/proving/test_later.py",
    "E021": "the same, of functions: tests/workflow/proving/test_functions.py",
    "E114": "the same",
    "E112": "data that break a contract: tests/data",
    "W122": "a design that has left its proof of concept: tests/stories/test_stages.py",
    "W110": "data that are not there: the mail and subscriptions projects, below",
    "W125": "a source that shrank: tests/data/test_snapshot.py",
    "W112": "inferred types: tests/data/test_infer.py",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Copies of the three projects, and what is found in them as they are."""
    made = {}
    for name, source in PROJECTS.items():
        folder = tmp_path_factory.mktemp("codes") / name
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".wager", "*.log"))
        made[name] = folder, check_project(open_folder(folder)).findings
    return made


@pytest.mark.parametrize("name", PROJECTS)
def test_the_examples_check_clean(folders, name):
    """Warnings are those that say what is so: no data here, tables without history, goals without a guardrail, and in `mail`
    a recall of predicted classes over a champion that is a rule, and predicts none."""
    expected = {
        "flights": set(),
        "mail": {"I205", "W110", "W118"},
        "subscriptions": {"W108", "W110", "W111"},
    }
    assert {one.code for one in folders[name][1]} <= expected[name]


CASES = [(project, mistake) for project, mistakes in MISTAKES.items() for mistake in mistakes]


@pytest.mark.parametrize(
    ("project", "mistake"), CASES, ids=[f"{one.code} {project} {one.new[:30]}" for project, one in CASES]
)
def test_a_mistake_gives_its_code_on_its_line_and_nothing_else(folders, project, mistake):
    folder, known = folders[project]
    file = folder / mistake.path
    text = file.read_text()
    assert mistake.old in text
    mistaken = text.replace(mistake.old, mistake.new, 1)
    file.write_text(mistaken)
    try:
        findings = check_project(open_folder(folder)).findings
    finally:
        file.write_text(text)
    before = {(one.path, one.code, one.message) for one in known}
    new = [one for one in findings if (one.path, one.code, one.message) not in before]
    lines = [number for number, line in enumerate(mistaken.split("\n"), 1) if mistake.line in line]
    assert [(one.path, one.code) for one in new] == [(mistake.path, mistake.code)], "\n".join(map(str, new))
    assert new[0].line in lines, (str(new[0]), lines)
    assert mistake.says in new[0].message


def test_every_code_of_the_reference_is_planted_or_tested_elsewhere():
    page = (ROOT / "docs" / "reference" / "codes.md").read_text()
    documented = set(re.findall(r"^\| ([EW]\d{3}) \|", page, re.MULTILINE))
    of_lint = {code for code in documented if code[1] in "01"}
    planted = {one.code for mistakes in MISTAKES.values() for one in mistakes}
    assert of_lint - planted - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) - documented == set()
