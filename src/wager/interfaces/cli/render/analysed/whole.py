"""An analysis of a run: what is there, and last, where a terminal ends, what to try next."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.analysed.answers import honest_lines, residual_lines, spell_lines
from wager.interfaces.cli.render.analysed.features import complexity_lines, feature_lines, mistake_lines
from wager.interfaces.cli.render.analysed.fits import ageing_lines, curve_lines
from wager.interfaces.cli.render.analysed.money import part_lines, search_lines, slice_lines
from wager.interfaces.cli.tables import prose

Json = dict[str, Any]


def analysis_lines(found: Json) -> list[str]:
    """Print an analysis.

    Parameters
    ----------
    found : dict
        As `Analysis.to_json()` gives it.
    """
    sections = (
        part_lines(found),
        slice_lines(found),
        search_lines(found),
        honest_lines(found),
        residual_lines(found),
        spell_lines(found),
        feature_lines(found),
        complexity_lines(found),
        curve_lines(found),
        ageing_lines(found),
        mistake_lines(found),
    )
    lines = [line for section in sections if section for line in (*section, "")]
    return [*lines, *next_lines(found)]


def next_lines(found: Json) -> list[str]:
    r"""Print what to try next.

    Examples
    --------
    >>> one = {"said": "it ages: a fit that is 30 d older earns less", "do": "retrain every 9 d"}
    >>> print("\n".join(next_lines({"next": [one], "part": "tune"})))
    what to try next
      1. it ages: a fit that is 30 d older earns less
         -> retrain every 9 d
    """
    if not found["next"]:
        return [f"what to try next: nothing stands out on `{found['part']}`"]
    lines = ["what to try next"]
    for place, one in enumerate(found["next"], 1):
        lines += prose(one["said"], "     ", f"  {place}. ")
        lines += prose(one["do"], "        ", "     -> ")
    return lines
