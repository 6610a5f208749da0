"""How much error each hypothesis may spend, and who inherits it.

The graphical procedure of Bretz et al.: a hypothesis is tested at the share of α that it owns; a success
frees its α, and the `ship` edge says to whom it goes. A failure frees nothing. What was frozen keeps its α,
whatever the document says later: hypotheses that are added share what is left.
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
_DUST = Decimal("1e-15")
"""What rounding may leave: equal parts of three do not add up exactly."""


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
    hypotheses: Map[str, Hypothesis],
    alpha: Alpha,
    verdicts: Map[str, str] | None = None,
    frozen: Map[str, Decimal] | None = None,
) -> dict[str, Decimal]:
    """Say at which α each hypothesis is tested.

    Parameters
    ----------
    hypotheses : mapping of str to Hypothesis
    alpha : Alpha
    verdicts : mapping of str to str
        Verdict of each hypothesis that was judged; those left out are still open.
    frozen : mapping of str to Decimal
        The α of all that were ever frozen, also of those that the document no longer holds.

    Returns
    -------
    dict of str to Decimal
        For a hypothesis that succeeded, what it had before it handed it on. An amendment owns what `share` gives it, out
        of what was not given away: equal parts leave it nothing, and nobody hands anything on to it.

    Notes
    -----
    The α of what was frozen and did not hand it on, of what is handed on to a draft, and of the drafts themselves never
    add up to more than the total: equal parts are parts of what is left, and shares are cut in proportion where they
    give away more. What is handed on to a hypothesis that is frozen already, at another α, is lost to it.

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
    >>> more = chain | {"H3": Hypothesis("H3", "", "c", ("G1",), Duration(0))}
    >>> print(*owned(more, Alpha(), {"H1": "REFUTED"}, {"H1": Decimal("0.025")}).values())
    0.025 0.0125 0.0125
    """
    frozen, verdicts = frozen or {}, verdicts or {}
    shipped = [name for name in in_order(hypotheses) if verdicts.get(name, "").lower() == "ship"]
    edges = {name: heirs(hypotheses, name) for name in hypotheses}
    handing = [name for name in shipped if edges[name]]
    first = _at_first(hypotheses, alpha, frozen, handing, edges)
    weights = {name: frozen.get(name, first[name]) for name in hypotheses}
    # A frozen heir keeps the α it was frozen at, which holds what it had inherited by then.
    transitions = {
        name: {heir: Decimal(1) / len(to) for heir in to if heir not in frozen} for name, to in edges.items()
    }
    found = dict(weights)
    for name in handing:
        found[name] = weights[name]
        weights, transitions = handed_on(weights, transitions, name)
    return found | weights


def heirs(hypotheses: Map[str, Hypothesis], name: str) -> tuple[str, ...]:
    """Name those to whom a success hands its α on, in equal parts."""
    targets = hypotheses[name].edge("ship")
    return tuple(
        target for target in targets if target in hypotheses and target != name and not amended(target)
    )


def handed_on(
    weights: Map[str, Decimal], transitions: Map[str, Map[str, Decimal]], rejected: str
) -> tuple[dict[str, Decimal], dict[str, dict[str, Decimal]]]:
    """Take a hypothesis that succeeded out of the graph, and hand its α on along its edges (Bretz et al., algorithm 1).

    Parameters
    ----------
    weights : mapping of str to Decimal
        The α of each hypothesis, or the part of it.
    transitions : mapping of str to mapping of str to Decimal
        Which part of its α each hands on to which; together at most 1.
    rejected : str

    Returns
    -------
    weights, transitions : dict
        Of those that remain.

    Examples
    --------
    >>> one = Decimal(1)
    >>> handed_on({"A": one / 2, "B": one / 2, "C": one * 0}, {"A": {"B": one}, "B": {"A": one / 2, "C": one / 2}}, "B")
    ({'A': Decimal('0.75'), 'C': Decimal('0.25')}, {'A': {'C': Decimal('1')}, 'C': {}})
    """
    left = [name for name in weights if name != rejected]
    edge = {name: dict(transitions.get(name, {})) for name in weights}
    out = edge[rejected]
    nothing = Decimal(0)
    moved: dict[str, dict[str, Decimal]] = {}
    for name in left:
        into = edge[name].get(rejected, nothing)
        rest = 1 - into * out.get(name, nothing)
        parts = {other: edge[name].get(other, nothing) + into * out.get(other, nothing) for other in left}
        moved[name] = {
            other: part / rest for other, part in parts.items() if part and other != name and rest > _DUST
        }
    return {name: weights[name] + weights[rejected] * out.get(name, nothing) for name in left}, moved


def _at_first(
    hypotheses: Map[str, Hypothesis],
    alpha: Alpha,
    frozen: Map[str, Decimal],
    handing: list[str],
    edges: Map[str, tuple[str, ...]],
) -> dict[str, Decimal]:
    """Give each draft its own α: what `share` says, or an equal part, out of what the frozen ones leave."""
    spent = sum((part for name, part in frozen.items() if name not in handing), Decimal(0))
    for name in handing:
        if name in frozen:  # what it hands on to drafts is spoken for
            waiting = sum(heir not in frozen for heir in edges[name])
            spent += frozen[name] * waiting / len(edges[name])
    left = max(alpha.total - spent, Decimal(0))
    drafts = [name for name in hypotheses if name not in frozen]
    if alpha.share is None:
        equal = [name for name in drafts if not amended(name)]
        part = left / max(len(equal), 1)
        usual = alpha.total / max(sum(not amended(name) for name in hypotheses), 1)
        part = usual if abs(part - usual) <= _DUST else part
        return {name: part if name in equal else Decimal(0) for name in hypotheses}
    parts = {name: alpha.total * alpha.share_of(name) for name in hypotheses}
    asked = sum((parts[name] for name in drafts), Decimal(0))
    if asked > left + _DUST:
        parts |= {name: parts[name] * left / asked for name in drafts}
    return parts
