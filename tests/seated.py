"""Rides of which both hypotheses are judged and the second's version holds the title, though nothing proves it better."""

from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.versions.load_predictor import load_predictor
from wager.workflow.versions.titles import next_turn

DESIGN = "late-bus"


def seated(root):
    """Freeze and judge both, and give the second the title, past `promote`, which rightly refuses it; return root and version."""
    project = api.open(root)
    for name in ("H1", "H2"):
        project.freeze(DESIGN, name)
        judged = project.judge(DESIGN, name)
    wiring = open_folder(root)
    with wiring.registry.acting() as act:
        turns = act.turns(DESIGN)
        act.seat(next_turn(turns, judged.version, wiring.clock.now(), "promoted", len(turns)))
    return root, judged.version


def loaded(root, version):
    """Load a version as serving does, by its last turn."""
    wiring = open_folder(root)
    turns = [one for one in wiring.registry.turns(DESIGN) if one.version == version]
    return wiring, load_predictor(wiring, turns[-1])
