"""The plan: every verdict has its edge, no path is longer than the appetite, the first result comes early."""

from __future__ import annotations

from wager.design.checks.scene import Scene
from wager.design.hypotheses.amendment import amended
from wager.design.hypotheses.graph import circle, longest, starts, unanswered
from wager.foundation.errors import nearest


def check_plan(scene: Scene) -> None:
    """Check the decision graph of a design."""
    design = scene.design
    _open_ends(scene)
    around = circle(design.hypotheses)
    if around:
        one = design.hypotheses[around[0]]
        message = f"hypotheses lead in a circle: {' → '.join((*around, around[0]))}"
        scene.fault(one.lines.get("next", one.line), "E110", message)
    elif "hypothesis" not in design.unread:
        _appetite(scene)
        _unreached(scene)
    written = any(key == "appetite" or nearest(key, ["appetite"]) for key in design.front_lines)
    if not written and not design.is_one_file and "front matter" not in design.unread:
        message = "the front matter needs `appetite`: how long the whole may take, such as `30 d`"
        scene.fault(1, "E102", message)
    _crawl(scene)
    _reviews(scene)
    _future(scene)


def _open_ends(scene: Scene) -> None:
    for one in scene.design.hypotheses.values():
        verdicts = ", ".join(unanswered(one))
        if verdicts and (one.next or not scene.design.is_one_file):
            message = (
                f"nothing follows hypothesis {one.id} after {verdicts}; add it to `next`, or `otherwise`"
            )
            scene.fault(one.lines.get("next", one.line), "E004", message)


def _appetite(scene: Scene) -> None:
    design = scene.design
    way, length = longest(design.hypotheses)
    if design.appetite is not None and length.microseconds > design.appetite.microseconds:
        message = f"the path {' → '.join(way)} takes {length}, longer than the appetite of {design.appetite}"
        scene.fault(design.front_lines.get("appetite", 1), "E005", message)


def _unreached(scene: Scene) -> None:
    """Say which hypotheses no verdict leads to; the first begins, and an amendment follows what it amends."""
    hypotheses = scene.design.hypotheses
    first = next(iter(hypotheses), "")
    for name in starts(hypotheses):
        if name != first and not amended(name):
            message = (
                f"no edge leads to {name}, so it is asked only by whoever starts it by hand; put it into `next` of another, such as "
                f"`next: {{refuted: {name}, …}}` of {first}, or take it out"
            )
            scene.fault(hypotheses[name].line, "I206", message)


def _crawl(scene: Scene) -> None:
    """Warn where the first step that anybody can use takes more than a third of the time."""
    crawl, appetite = scene.design.stages.get("crawl"), scene.design.appetite
    if crawl is not None and appetite is not None and 3 * crawl.by.microseconds > appetite.microseconds:
        message = (
            f"the crawl takes {crawl.by}, over a third of the appetite of {appetite}; deliver less at first, so that "
            "time is left to learn from it"
        )
        scene.fault(crawl.line, "W106", message)


def _future(scene: Scene) -> None:
    """Check that outcomes mature within a holdout that comes after the freeze."""
    design, split = scene.design, scene.design.split
    if split is None or split.prospective is None:
        return
    line, matures = split.lines.get("holdout", split.line), design.objective.matures
    if split.prospective.microseconds <= matures.microseconds:
        message = (
            f"a holdout of {split.prospective} after the freeze judges nothing: outcomes mature only after {matures}; "
            "make it longer"
        )
        scene.fault(line, "E103", message)
    if split.seal:
        message = (
            "outcomes that come after the freeze need no seal, as nobody can have seen them; leave `seal` out"
        )
        scene.fault(split.lines.get("seal", line), "E101", message)


def _reviews(scene: Scene) -> None:
    """Warn where the role that wrote the design is one that reviews it."""
    design = scene.design
    for role in design.reviews:
        if _plain(role) == _plain(design.owner):
            line = getattr(role, "line", design.line("reviews"))
            message = f"{role} owns the design and reviews it; name another role, as authors cannot approve their own"
            scene.fault(line, "W105", message)


def _plain(role: str) -> str:
    return role.casefold().replace("-", "_")
