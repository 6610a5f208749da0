"""A verdict as a page: its order, its width, its words, and that each of its numbers stands in the JSON."""

import re
from dataclasses import replace
from pathlib import Path

import click
import pytest

from interfaces.told_verdicts import GOAL, GUARD, HARM, INCONCLUSIVE, REFUTED, SCOPE, SHIP, estimate, judged
from wager.evaluation.estimate import Estimate
from wager.interfaces.cli import tables
from wager.interfaces.cli.render.judged import judged_lines, wholly_judged_lines
from wager.verdict.scope import Scope

PAGES = Path(__file__).with_name("pages")
ALL = {"ship": SHIP, "harm": HARM, "refuted": REFUTED, "inconclusive": INCONCLUSIVE}
ORDER = [
    "in money",
    "what was asked",
    "what was found",
    "what could have been found",
    "what was not tested",
    "which guardrail said no",
    "why ",
    "what follows",
]
NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?[Mk]?(?!\w)")


def page(record, lines=judged_lines):
    return [click.unstyle(line) for line in lines(record.to_json())]


@pytest.mark.parametrize("name", ALL)
def test_the_page_reads_as_it_did(name):
    assert "\n".join(page(ALL[name])) + "\n" == (PAGES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_money_comes_first_and_all_else_in_its_order(name):
    lines = page(ALL[name])
    assert name.upper() in lines[0]
    assert "in place of evening (the champion)" in lines[4]
    places = [next(at for at, line in enumerate(lines) if line.startswith(title)) for title in ORDER]
    assert places == sorted(places)
    assert len(lines) <= 66


@pytest.mark.parametrize("lines", [judged_lines, wholly_judged_lines])
@pytest.mark.parametrize("name", ALL)
def test_no_line_is_wider_than_a_hundred(name, lines):
    said = page(ALL[name], lines)
    assert max(map(len, said)) <= tables.WIDTH, max(said, key=len)
    assert all(line == line.rstrip() for line in said)


@pytest.mark.parametrize("name", ALL)
def test_on_a_terminal_of_eighty_columns_nothing_is_cut(name, monkeypatch):
    wide = " ".join(page(ALL[name])).split()
    monkeypatch.setattr(tables.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    narrow = page(ALL[name])
    assert max(map(len, narrow)) <= 80, max(narrow, key=len)
    assert " ".join(narrow).split() == wide


def leaves(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield value


def forms(number):
    """Write a number in each way that a page may: as money, in short, in percent, as a count."""
    size = abs(number)
    yield from (f"{size:,}", f"{size:,.4g}", f"{size:,.0f}", f"{size:,.2f}", f"{size * 100:.2f}")
    yield from (f"{size / 1e6:.2f}M", f"{size / 1e3:.1f}k")
    yield f"{-(-size // 1):,.0f}"  # days are rounded up


@pytest.mark.parametrize("name", ALL)
def test_every_number_of_the_page_stands_in_the_json(name):
    document = ALL[name].to_json()
    said = list(leaves(document))
    known = {form for one in said if isinstance(one, int | float) for form in forms(one)}
    known |= {token for one in said if isinstance(one, str) for token in NUMBER.findall(one)}
    known |= {"1,000", "95", "8", "10"}  # per 1,000, 95 % intervals, 8 times in 10
    known |= {"5", "0.0001"}  # Holm and the scan at 5 %, p < 0.0001
    known |= {str(sum(one.p is not None for one in ALL[name].judgement.slices))}
    text = re.sub(r"\d{4}-\d\d-\d\d", "", "\n".join(page(ALL[name])[3:]))
    known |= {str(sum(one.result == "proven" for one in ALL[name].judgement.guards))}
    known |= {str(len(ALL[name].judgement.guards))}
    assert [token for token in NUMBER.findall(text) if token not in known] == []


def test_a_year_is_a_thousandth_of_its_rows_times_the_money():
    document = SHIP.to_json()
    more = document["judgement"]["against"]["evening"]["value"]
    yearly = document["per_year"]["against"]["evening"]["value"]
    assert yearly == pytest.approx(more * document["scope"]["rows_per_year"] / 1000)
    assert f"{yearly / 1e6:.2f}M USD more a year" in page(SHIP)[4]


def test_without_a_time_money_is_told_per_thousand_rows_and_nothing_in_days():
    record = replace(
        INCONCLUSIVE, scope=Scope(), evidence=replace(INCONCLUSIVE.evidence, first=None, last=None)
    )
    lines = page(record)
    assert "delay-gbt in place of evening (the champion): 6,000 USD more per 1,000 flights" in lines[4]
    assert "in money, costs not taken off" in lines
    assert not any("a year" in line for line in lines)
    assert "about 31 more days (27,702 more flights) would settle it" in " ".join(" ".join(lines).split())
    assert record.to_json()["per_year"] is None


def test_clusters_that_are_no_days_are_counted_besides_the_days():
    verdict = replace(INCONCLUSIVE.judgement, cluster_word="clusters", clusters=400)
    text = " ".join(" ".join(page(replace(INCONCLUSIVE, judgement=verdict))).split())
    assert (
        "about 31 more days (27,702 more flights in 200 more clusters, at the pace of this holdout)" in text
    )


def test_a_loss_is_called_so_and_an_interval_over_zero_decides_nothing():
    less = replace(SHIP.judgement, against={"evening": estimate(-500.0, 100.0, "USD")})
    assert "168.5k USD less a year (-235.9k .. -101.1k)." in page(replace(SHIP, judgement=less))[4]
    unsure = replace(SHIP.judgement, against={"evening": estimate(-100.0, 100.0, "USD")})
    assert "33.7k USD less a year (-101.1k .. +33.7k), so perhaps" in page(replace(SHIP, judgement=unsure))[4]


def test_what_is_not_there_is_not_told():
    lines = page(replace(SHIP, scope=Scope(rows_per_year=1e5)))
    at = lines.index("what was not tested, and how far it can be trusted")
    assert [line.split()[0] for line in lines[at + 1 : at + 3]] == ["looks", "grade"]


def test_a_replay_counts_no_look_and_writes_nothing():
    record = replace(judged(GOAL["proven"], grade="X", looks=0), as_of="2013-09-01T00:00:00Z")
    lines = page(record)
    assert lines[0].endswith("(grade X, exploratory), a replay as if frozen at 2013-09-01 00:00 UTC")
    assert lines[3] == "Every goal is proven, and every guardrail holds; exploratory, so it promotes nothing."
    assert not any(line.startswith("  looks") for line in lines)
    assert lines[-1] == "  log  nothing was written"


def test_money_that_nobody_knows_is_said_to_be_unknown():
    nothing = Estimate(None, None, None, None, 0, 9, 0, "USD", "the design has no pays")
    verdict = replace(SHIP.judgement, money=nothing, against={"evening": nothing, "do_nothing": nothing})
    lines = page(replace(SHIP, judgement=verdict))
    assert "In money over evening (the champion) nothing can be told: the design has no pays." in lines
    assert "  it cannot be told: the design has no pays" in lines


def test_weeks_are_shown_where_they_differ_and_said_where_the_test_would_end_otherwise():
    goal = GOAL["proven"]
    weeks = replace(goal.estimate, low=-1_000.0, high=28_436.0, clusters=10)
    proof = replace(goal, estimate=replace(goal.estimate, by_weeks=weeks), by_weeks="open")
    record = judged(proof, GUARD["proven"])
    row = next(line for line in page(record) if line.startswith("  G1    passed"))
    assert row.endswith("over evening  -1,000 .. +28,436 (open)")
    money = replace(SHIP.judgement.against["evening"], low=1.0, high=2.0)
    money = replace(money, by_weeks=replace(money, low=-5_000.0, high=5_000.0, clusters=10))
    verdict = replace(SHIP.judgement, against=SHIP.judgement.against | {"evening": money})
    (row,) = [line for line in page(replace(SHIP, judgement=verdict)) if line.startswith("  over evening")]
    assert row.endswith("  -5,000 .. +5,000")
    assert not any("by weeks" in line for line in page(SHIP))


def test_verbose_has_the_bounds_and_the_figures():
    lines = page(SHIP, wholly_judged_lines)
    assert lines[: len(page(SHIP))] == page(SHIP)
    assert "one-sided bounds at α = 0.02, of each difference" in lines
    assert any(line.split() == ["AUC", "0.767"] for line in lines)


def test_a_hundred_times_the_rows_are_no_plan():
    far = replace(GOAL["open"], factor=250.0)
    text = " ".join(" ".join(page(judged(far))).split())
    assert "over 100 times as many rows would be needed" in text
    none = replace(GOAL["open"], factor=None)
    assert "no number of rows would do" in " ".join(" ".join(page(judged(none))).split())


def test_a_verdict_without_guardrails_says_so():
    assert "  none: the goals name no guardrail" in page(judged(GOAL["proven"], scope=SCOPE))
