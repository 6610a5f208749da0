"""Engines with one mistake each: what others have shipped, and what a hurried change could bring back."""

from typing import ClassVar

import numpy as np
from scipy import stats

from wager.evaluation.contender import Contender
from wager.evaluation.decisions import decided
from wager.evaluation.estimate import Estimate, t_quantile
from wager.evaluation.interval import estimate
from wager.money.pays import money_of
from wager.verdict.brownian import NEVER
from wager.verdict.sequential import bounds, obrien_fleming


def rows_for_clusters(measured, clusters, unit="number"):
    """Take each row for independent."""
    return estimate(measured, np.arange(len(clusters)), unit)


def one_degree_more(alpha, clusters):
    """Take t with G degrees of freedom."""
    return t_quantile(alpha, clusters + 1)


def no_small_sample_factor(measured, clusters, unit="number"):
    """Divide the squares of the clusters' sums by G where G - 1 is due."""
    found = estimate(measured, clusters, unit)
    if found.se is None:
        return found
    shorter = np.sqrt((found.clusters - 1) / found.clusters)
    low, high = (found.value + shorter * (end - found.value) for end in (found.low, found.high))
    parts = (found.clusters, found.rows, found.events, found.unit, found.reason)
    return Estimate(found.value, shorter * found.se, low, high, *parts)


def leaking(trial_of, note_look):
    """Let the log of a look hold what was found at it, in the place of its number of rows."""
    found = []

    def trial(*arguments, **named):
        found.append(trial_of(*arguments, **named))
        return found[-1]

    def noted(*arguments, rows, clusters):
        assert rows
        note_look(*arguments, rows=found[-1].judgement.goals[0].estimate.value, clusters=clusters)

    return trial, noted


def superiority(guard, question):
    """Ask of a guardrail that something is won."""
    if question.better.lower(question.alpha) > 0:
        return "proven", ""
    return ("beyond" if question.spare.upper(question.alpha) < 0 else "open"), ""


def not_significant(guard, question):
    """Call safe whatever is not significantly worse."""
    missing = question.unmeasured()
    if missing:
        return "unmeasured", missing
    if question.better.upper(question.alpha) >= 0:
        return "proven", ""
    return ("beyond" if question.spare.upper(question.alpha) < 0 else "open"), ""


def significant_is_harm(guard, question):
    """Call harm whatever is significantly worse, whatever the margin."""
    missing = question.unmeasured()
    if missing:
        return "unmeasured", missing
    return ("beyond" if question.better.upper(question.alpha) < 0 else "proven"), ""


def refuted_where_not_significant(judge):
    """Make a judge of goals that calls refuted what is not significant."""

    def judged(goal, metric, question):
        result, why = judge(goal, metric, question)
        return ("below" if result == "open" else result), why

    return judged


def best_threshold_on_these_rows(name, answers, answer, pays, truth, *, thresholds=None, described=""):
    """Choose the threshold that earns most on the rows that are judged."""
    if answers == "actions":
        return decided(name, answers, answer, pays, truth, described=described)
    earned, chance = pays.earned(truth), answer[:, 1:].sum(axis=1)
    tried = [(chance >= least).astype(np.int8) for least in np.linspace(0, 1, 101)]
    actions = max(tried, key=lambda found: money_of(found, earned).sum())
    return Contender(name, actions, money_of(actions, earned), answer, described=described)


def all_of_alpha(hypotheses, alpha, verdicts=None):
    """Test each hypothesis at all of α."""
    return dict.fromkeys(hypotheses, alpha.total)


def handed_on_by_all(owned):
    """Make a procedure in which failures hand their α on as well."""

    def found(hypotheses, alpha, verdicts=None):
        return owned(hypotheses, alpha, dict.fromkeys(verdicts or {}, "SHIP"))

    return found


def no_look_is_charged(wiring, target, read):
    """Forget who looked before."""
    return ()


def looks_at_the_very_same_rows(looks_at):
    """Make a count that a copy of the design escapes with one row less."""

    class OtherRows:
        truth: ClassVar[tuple[()]] = ()  # it may be read, and is compared

        @staticmethod
        def shares(_):
            return False

    return lambda wiring, target, read: looks_at(wiring, target, OtherRows)


def cumulative_as_nominal(shares, alpha, spending=obrien_fleming, *, times=None):
    """Test each look at all α that was spent so far."""
    spent = spending(alpha, np.minimum(np.asarray(times if times is not None else shares, dtype=float), 1.0))
    return np.minimum(stats.norm.isf(spent), NEVER)


def of_both_sides(shares, alpha, spending=obrien_fleming):
    """Apply the spending function to both sides at once."""
    return bounds(shares, alpha, lambda one, at: spending(2 * one, at) / 2)
