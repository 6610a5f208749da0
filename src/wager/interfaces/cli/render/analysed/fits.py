"""What other fits show: more rows, and age."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import prose, table

Json = dict[str, Any]


def curve_lines(found: Json) -> list[str]:
    """Print the learning curve."""
    curve = found["curve"]
    if curve is None:
        return []
    cells = [
        [
            f"{one['rows']:,}",
            str(one["fits"]),
            figure_text(one["money"]),
            interval_text(one["money"]),
            f"{one['seconds']:.1f} s",
        ]
        for one in curve["steps"]
    ]
    lines = table(["learned from", "fits", "per 1,000", "", "a fit took"], cells, "")
    if curve["doubling"] is not None:
        more = curve["doubling"]
        lines += prose(
            f"the last doubling added {figure_text(more, signed=True)} {interval_text(more, signed=True)}, the chance of fitting heeded",
            "  ",
        )
    return lines + (prose(f"not all steps are there: {curve['reason']}", "  ") if curve["reason"] else [])


def ageing_lines(found: Json) -> list[str]:
    """Say whether a fit on older rows earns less."""
    one = found["ageing"]
    if one is None:
        return []
    lost = one["lost"]
    said = (
        f"age: learned from {one['rows']:,} {found['each']}s that are {one['days']:,.0f} d older it earns "
        f"{figure_text(lost)} {interval_text(lost)} less"
    )
    return prose(said, "  ", "")
