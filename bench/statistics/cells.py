"""What is measured in each cell, and what it may be at most and at least."""

from dataclasses import dataclass, replace
from decimal import Decimal

import engine
import numpy as np
from scipy.special import nctdtrinc, ndtri, stdtrit
from simulated import GAIN, ROWS, World

from wager.design.hypotheses.alpha import Alpha, owned
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.evaluation.enough import FEW_CLUSTERS, LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.interval import SHOWN
from wager.foundation.amounts import Duration
from wager.verdict.power import chance, distance
from wager.verdict.sequential import bounds, of_clusters

ALPHA = 0.05
FEW_AT_MOST, LOOKS_AT_LEAST, AT_MOST = 0.065, 0.035, 0.0565
COVERED = (0.94, 0.96)
COVERED_FROM = 50
"""Rows that differ, in all."""

NEAR = 0.02
LOOKS_POWER = 0.775
MANY = 12
"""Times as many data sets where a bound lies half a point from what is expected."""

ASKED = 4
"""Data sets of each cell that wager judges itself, row by row."""

SIZES = ("no difference", "no difference, few clusters")
HEADER = f"{'what':32} {'icc':>5} {'clusters':>8} {'rate':>6} {'kind':10} {'looks':>5} {'judged':>7} {'measured':>9} {'at least':>9} {'at most':>8}"


@dataclass(frozen=True)
class Line:
    """A cell of the table.

    Attributes
    ----------
    what : str
        Which bound is tested.
    world : World
        Where its data sets come from.
    looks, runs : int
        At each data set, and how many of these.
    rate : float
        What was measured.
    least, most : float or None
        Its bounds; None where it is only printed.
    judged : float
        Share of the data sets that wager judges.
    differ : int
        How many of those that were judged by wager itself come out otherwise.
    """

    what: str
    world: World
    looks: int
    runs: int
    rate: float
    least: float | None = None
    most: float | None = None
    judged: float = 1.0
    differ: int = 0

    @property
    def broken(self):
        """Whether a bound is."""
        low = self.least is not None and self.rate < self.least
        return low or (self.most is not None and self.rate > self.most)

    def __str__(self):
        """Write as a line of the table."""
        world = self.world
        ends = [f"{100 * end:.2f}" if end is not None else "-" for end in (self.least, self.most)]
        return (
            f"{self.what:32} {world.icc:5.2f} {world.clusters:8} {100 * world.rate:5.1f}% {world.kind:10} {self.looks:5} "
            f"{100 * self.judged:6.1f}% {100 * self.rate:8.2f}% {ends[0]:>9} {ends[1]:>8}"
            + (" BROKEN" if self.broken else "")
            + (f" {self.differ} DIFFER" if self.differ else "")
        )


def size(world, looks, runs, seed):
    """Look for a difference where there is none."""
    drawn = world.sums(runs, seed)
    differ = engine.agrees(drawn, world.clusters, SHOWN, some=ASKED)
    least, found, lines = int(np.ceil(LEAST_EVENTS / world.differing_each)), {}, []
    for many in looks:
        plan = engine.plan(world.clusters, many, ALPHA / 2, least)
        if plan not in found:
            found[plan] = engine.first_claims(drawn, plan)
        above, below, judged = found[plan]
        lines.append(_size(world, many, above | below, judged, differ if many == 1 else 0))
    return lines


def _size(world, looks, claimed, judged, differ):
    line = Line(SIZES[0], world, looks, len(claimed), claimed.mean(), judged=judged.mean(), differ=differ)
    if world.clusters < LEAST_CLUSTERS or world.differing < LEAST_EVENTS / 2:
        return replace(
            line, what="refused", rate=judged.mean(), most=0.01 if world.clusters >= LEAST_CLUSTERS else 0.0
        )
    if world.clusters < FEW_CLUSTERS:
        line = replace(line, what=SIZES[1], most=FEW_AT_MOST)
    else:
        line = replace(line, most=ALPHA)
    whole = looks > 1 and line.judged > 0.999
    return replace(line, least=LOOKS_AT_LEAST if whole else None)


def coverage(world, runs, seed):
    """Count how often the interval of 95 % has the true difference in it.

    Of two hundred cells some lie three standard errors off by chance: one that breaks its bound is measured anew, with so many
    other data sets that chance does not decide, and that is what counts.
    """
    line = _covered(replace(world, gain=True), [(runs, seed)])
    if line is not None and line.broken:
        line = _covered(line.world, [(runs, (seed, again)) for again in range(MANY)])
    return [] if line is None else [line]


def _covered(world, draws):
    within = []
    for runs, seed in draws:
        at = engine.found(world.sums(runs, seed), world.clusters)
        judged = at.judged & (at.groups >= FEW_CLUSTERS)
        t = -stdtrit(at.groups[judged] - 1, SHOWN)
        down, up = engine.reach(t, at.skew[judged]), engine.reach(t, -at.skew[judged])
        off = (at.value[judged] - GAIN[world.kind]) / at.se[judged]
        within.append((off <= down) & (-off <= up))
    found, asked = np.concatenate(within), sum(runs for runs, _ in draws)
    if not len(found):
        return None
    ends = COVERED if world.differing >= COVERED_FROM and world.clusters >= FEW_CLUSTERS else (None, None)
    return Line("coverage", world, 1, len(found), found.mean(), *ends, judged=len(found) / asked)


def margin(world, runs, seed):
    """Lose exactly what a guardrail bears: it holds where the bound at 5 % lies within."""
    sums, counted, changed = replace(world, gain=True).sums(runs, seed)
    # The gain turned round is a loss; a guardrail whose margin is just that loss asks for `value + margin` above zero.
    drawn = GAIN[world.kind] * counted - sums, counted, changed
    above, _, judged = engine.claims(drawn, world.clusters, ALPHA)
    most = AT_MOST if world.clusters >= FEW_CLUSTERS else FEW_AT_MOST
    return [Line("harm of the margin ships", world, 1, runs, above.mean(), most=most, judged=judged.mean())]


def losses(world, runs, seed):
    """Lose rows at the world's rate, many of a cluster at once, and exactly as many as a guardrail bears."""
    random, rate, many = np.random.default_rng(seed), world.rate, 1 / world.icc - 1
    counted, found = np.full((runs, world.clusters), float(ROWS)), []
    times = MANY if world.clusters >= FEW_CLUSTERS else 1
    for _ in range(times):
        lost = random.binomial(ROWS, random.beta(rate * many, (1 - rate) * many, counted.shape))
        drawn = rate * counted - lost, counted, lost.astype(np.float64)
        above, _, judged = engine.claims(drawn, world.clusters, ALPHA)
        found.append((above.mean(), judged.mean()))
    passed, judged = np.mean(found, axis=0)
    most = AT_MOST if times > 1 else FEW_AT_MOST
    what = "rare losses of the margin ship"
    return [Line(what, world, 1, times * runs, passed, most=most, judged=judged)]


def power(clusters, runs, seed):
    """Find what `plan` says is found in 80 % of cases, given the true standard error."""
    world, found = World(0.1, clusters, 0.999, "normal"), []
    effect = distance(SHOWN, 0.8, clusters) * true_error(world)
    for again in range(MANY):
        sums, counted, changed = world.sums(runs, (seed, again))
        drawn = sums + effect * counted, counted, changed
        found.append(engine.claims(drawn, clusters, SHOWN)[0].mean())
    promised = chance(effect / true_error(world), SHOWN, clusters)
    rate = float(np.mean(found))
    return [Line("power as planned", world, 1, MANY * runs, rate, promised - NEAR, promised + NEAR)]


def true_error(world):
    """Return the standard error of a mean of normal differences; nearly all rows count, so clusters are alike."""
    return np.sqrt((world.icc / (1 - world.icc) + 1 / (ROWS * world.rate)) / world.clusters)


def power_of_looks(looks, runs, seed):
    """Look many times for what one look finds in 80 % of cases; so often that chance does not decide by half a point."""
    world, plan = World(0.1, 400, 0.999, "normal"), engine.plan(400, looks, ALPHA / 2, LEAST_CLUSTERS)
    far, found = nctdtrinc(399, 0.2, -stdtrit(399, SHOWN)), []  # one look, which is by t, finds it in 80 %
    for again in range(MANY):
        sums, counted, changed = world.sums(runs, (seed, again))
        sums += far * true_error(world) * counted
        found.append(engine.first_claims((sums, counted, changed), plan)[0].mean())
    least = LOOKS_POWER if looks == 28 else 0.77
    return [Line("power of many looks", world, looks, MANY * runs, float(np.mean(found)), least)]


def family(runs, seed):
    """Test five hypotheses without effect, each at the α that a design gives it."""
    world, names = World(0.1, 50, 0.1, "normal"), [f"H{place}" for place in range(1, 6)]
    chain = {
        name: Hypothesis(name, "", "a", ("G1",), Duration(0), next={"ship": (after,)})
        for name, after in zip(names, [*names[1:], "PROMOTE"], strict=True)
    }
    shares = owned(chain, Alpha(Decimal(str(ALPHA))))
    wrong = np.zeros(runs, bool)
    for place, name in enumerate(names):
        drawn = world.sums(runs, (seed, place))
        wrong |= engine.claims(drawn, world.clusters, float(shares[name]))[0]
    return [Line("family of five ships", world, 1, runs, wrong.mean(), most=AT_MOST)]


def information(icc, runs, seed):
    """Look 28 times, each at the share of information that its own standard error tells."""
    world = World(icc, 140, 0.1, "normal")
    drawn = world.sums(runs, seed)
    at = [engine.found(drawn, clusters) for clusters in range(30, 141, 5)]
    planned = np.median(at[-1].se)
    wrong = [
        _claimed(np.array([(one.value[run], one.se[run]) for one in at]), planned) for run in range(runs)
    ]
    line = Line("shares by standard errors", world, len(at), runs, np.mean(wrong))
    return [replace(line, least=LOOKS_AT_LEAST, most=ALPHA)]


def _claimed(seen, planned):
    shares, looked = [], []
    for look, (value, se) in enumerate(seen):
        last = look == len(seen) - 1
        share = max((planned / se) ** 2, 1.0 if last else 0.0)  # the test ends here, with all of α
        if shares and share <= shares[-1]:
            continue  # it knows no more than it did
        shares.append(share)
        looked.append((abs(value) / se, 30 + 5 * look - 1))
        if share >= 1:
            break
    t, degrees = np.transpose(looked)
    alphas = engine.ndtr(-bounds(shares, of_clusters(ALPHA / 2, int(degrees[-1]) + 1)))
    return bool((t > -stdtrit(degrees, alphas)).any())


def with_bounds(lines, *, exact):
    """Widen bounds by what chance adds: of the size over all its cells, and in a short run of everything."""
    cells = sum(line.what == SIZES[0] for line in lines) or 1
    return [_widened(line, cells, exact=exact) for line in lines]


def _widened(line, cells, *, exact):
    def spare(rate, of):
        return -ndtri(0.01 / of) * np.sqrt(rate * (1 - rate) / line.runs)

    if line.what in {SIZES[0], "shares by standard errors"}:
        line = replace(line, most=line.most + spare(line.most, cells))
        if exact or line.least is None:
            return line
        return replace(line, least=line.least - spare(line.least, cells))
    if exact or line.what == "refused":
        return line
    least = None if line.least is None else line.least - spare(line.least, cells)
    return replace(line, least=least, most=None if line.most is None else line.most + spare(line.most, cells))
