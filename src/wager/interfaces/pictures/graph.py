"""The decision graph as a picture: hypotheses with timebox and α, edges by verdict, and where they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wager.interfaces.pictures.svg import box, document, line, text, width_of, wrapped
from wager.interfaces.spans import span_text

WIDTH, REACH, END = 340, 190, 104
"""How wide a hypothesis is, the way from it to an end, and that end."""

MARGIN, TOP, ROW, LANE = 20, 54, 30, 13
"""Around all; above the first box; one end; one edge that passes a box."""

Edges = dict[str, list[str]]
"""By target, the verdicts that lead there."""


@dataclass(frozen=True)
class _Node:
    """A hypothesis with its place."""

    one: Mapping[str, Any]
    left: float
    claim: list[str]
    ends: Edges
    later: Edges
    top: float
    height: float

    @property
    def name(self) -> str:
        return str(self.one["hypothesis"])

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def took(self) -> str:
        """The edge that it went; empty while it is open."""
        word = str(self.one["verdict"]).lower()
        return "timeout" if word == "void" else word

    @property
    def lost(self) -> bool:
        """True where nobody will come by here any more."""
        return not self.one["ahead"] and not self.took

    def kind(self, verdicts: list[str]) -> str:
        """Colour an edge by the verdict that was given, where it was this one."""
        return self.took if self.took in verdicts else "line"


def graph_svg(planned: Mapping[str, Any]) -> str:
    """Draw the decision graph of a plan.

    Parameters
    ----------
    planned : mapping
        As `Planned.to_json` gives it.

    Returns
    -------
    str
        An SVG picture that needs nothing besides itself.
    """
    by_name = {one["hypothesis"]: one for one in planned["hypotheses"]}
    order = _order(by_name)
    lanes = _lanes(by_name, order)
    left = MARGIN + (16 + LANE * len(lanes) if lanes else 0)
    nodes = list(_places(by_name, order, left))
    places = {node.name: node for node in nodes}
    shapes = [text(MARGIN, 32, _headline(planned), "ink", size=14, bold=True)]
    for place, node in enumerate(nodes):
        following = order[place + 1] if place + 1 < len(order) else ""
        shapes += [*_box(node), *_ends(node), *_edges(node, places, following, lanes)]
    height = (nodes[-1].top + nodes[-1].height if nodes else TOP) + MARGIN
    width = max(left + WIDTH + REACH + END + MARGIN, MARGIN * 2 + width_of(_headline(planned), 14))
    return document(width, height, f"Decision graph of {planned['design']}", _told(nodes), shapes)


def _headline(planned: Mapping[str, Any]) -> str:
    worst, appetite = planned["worst"], planned["appetite"]
    if worst is None:
        return f"{planned['design']}: no hypothesis yet"
    of = f" of {span_text(appetite)}" if appetite is not None else ""
    names = " → ".join(step["hypothesis"] for step in worst["steps"])
    return f"{planned['design']}: the longest way, {names}, takes {span_text(worst['days'])}{of}"


def _places(by_name: Mapping[str, Any], order: list[str], left: float) -> Iterator[_Node]:
    """Stack the hypotheses, each high enough for its text and its ends, in an order in which edges lead down."""
    top = float(TOP)
    for name in order:
        one = by_name[name]
        ends, later = _split(one, by_name)
        claim = wrapped(one["claim"], WIDTH - 28, 2)
        height = float(max(56 + 15 * len(claim), ROW * len(ends)))
        yield _Node(one, left, claim, ends, later, top, height)
        top += height + 34 + 16 * max(len(later), 1)


def _order(by_name: Mapping[str, Any]) -> list[str]:
    """Order them so that each comes before those that follow it."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        _, later = _split(by_name[name], by_name)
        for target in reversed(later):
            visit(target)
        ordered.append(name)

    for name in reversed(tuple(by_name)):
        visit(name)
    return ordered[::-1]


def _split(one: Mapping[str, Any], by_name: Mapping[str, Any]) -> tuple[Edges, Edges]:
    """Tell the edges that end from those that lead to a hypothesis, verdicts with one target together."""
    ends: Edges = {}
    later: Edges = {}
    for verdict, targets in one["next"].items():
        for target in targets:
            edges = later if target in by_name else ends
            edges.setdefault(target, []).append(verdict)
    return ends, later


def _lanes(by_name: Mapping[str, Any], order: list[str]) -> dict[tuple[str, str], int]:
    """Give each edge that passes a box a lane of its own at the left."""
    passing = [
        (name, target)
        for place, name in enumerate(order)
        for target in _split(by_name[name], by_name)[1]
        if order[place + 1 : place + 2] != [target]
    ]
    return {edge: number for number, edge in enumerate(passing)}


def _box(node: _Node) -> list[str]:
    left, top, kind = node.left, node.top, node.took
    shade = "faint" if node.lost else "ink"
    shapes = [box(left, top, WIDTH, node.height, "box")]
    if kind:
        badge = 1.15 * width_of(kind, 11) + 20
        right = left + WIDTH - 10
        shapes += [
            box(left, top, WIDTH, node.height, f"to-{kind}", thick=2),
            box(right - badge, top + 9, badge, 18, kind, round_by=9, thick=0),
            text(right - badge / 2, top + 22, kind.upper(), "on", size=11, bold=True, middle=True),
        ]
    model = wrapped(str(node.one["model"]), WIDTH - 150, 1)
    return [
        *shapes,
        text(left + 14, top + 22, node.name, shade, size=14, bold=True),
        text(left + 24 + width_of(node.name, 14), top + 22, "".join(model), "faint"),
        text(
            left + 14, top + 41, f"{span_text(node.one['days'])} · α {node.one['alpha']}{_state(node)}", shade
        ),
        *(text(left + 14, top + 58 + 15 * row, said, "faint") for row, said in enumerate(node.claim)),
    ]


def _state(node: _Node) -> str:
    if node.lost:
        return " · no longer reached"
    return "" if node.took or node.one["state"] == "draft" else f" · {node.one['state']}"


def _ends(node: _Node) -> Iterator[str]:
    """Draw where the ways end, each with the verdicts that lead there."""
    first = node.middle - ROW * (len(node.ends) - 1) / 2
    right, target = node.left + WIDTH, node.left + WIDTH + REACH
    for place, (end, verdicts) in enumerate(node.ends.items()):
        y, kind = first + ROW * place, node.kind(verdicts)
        yield line([(right, y), (target, y)], kind, thick=1.25 if kind == "line" else 2.5)
        for below, said in enumerate(_halves(verdicts, REACH - 30)):
            yield text(right + 12, y - 5 + 19 * below, said, "faint" if kind == "line" else kind, size=11)
        yield box(target, y - 11, END, 22, f"box to-{kind}" if kind != "line" else "box end", round_by=11)
        yield text(target + END / 2, y + 4, end, "ink", size=11, bold=kind != "line", middle=True)


def _edges(
    node: _Node, places: Mapping[str, _Node], following: str, lanes: Mapping[tuple[str, str], int]
) -> Iterator[str]:
    """Draw the edges to later hypotheses: straight down to the next, round the left to others."""
    x, turn = node.left + 22, node.bottom + 18
    for target, verdicts in node.later.items():
        kind, other, said = node.kind(verdicts), places[target], ", ".join(verdicts)
        thick, shade = (1.25, "faint") if kind == "line" else (2.5, kind)
        if target == following:
            middle = node.left + WIDTH / 2
            yield line([(middle, node.bottom), (middle, other.top)], kind, thick=thick)
            yield text(middle + 10, other.top - 14, said, shade, size=11)
            continue
        number = lanes[node.name, target]
        lane, into = node.left - 16 - LANE * number, other.top + 14 + 8 * (number % 4)
        way = [(x, node.bottom), (x, turn), (lane, turn), (lane, into), (node.left, into)]
        yield line(way, kind, thick=thick)
        yield text(x + 8, turn - 2, said, shade, size=11)
        x, turn = x + width_of(said, 11) + 18, turn + 16


def _halves(verdicts: list[str], width: float) -> list[str]:
    """Write verdicts on one line, or on one above an edge and one below it."""
    said = ", ".join(verdicts)
    if width_of(said, 11) <= width:
        return [said]
    half = (len(verdicts) + 1) // 2
    return [", ".join(verdicts[:half]) + ",", ", ".join(verdicts[half:])]


def _told(nodes: list[_Node]) -> str:
    """Say the whole graph in words."""
    return " ".join(_sentence(node) for node in nodes) or "There is no hypothesis."


def _sentence(node: _Node) -> str:
    given = f", judged {node.took}" if node.took else ""
    edges = "; ".join(
        f"{', '.join(verdicts)} leads to {target}"
        for target, verdicts in (*node.later.items(), *node.ends.items())
    )
    return f"{node.name} ({span_text(node.one['days'])}, α {node.one['alpha']}{given}): {edges or 'nothing follows'}."
