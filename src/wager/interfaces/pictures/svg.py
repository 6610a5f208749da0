"""The few shapes that our pictures are made of, and their colours in light and in dark."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

FONT = "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
WIDE = 0.56
"""Mean width of a letter, as a part of the font's size: generous, so that no text leaves its box."""

LIGHT = {
    "paper": "#ffffff",
    "box": "#f6f8fa",
    "line": "#7d8691",
    "ink": "#1f2328",
    "faint": "#57606a",
    "ship": "#1a7f37",
    "harm": "#b42318",
    "refuted": "#8a6116",
    "inconclusive": "#0a6c8f",
    "timeout": "#6e4fa3",
}
DARK = {
    "paper": "#0d1117",
    "box": "#161b22",
    "line": "#6e7681",
    "ink": "#e6edf3",
    "faint": "#9aa4af",
    "ship": "#56d364",
    "harm": "#ff8a80",
    "refuted": "#e3b341",
    "inconclusive": "#56c7e8",
    "timeout": "#c4a7f0",
}
"""The same names, for pages on a dark ground."""


def document(width: float, height: float, title: str, description: str, shapes: Sequence[str]) -> str:
    """Wrap shapes into a picture on its own ground.

    Parameters
    ----------
    title, description : str
        For people who hear the picture.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-labelledby="title desc" font-family="{escape(FONT)}">'
    )
    ground = f'<rect class="paper" width="{width:g}" height="{height:g}" rx="8"/>'
    named = [f'<title id="title">{escape(title)}</title>', f'<desc id="desc">{escape(description)}</desc>']
    return "\n".join([head, *named, _style(), ground, *shapes, "</svg>", ""])


def _style() -> str:
    dark = "".join(_rules(DARK))
    return f"<style>{''.join(_rules(LIGHT))}@media (prefers-color-scheme: dark) {{{dark}}}</style>"


def _rules(colours: dict[str, str]) -> list[str]:
    rules = [f".paper{{fill:{colours['paper']}}}", f".box{{fill:{colours['box']}}}"]
    for name, colour in colours.items():
        if name not in {"paper", "box"}:
            rules.append(f".{name}{{fill:{colour}}}.to-{name}{{stroke:{colour};fill:none}}")
    return [*rules, f".on{{fill:{colours['paper']}}}", f".box,.end{{stroke:{colours['line']}}}"]


def text(
    x: float, y: float, said: str, kind: str, *, size: int = 12, bold: bool = False, middle: bool = False
) -> str:
    """Write one line; x is its left end, or its middle.

    Examples
    --------
    >>> text(1, 2, "a < b", "ink")
    '<text class="ink" x="1" y="2" font-size="12">a &lt; b</text>'
    """
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return (
        f'<text class="{kind}" x="{x:g}" y="{y:g}" font-size="{size}"{weight}{anchor}>{escape(said)}</text>'
    )


def box(
    x: float, y: float, width: float, height: float, kind: str, *, round_by: float = 6, thick: float = 1
) -> str:
    """Draw a rectangle with round corners; its kinds say fill and stroke."""
    return (
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_by:g}" '
        f'stroke-width="{thick:g}"/>'
    )


def line(points: Sequence[tuple[float, float]], kind: str, *, thick: float = 1.25) -> str:
    """Draw a way along points, with an arrow at its end."""
    (x, y), (before_x, before_y) = points[-1], points[-2]
    way = " ".join(f"{a:g},{b:g}" for a, b in points)
    if abs(x - before_x) >= abs(y - before_y):
        back = 7 if x > before_x else -7
        head = f"{x:g},{y:g} {x - back:g},{y - 4:g} {x - back:g},{y + 4:g}"
    else:
        back = 7 if y > before_y else -7
        head = f"{x:g},{y:g} {x - 4:g},{y - back:g} {x + 4:g},{y - back:g}"
    return (
        f'<polyline class="to-{kind}" points="{way}" stroke-width="{thick:g}" stroke-linejoin="round"/>'
        f'<polygon class="{kind}" points="{head}"/>'
    )


def curve(points: Sequence[tuple[float, float]], kind: str, *, thick: float = 1.25) -> str:
    """Draw a way along points, without an arrow."""
    way = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline class="to-{kind}" points="{way}" stroke-width="{thick:g}" stroke-linejoin="round"/>'


def area(points: Sequence[tuple[float, float]], kind: str) -> str:
    """Shade what lies within points, so that lines on it can be seen."""
    way = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polygon class="{kind}" points="{way}" opacity="0.16"/>'


def dot(x: float, y: float, kind: str) -> str:
    """Mark a place."""
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="5"/>'


def wrapped(said: str, width: float, lines: int, size: int = 12) -> list[str]:
    """Break a text into lines that fit, the last one cut where there is more.

    Examples
    --------
    >>> wrapped("the timetable alone says which flights to protect", 200, 1)
    ['the timetable alone says …']
    """
    return textwrap.wrap(said, max(int(width / (size * WIDE)), 8), max_lines=lines, placeholder=" …")


def width_of(said: str, size: int = 12) -> float:
    """Estimate how wide a text is."""
    return len(said) * size * WIDE
