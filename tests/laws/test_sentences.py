"""Law: what is printed of a goal, a metric or a monitor reads back as the same thing, and prints the same again."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from wager.design.sentences.goals import parse_goal, parse_metric, parse_red, parse_watch
from wager.design.sentences.metrics import KINDS

NAMED = ("net", "alerts", "reach_2", "of_all")
WORD = st.sampled_from(
    "disrupted safe class_b x2 protect hold review part-of-day JFK EWR early 19-24 65+ 7 a.b é über keine".split()
)
NAME = st.sampled_from(["champion", "do_nothing", "evening", "known_words", "v2"])
DIGITS = st.text("0123456789", min_size=1, max_size=7)
UNITS = ("", " USD", " d", " min", " ms", " %", " pp", "k", "M", "k USD", "M USD")


@st.composite
def amounts(draw, relative=True):
    """Write a number, with a sign, decimals, a multiple or a unit; or a share of the baseline's value."""
    unit = draw(st.sampled_from(UNITS))
    places = 2 if "USD" in unit else 3 if unit in {" d", " min"} else 0 if unit == " ms" else 9
    number = draw(st.sampled_from(["", "-", "+"])) + draw(DIGITS)
    decimals = draw(st.text("0123456789", max_size=places))
    number += f".{decimals}" if decimals else ""
    return f"rel {number} %" if relative and draw(st.booleans()) else number + unit


@st.composite
def metrics(draw):
    """Write a metric: by name, of a kind with its parts, or a ratio of expressions."""
    end = draw(st.sampled_from(["", "", ", lower is better", ", higher is better"]))
    per = f" per {draw(st.sampled_from(['1', '1000', '1k', '1M']))} {draw(st.sampled_from(['flights', 'mails']))}"
    per = draw(st.sampled_from(["", per]))
    if draw(st.booleans()):
        sides = st.sampled_from(
            ["a", "a + 2", "greatest(a, b)", "if(a > 3, b, 0)", "x = 'of to'", "(a - b) * 0.5", "a.b / 2"]
        )
        return f"ratio of {draw(sides)} to {draw(sides)}{per}{end}"
    kind = draw(st.sampled_from([*NAMED, *(kind for kind in KINDS if kind != "ratio")]))
    if draw(st.booleans()):
        return draw(st.sampled_from([kind, kind.upper()])) + end
    of = draw(st.sampled_from(["", " of each class", f" of {draw(WORD)}"]))
    if kind == "quantile_loss":
        of = f" of {draw(st.sampled_from(['0.9', '.50', '0.025']))}"
    within = draw(st.sampled_from(["", f" in {draw(WORD)}"]))
    by = draw(st.lists(st.sampled_from(["protect", "hold", "review"]), max_size=2, unique=True))
    return f"{kind}{of}{within}{' by ' + ', '.join(by) if by else ''}{per}{end}"


@st.composite
def slices(draw):
    """Write a slice, or nothing."""
    one, two = draw(WORD), draw(WORD)
    return draw(
        st.sampled_from(
            ["", "", f" for {one}", f" for {one} {two}", f" for any {one}", f" for any other {one}"]
        )
    )


@st.composite
def guards(draw):
    """Write some guardrails."""
    found = draw(
        st.lists(
            st.tuples(st.sampled_from(["increasing", "decreasing"]), metrics(), slices(), amounts()),
            max_size=3,
        )
    )
    return "".join(
        f"{' and' if place else ''} without {verb} {metric}{where} by more than {margin}"
        for place, (verb, metric, where, margin) in enumerate(found)
    )


@st.composite
def goals(draw):
    """Write a goal, its clauses in any order, broken into lines anywhere."""
    metric, where, over = draw(metrics()), draw(slices()), f" over {draw(NAME)}"
    if draw(st.integers(0, 4)) == 0:
        said = f"Keep {metric}{where} within {draw(amounts())} of {draw(NAME)}"
    else:
        verb = draw(st.sampled_from(["Increase", "Decrease", "Improve", "increase", "IMPROVE"]))
        by = f" by {draw(amounts() | st.just('any amount'))}"
        clauses = draw(st.permutations([by, where, draw(st.sampled_from(["", over]))]))
        said = f"{verb} {metric}{''.join(clauses)}"
    said += draw(guards())
    return said.replace(" ", "\n    ", draw(st.integers(0, 3))) if "'" not in said else said


@settings(max_examples=400)
@given(goals())
@example("Increase net by 0.0000001")
@example(
    "Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 1 pp"
)
def test_a_goal_reads_back_as_it_was_printed(sentence):
    goal = parse_goal(sentence, names=NAMED)
    assert parse_goal(str(goal), names=NAMED) == goal
    assert str(parse_goal(str(goal), names=NAMED)) == str(goal)
    assert [str(guard) in str(goal) for guard in goal.guards] == [True] * sentence.count("without")


@settings(max_examples=300)
@given(metrics())
@example("ratio of a to b per 1000000 mails, lower is better")
def test_a_metric_reads_back_as_it_was_printed(sentence):
    metric = parse_metric(sentence)
    assert parse_metric(str(metric)) == metric
    assert str(parse_metric(str(metric))) == str(metric)


@st.composite
def watches(draw):
    """Write what a monitor looks at."""
    alone = st.sampled_from(
        ["calibration", "skew", "drift of score", "contract of flights", "age of weather"]
    )
    over = draw(st.sampled_from(["", f" over {draw(NAME)}"]))
    return draw(st.sampled_from([draw(alone), f"{draw(metrics())}{draw(slices())}{over}"]))


@settings(max_examples=300)
@given(watches(), st.sampled_from(["above", "below"]), amounts(), st.booleans())
def test_a_monitor_reads_back_as_it_was_printed(sentence, side, amount, of_holdout):
    watch = parse_watch(sentence)
    assert parse_watch(str(watch)) == watch
    red = parse_red(f"{amount} {side} holdout" if of_holdout else f"{side} {amount}")
    assert parse_red(str(red)) == red
    assert (red.side, red.of_holdout) == (side, of_holdout)
