"""The code in the documents runs, and the keys of `--json` are those that are documented."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from clinic import write_clinic
from rides import write_rides
from wager.interfaces import api
from wager.interfaces.cli.main import FILES, wager
from wager.interfaces.http.run import Serving
from wager.verdict.improvement import Improvement
from wager.workflow.versions.titles import next_turn

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
FENCE = re.compile(r"(<!-- not run:[^\n]*-->\n)?^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page, language):
    """The code of a page in one language, without what is marked `<!-- not run: why -->`."""
    return [
        code for skip, kind, code in FENCE.findall(page.read_text("utf-8")) if kind == language and not skip
    ]


def commands():
    for page in PAGES:
        for code in [*blocks(page, "bash"), *blocks(page, "console")]:
            for line in code.replace("\\\n", " ").splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True)
                if words[:1] == ["wager"]:
                    yield pytest.param(words[1:], id=f"{page.stem}: {line[:60]}")


@pytest.mark.parametrize("words", list(commands()))
def test_a_command_in_a_document_is_one(words):
    name, *arguments = words
    command = wager.get_command(click.Context(wager), name)
    assert command is not None, name
    command.make_context(name, arguments)


def written_in_python():
    return [page for page in PAGES if blocks(page, "python")]


@pytest.mark.parametrize("page", written_in_python(), ids=lambda page: page.stem)
def test_python_in_a_document_runs(page, few_flights, monkeypatch, capsys):
    monkeypatch.chdir(few_flights)
    code = "\n".join(blocks(page, "python"))
    exec(compile(code, page.name, "exec"), {})


def documented():
    """Keys by section of the page on documents; one that is not a name stands for what varies."""
    text = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        title, _, body = section.partition("\n")
        cells = [line.split("|")[1] for line in body.splitlines() if line.startswith("| ")][1:]
        found[title] = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    return found


@pytest.fixture(scope="module")
def documents(rides, tmp_path_factory):
    """A document of every verb, and of what is in them."""
    project = api.open(rides)
    folder = tmp_path_factory.mktemp("documents")
    label = {"label": "delay >= 5", "when": "due", "gain": "8 EUR", "cost": "1 EUR"}
    file = write_rides(folder / "rides") / "data" / "rides.csv"
    shown = {
        "source": "rides",
        "feature": "history.line_late_2d",
        "model": "by-more",
        "design": "late-bus",
    }
    judged = project.judge("late-bus", "H1").to_json()
    live = api.open(shutil.copytree(rides, folder / "served"))
    wiring, version = live._wiring, judged["version"]
    predicted = live.predict("late-bus", file)
    audited = live.audit(predicted.predictions[-1]["prediction"])
    with wiring.registry.acting() as act:
        act.seat(next_turn(act.turns("late-bus"), version, wiring.clock.now(), "promoted", 1))
    (folder / "older.md").write_text((rides / "designs" / "late-bus.md").read_text().replace("5 d", "4 d"))
    moved = {"promote": live.promote(version), "rollback": live.rollback("late-bus")}
    document = live.root / "designs" / "late-bus.md"
    document.write_text(document.read_text() + "\n```yaml wager.reviews\nproduct: 1\n```\n")
    found = {
        "init": api.init(folder / "new"),
        "new": api.open(write_rides(folder / "blank")).new("design", "a-new-one"),
        "try": api.try_file(file, out=folder / "tried", **label),
        "check": project.check(),
        "plan": project.plan("late-bus"),
        "board": project.board(),
        "object": live.object("late-bus", "product", "it is too early"),
        "approve": live.approve("late-bus", "product"),
        "next": project.next(),
        "log": project.log("late-bus"),
        "snapshot": project.snapshot(),
        "ls": project.ls(),
        "show": project.show("source", "rides"),
        "diff": project.diff(str(folder / "older.md"), "late-bus"),
        "run": project.run("by-history"),
        "compare": live.compare(live.run("by-line").id, live.run("by-history").id),
        "analysis": live.run("by-history").analysis,
        "trace": project.trace("history.line_late_2d", "7"),
        "test": api.open(write_clinic(folder / "clinic")).test(),
        "freeze": project.freeze("late-bus", "H1"),
        **moved,
        "serve": Serving("127.0.0.1", 8000, {"late-bus": version}, {"late-bus": "by-line"}),
        "predict": predicted,
        "audit": audited,
        "audit version": live.audit(version),
        "audit title": live.audit("late-bus"),
        "reproduce": live.reproduce("late-bus"),
        "verify": live.verify(),
        "gc": live.gc(),
        "report": project.report("late-bus"),
    }
    found = {name: result.to_json() for name, result in found.items()}
    found |= {f"show {kind}": project.show(kind, name).to_json()[kind] for kind, name in shown.items()}
    figures = judged["evidence"]["contenders"][0]
    return {
        **found,
        "reviews": found["approve"]["reviews"],
        "judge": judged,
        "judgement": judged["judgement"],
        "scan": judged["judgement"]["scan"],
        "improvement": Improvement().to_json(),  # nobody holds the title that H1 asks for
        "proof": judged["judgement"]["guards"][0],
        "evidence": judged["evidence"],
        "figures": figures,
        "estimate": figures["measures"]["money"],
    }


def test_every_verb_has_its_document():
    assert set(FILES) <= set(documented())


def test_the_documented_keys_are_the_real_ones(documents):
    said = documented()
    assert set(said) == set(documents)
    real = {name: set(document) for name, document in documents.items()}
    real["show"] -= {"source"}
    assert real == said


def test_records_in_lists_have_the_documented_keys(documents):
    text = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
    for verb, key in [
        ("plan", "ways"),
        ("plan", "hypotheses"),
        ("board", "designs"),
        ("log", "entries"),
        ("reviews", "signed"),
        ("report", "hypotheses"),
        ("trace", "steps"),
        ("test", "tests"),
        ("snapshot", "snapshots"),
        ("diff", "changes"),
        *[("ls", key) for key in ("designs", "sources", "features", "models", "runs", "titles", "versions")],
        ("serve", "titles"),
        ("audit", "columns"),
        ("audit", "checks"),
        ("audit title", "held"),
        *[("show source", key) for key in ("columns", "derived")],
        ("show design", "hypotheses"),
    ]:
        section = text.split(f"\n## {verb}\n")[1].split("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| ")]
        line = next(line for line in rows if f"`{key}`" in line.split("|")[1])
        missing = set(documents[verb][key][0]) - set(re.findall(r"`(\w+)`", line))
        assert not missing, (verb, key, missing)
