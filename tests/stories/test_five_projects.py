"""From `wager init` to a run in under twenty lines of files, on data whose truth is known: nearly all of the money is reached.

What can be reached is what the best decisions earn, by the probabilities that the rows were drawn from, over doing nothing, on
the rows of `tune`. `WAGER_ROWS=10` takes ten times the rows.
"""

import os
import shutil

import pytest

import wager
from stories.five_projects import SMALL
from wager.foundation.errors import BadInputError
from wager.interfaces.cli.main import main

TIMES = int(os.environ.get("WAGER_ROWS", "1"))
REACHED = 0.98


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Begin a project and write its files, once each."""
    done = {}

    def begin(name):
        if name not in done:
            folder, small = tmp_path_factory.mktemp(name) / name, SMALL[name](TIMES)
            wager.init(folder)
            small.write(folder)
            done[name] = folder, small
        return done[name]

    return begin


def share(run, small, money=None):
    """The share that a model, or somebody else who earned so much, reaches of what can be had over doing nothing."""
    nothing = run.evidence.of("do_nothing").measures["money"].value
    assert nothing == pytest.approx(small.earned(0), rel=1e-4, abs=1e-9)
    money = run.evidence.money if money is None else money
    return (money.value - nothing) / (small.earned(small.best) - nothing)


@pytest.mark.parametrize("name", SMALL)
def test_few_lines_reach_what_can_be_earned(begun, name, capsys):
    folder, small = begun(name)
    assert small.lines < 20
    assert main(["-C", str(folder), "check"]) == 0, capsys.readouterr().out
    run = wager.open(folder).run(small.model)
    assert run.evidence.rows == small.shown.sum()
    print(f"{name}: {small.lines} lines, {len(small.paid):,} rows, {share(run, small):.2%}")
    assert share(run, small) >= REACHED
    # The data are not so plain that anything would do.
    for simple in (run.evidence.of("rule").measures["money"], run.beside[0].money):
        assert share(run, small, simple) < 0.93


def test_the_quantile_that_the_pays_imply_is_what_earns(begun, tmp_path):
    folder, small = begun("loaves")
    folder = shutil.copytree(folder, tmp_path / "loaves")
    (folder / "models" / "mean.yaml").write_text("model: mean\nextends: high\nloss: mean\n")
    nothing = small.earned(0)
    of_the_mean = (small.earned(2) - nothing) / (small.earned(small.best) - nothing)
    assert of_the_mean < 0.9
    assert share(wager.open(folder).run("mean"), small) == pytest.approx(of_the_mean, abs=0.02)


def test_rare_frauds_keep_honest_probabilities(begun):
    folder, small = begun("cards")
    project = wager.open(folder)
    run = project.run(small.model)
    assert small.columns["fraud"].mean() == pytest.approx(0.002, abs=0.0003)
    found = run.evidence.promise.difference
    assert found.low < 0 < found.high
    p, amount = small.chance, small.columns["amount"]
    hoped = 1000 * (small.best * (p * amount - 3 * (1 - p)))[small.shown].mean()
    assert run.evidence.promise.promised.value == pytest.approx(hoped, rel=0.25)
    # Classes that weigh alike are another question: who decides by such answers asks nearly everybody.
    balanced = project.run(small.model, set={"logistic.class_weight": "balanced"}).evidence
    assert balanced.promise.difference.high < -10 * run.evidence.promise.promised.value
    assert balanced.money.value < 0


HIGH, WORDS = "models/high.yaml", "models/words.yaml"
MISTAKES = [
    (
        "bookings",
        "bookings.md",
        "0.3 USD",
        "0.3 EUR",
        "bookings.md:19: E108",
        "not in the project's currency",
    ),
    ("bookings", "bookings.md", "is: cancelled", "is: canceled", "bookings.md:14: E106", "mean 'cancelled'"),
    ("bookings", "bookings.md", "{cancelled:", "{canceled:", "bookings.md:19: E106", "mean 'cancelled'"),
    (
        "parcels",
        "parcels.md",
        "actions: [send, pad, courier]\n",
        "",
        "parcels.md:20: E102",
        "name that first",
    ),
    ("loaves", "loaves.md", '"', "", "loaves.md:19: E108", "a comma ends a value of YAML"),
    ("loaves", HIGH, "wild]", "demand]", "high.yaml:3: E011", "only after the decision"),
    ("loaves", HIGH, "[x*, wild]", "['*']", "high.yaml:3: E104", "begins with `*`"),
    ("mails", WORDS, "encode: {body: {tfidf: {}}}\n", "", "words.yaml:3: E102", "is a text"),
]


@pytest.mark.parametrize(("name", "file", "old", "new", "place", "says"), MISTAKES)
def test_a_mistake_is_said_once_and_nothing_is_run(
    begun, tmp_path, capsys, name, file, old, new, place, says
):
    folder, small = begun(name)
    folder = shutil.copytree(folder, tmp_path / name, ignore=shutil.ignore_patterns(".git", ".wager"))
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    assert main(["-C", str(folder), "check"]) == 1
    (error,) = [line for line in capsys.readouterr().out.splitlines() if ": E" in line]
    assert place in error
    assert says in error
    with pytest.raises(wager.WagerError, match=says.replace("*", r"\*")):
        wager.open(folder).run(small.model)


def test_a_text_alone_needs_a_model_file(begun):
    with pytest.raises(BadInputError, match=r"features: body`, `encode: \{body: \{tfidf"):
        wager.open(begun("mails")[0]).run("logistic")
