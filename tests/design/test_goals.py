from decimal import Decimal

import pytest

from wager.design.sentences.goals import (
    SentenceError,
    parse_goal,
    parse_metric,
    parse_red,
    parse_watch,
    resolved,
)
from wager.foundation.amounts import Change, Duration, Money, Relative, Share

GOALS = (
    "Increase net by 8000 USD without decreasing recall for any origin by more than 2 pp and without increasing alerts by more than 50",
    "Increase net by any amount over do_nothing",
    "Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 1 pp",
    "Improve auc by rel 5 % over evening",
    "Keep money per 1000 flights for origin JFK within 500 USD of evening",
    "Decrease rate of protect in disrupted by 2 pp for part_of_day early",
    "Increase recall of disrupted by protect, hold by 2 pp for newcomer new without decreasing net by more than 0.05 USD",
    "Increase money per 1000000 mails by 5000 USD",
)


@pytest.mark.parametrize("sentence", GOALS)
def test_a_goal_prints_as_it_was_written_and_reads_back_equal(sentence):
    goal = parse_goal(sentence, names=("net", "alerts"))
    assert str(goal) == sentence
    assert parse_goal(str(goal), names=("net", "alerts")) == goal


def test_an_empty_wish_lacks_everything():
    with pytest.raises(SentenceError) as raised:
        parse_goal("Improve model's performance")
    assert raised.value.code == "E001"
    for part in ("metric", "amount", "slice", "guardrail"):
        assert part in str(raised.value)


def test_a_metric_without_an_amount_lacks_the_rest_too():
    with pytest.raises(SentenceError, match="lacks amount, guardrail") as raised:
        parse_goal("Increase net for origin JFK", names=("net",))
    assert raised.value.code == "E001"


def test_a_bare_per_cent_is_accepted_in_a_draft():
    assert parse_goal("Improve AUC by 2 %").amount == Share(Decimal("0.02"))


def test_any_other_leaves_out_the_goals_own_value():
    goal = parse_goal(GOALS[2])
    assert goal.slice.value == "phishing"
    assert goal.slice.dimension is None
    guard = goal.guards[0]
    assert (guard.direction, guard.slice.any, guard.slice.dimension) == ("decreasing", "any other", "class")
    assert guard.margin == Change(Decimal("0.01"))


def test_line_breaks_are_spaces_and_metric_names_ignore_case():
    goal = parse_goal("increase NET\n  by 5k USD\n over champion", names=("net",))
    assert (goal.verb, goal.metric.kind, goal.amount) == ("Increase", "net", Money(500_000, "USD"))


@pytest.mark.parametrize(
    ("sentence", "code", "word"),
    [
        ("Increse net by 8000 USD", "E105", "Increse"),
        ("Increase net bby 8000 USD", "E105", "bby"),
        ("Increase net by 8000 USD ovr champion", "E105", "ovr"),
        (
            "Increase net by 8000 USD over champion withot decreasing recall by more than 2 pp",
            "E105",
            "withot",
        ),
        ("Increase net by 8000 USD without decresing recall by more than 2 pp", "E105", "decresing"),
        ("Increase net by 8000 USD without decreasing recall by mor than 2 pp", "E105", "mor"),
        ("Increase net by 8000 USD and without decreasing recall by more than 2 pp", "E105", "and"),
        ("Increase net by 8000USD", "E002", "8000USD"),
        ("Increase net by many USD", "E002", "by many USD"),
        ("Increase net by 8000 USDD", "E002", "USDD"),
        ("Increase net by 8000 USD without decreasing recall", "E013", "decreasing"),
        ("Increase net by 1 USD by 2 USD", "E107", "2"),
        ("Keep net within 5 USD", "E103", "USD"),
        ("Keep net within 5 USD off evening", "E105", "off"),
        ("Increase net by 8000 USD for", "E103", "for"),
        ("", "E105", ""),
    ],
)
def test_each_fault_has_its_code_and_names_the_word(sentence, code, word):
    with pytest.raises(SentenceError) as raised:
        parse_goal(sentence, names=("net", "recall"))
    assert raised.value.code == code, str(raised.value)
    assert sentence.find(word) - 8 <= raised.value.position <= max(sentence.find(word), 0) + len(word)


@pytest.mark.parametrize(
    "sentence",
    [
        "money per 1000 flights",
        "recall of disrupted",
        "recall of each class",
        "rate of protect per 1000 flights, lower is better",
        "rate of quarantine in safe, lower is better",
        "false_positive_rate of fraud by review",
        "ratio of protected * 2 to seats per 100 flights",
        "brier",
    ],
)
def test_a_metric_prints_as_it_was_written(sentence):
    metric = parse_metric(sentence)
    assert str(metric) == sentence
    assert parse_metric(str(metric)) == metric


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("money pr 1000 flights", "E105"),
        ("money per thousand flights", "E002"),
        ("money per 1000", "E002"),
        ("recall off disrupted", "E105"),
        ("recall of", "E103"),
        ("recall of disrupted lower is better,", "E105"),
        ("rate of protect, lowr is better", "E105"),
        ("ratio of a", "E103"),
        ("ratio", "E102"),
        ("", "E001"),
    ],
)
def test_faults_of_metrics(sentence, code):
    with pytest.raises(SentenceError) as raised:
        parse_metric(sentence)
    assert raised.value.code == code


def test_a_named_metric_stands_for_its_definition():
    named = {"recall": parse_metric("recall of disrupted")}
    assert resolved(parse_metric("Recall"), named).of == "disrupted"
    assert resolved(parse_metric("recall of phishing"), named).of == "phishing"


def test_better_directions():
    assert parse_metric("log_loss").better == "lower"
    assert parse_metric("rate of protect").better == "higher"
    assert parse_metric("rate of protect, lower is better").better == "lower"


def test_watch_and_red():
    watch = parse_watch("recall for any origin over evening")
    assert (str(watch.metric), watch.slice.any, watch.baseline) == ("recall", "any", "evening")
    assert parse_watch("contract of flights").of == "flights"
    assert parse_watch("calibration").kind == "calibration"
    assert parse_red("above 3 h").amount == Duration(3 * 3_600_000_000)
    assert parse_red("5 pp below holdout").of_holdout
    assert parse_red("rel 5 % above holdout").amount == Relative(Decimal("0.05"))
    for sentence in ("drift of reputation.score", "skew", "net over do_nothing", "recall for newcomer new"):
        assert str(parse_watch(sentence)) == sentence
    for sentence in ("below -1000 USD", "5 pp below holdout"):
        assert str(parse_red(sentence)) == sentence


@pytest.mark.parametrize(
    "sentence",
    ["drift fo score", "drift", "age of", "net ovr do_nothing", "skew of score", "contract of a b"],
)
def test_faults_of_watch(sentence):
    with pytest.raises(SentenceError):
        parse_watch(sentence)


@pytest.mark.parametrize(
    "sentence", ["abve 3 h", "3 h", "above", "5 pp below holdot", "5 pp bellow holdout", "above 3 h now", ""]
)
def test_faults_of_red(sentence):
    with pytest.raises(SentenceError):
        parse_red(sentence)
