"""Of documents edited after a freeze: every weakening edit is caught, no prose edit is flagged."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from mutations.design_edits import enriched, weakenings
from mutations.design_wordings import rewordings
from wager.design.blocks import read_design
from wager.design.config import Config
from wager.design.defaults import with_defaults
from wager.design.frozen.freeze import closure, design_parts
from wager.design.frozen.log import append, log_folder
from wager.design.models.model_file import read_model
from wager.workflow.differing import designs
from wager.workflow.differing.designs import compare_designs
from wager.workflow.differing.version import Pair, Version

ROOT = Path(__file__).resolve().parents[2]
DESIGNS = {
    "flight-protect": ROOT / "examples/flights",
    "attack-mail": ROOT / "examples/mail",
    "keep-customers": ROOT / "examples/subscriptions",
}
CONFIG = Config("edits", "USD", "America/New_York")


class Frozen:
    """A document, all of whose hypotheses are frozen in a log beside it."""

    def __init__(self, name, folder):
        project = DESIGNS[name]
        self.text = enriched((project / "designs" / f"{name}.md").read_text())
        self.file = folder / f"{name}.md"
        self.models = {}
        for path in sorted((project / "models").glob("*.yaml")):
            model, _ = read_model(path.read_text(), path.name, currency="USD")
            self.models[path.stem] = model
        design, findings = read_design(self.text, f"{name}.md", currency="USD", zone=CONFIG.time_zone)
        assert not [one for one in findings if one.is_error]
        design = with_defaults(design)
        for hypothesis in design.hypotheses:
            plan = design_parts(design, hypothesis, self.models)
            body = {
                "claim": plan["hypothesis"]["claim"],
                "alpha": plan["alpha"]["owned"],
                "parts": closure(plan).parts,
                "plan": plan,
            }
            append(log_folder(self.file), "freeze", body, 0, design=name, hypothesis=hypothesis)

    def against(self, text):
        """Compare the document with an edited one."""
        old, new = (Version(f"{self.file.stem}.md", one, self.file) for one in (self.text, text))
        moved, frozen, faults = compare_designs(Pair(old, new), CONFIG, self.models)
        assert len(frozen) == 3
        return moved, faults


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The three documents; what all comparisons have in common, the log and the text that is frozen, is read once."""
    made = {name: Frozen(name, tmp_path_factory.mktemp(name)) for name in DESIGNS}
    common, read = {one.text: None for one in made.values()}, designs.read_version

    def read_once(version, config):
        if version.text not in common:
            return read(version, config)
        common[version.text] = common[version.text] or read(version, config)
        return common[version.text]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(designs, "read_log", cache(designs.read_log))
        patch.setattr(designs, "read_version", read_once)
        yield made


def test_every_weakening_edit_is_caught(documents):
    missed, counts = [], Counter()
    for name, document in documents.items():
        for edit in weakenings(document.text):
            moved, _ = document.against(edit.text)
            counts[edit.kind] += 1
            frozen = [one for one in moved if one.frozen]
            ways = {one.change.direction for one in frozen}
            if not frozen or (edit.way == "weakened" and not ways & {"weakened", "removed"}):
                missed.append((name, edit.kind, moved))
    assert missed == []
    assert sum(counts.values()) >= 200, counts
    assert len(counts) >= 40


def test_no_prose_edit_is_flagged(documents):
    flagged, counts = [], Counter()
    for name, document in documents.items():
        for edit in rewordings(document.text):
            moved, faults = document.against(edit.text)
            counts[edit.kind] += 1
            if faults or any(one.frozen or one.change.direction != "reworded" for one in moved):
                flagged.append((name, edit.kind, moved, faults))
    assert flagged == []
    assert sum(counts.values()) >= 200, counts
    assert len(counts) >= 20


def test_an_edit_back_to_what_was_frozen_is_no_move(documents):
    for document in documents.values():
        for edit in weakenings(document.text):
            old, new = (Version("a.md", one, document.file) for one in (edit.text, document.text))
            moved, _, _ = compare_designs(Pair(old, new), CONFIG, document.models)
            assert not [one for one in moved if one.frozen]


def test_nothing_moves_where_nothing_was_edited(documents):
    for document in documents.values():
        assert document.against(document.text) == ((), ())
