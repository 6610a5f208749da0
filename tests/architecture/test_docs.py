"""What exists is documented, and what is documented exists."""

import importlib.util
import re
from pathlib import Path

import pytest

from wager.interfaces.cli.exits import BUG, DONE, EXIT_CODES, INTERRUPTED
from wager.interfaces.cli.main import FILES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "reference" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_reference_is_not_stale(generate):
    assert generate.stale() == [], "run `make docs`"


def test_exit_codes_are_documented(generate):
    assert set(generate.EXITS) == {DONE, *EXIT_CODES.values(), BUG, INTERRUPTED}


def test_every_verb_is_documented():
    page = (DOCS / "reference" / "cli.md").read_text("utf-8")
    for name in FILES:
        assert f"### wager {name}\n" in page


def test_every_code_of_a_finding_is_documented():
    page = (DOCS / "reference" / "codes.md").read_text("utf-8")
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    used = set(re.findall(r'"([EWI]\d{3})"', text))
    assert used <= set(re.findall(r"^\| ([EWI]\d{3}) \|", page, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (DOCS / "decisions").glob("[0-9]*.md"):
        text = path.read_text("utf-8")
        for part in (
            "**Context.**",
            "**Options.**",
            "**Decision.**",
            "**How we will notice that we were wrong.**",
        ):
            assert part in text, (path.name, part)
