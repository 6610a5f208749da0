"""How much error each hypothesis may spend, and who inherits it.

The graphical procedure of Bretz et al.: a hypothesis is tested at the share of α that it owns; a success
frees its α, and the `ship` edge says to whom it goes. A failure frees nothing.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal

from wager.design.hypotheses.amendment import ID, amended
from wager.design.hypotheses.graph import in_order
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.kinds.kind import kind
from wager.design.kinds.question import key_lines
from wager.design.reading.fields import Field, FieldReader, each, may, share
from wager.design.reading.shapes import record_of
from wager.foundation.amounts import Share
from wager.foundation.yaml_file import Node

TOTAL = Decimal("0.05")
POWER = Decimal("0.8")


@dataclass(frozen=True)
class Alpha:
    """The block `alpha`.

    Attributes
    ----------
    total : Decimal
        Chance of at least one false promotion over the whole design.
    share : dict of str to Decimal or None
        Part of the total that each hypothesis owns at first; None is equal parts.
    power : Decimal
        Chance of finding what is there, for planning.
    """

    total: Decimal = TOTAL
    share: dict[str, Decimal] | None = None
    power: Decimal = POWER
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def share_of(self, hypothesis: str) -> Decimal:
        """Return the part that `share` gives a hypothesis by name; 0 where it says nothing of it."""
        return (self.share or {}).get(hypothesis, Decimal(0))


FIELDS: Map[str, Field] = {
    "total": may(share, "the chance of at least one false promotion over the whole design; default 0.05"),
    "share": may(
        each(share, ID, noun="a hypothesis"),
        "the part of the total that each hypothesis owns at first; default equal parts; together at most 100 %",
    ),
    "power": may(share, "the chance of finding what is there, for planning; default 80 %"),
}


@kind(
    record_of(FIELDS),
    "how much error each hypothesis may spend; a success hands its α on along its `ship` edge",
)
def read_alpha(reader: FieldReader, node: Node) -> Alpha | None:
    """Read the block `alpha`."""
    values = reader.record(node, "block alpha", FIELDS)
    if values is None:
        return None
    lines = key_lines(node)
    shares: dict[str, Share] | None = values.get("share")
    parts = None if shares is None else {name: part.value for name, part in shares.items()}
    total = values.get("total", Share(TOTAL)).value
    if parts is not None and sum(parts.values()) > 1:
        reader.fault(
            lines["share"],
            "E008",
            f"the shares of α add up to {Share(Decimal(sum(parts.values())))}; at most 100 % can be given away",
        )
    if not 0 < total < 1:
        reader.fault(
            lines["total"],
            "E002",
            f"total of block alpha should lie between 0 and 1, such as `0.05`, not {total}",
        )
    return Alpha(total, parts, values.get("power", Share(POWER)).value, node.line, lines)


def owned(
    hypotheses: Map[str, Hypothesis], alpha: Alpha, verdicts: Map[str, str] | None = None
) -> dict[str, Decimal]:
    """Say at which α each hypothesis is tested.

    Parameters
    ----------
    hypotheses : mapping of str to Hypothesis
    alpha : Alpha
    verdicts : mapping of str to str
        Verdict of each hypothesis that was judged; those left out are still open.

    Returns
    -------
    dict of str to Decimal
        For a hypothesis that succeeded, what it had before it handed it on. An amendment owns what `share` gives it, out
        of what was not given away: equal parts leave it nothing, and nobody hands anything on to it.

    References
    ----------
    .. [1] F. Bretz, W. Maurer, W. Brannath, M. Posch, "A graphical approach to sequentially rejective
       multiple test procedures", Statistics in Medicine 28, 2009, 586-604.

    Examples
    --------
    >>> from wager.foundation.amounts import Duration
    >>> chain = {
    ...     "H1": Hypothesis("H1", "", "a", ("G1",), Duration(0), next={"ship": ("PROMOTE", "H2")}),
    ...     "H2": Hypothesis("H2", "", "b", ("G1",), Duration(0)),
    ... }
    >>> print(*owned(chain, Alpha()).values())
    0.025 0.025
    >>> print(*owned(chain, Alpha(), {"H1": "SHIP"}).values())
    0.025 0.050
    """
    verdicts = verdicts or {}
    if not hypotheses:
        return {}
    first = [name for name in hypotheses if not amended(name)]
    even = {name: Decimal(1) / len(first) for name in first}
    share_of = {
        name: (even if alpha.share is None else alpha.share).get(name, Decimal(0)) for name in hypotheses
    }
    found = {name: alpha.total * part for name, part in share_of.items()}
    for name in in_order(hypotheses):
        heirs = [
            target
            for target in hypotheses[name].edge("ship")
            if target in hypotheses and target != name and not amended(target)
        ]
        if verdicts.get(name, "").lower() == "ship" and heirs:
            for heir in heirs:
                found[heir] += found[name] / len(heirs)
    return found
