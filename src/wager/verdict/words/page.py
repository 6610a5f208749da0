"""A verdict as one page: money first, then what was asked, found, detectable, not tested, and who said no.

Every face prints the same sections in the same order; `sentences.py` has their words.
"""

from __future__ import annotations

from collections.abc import Callable

from wager.design.sentences.metrics import PER
from wager.evaluation.estimate import Estimate
from wager.foundation.moments import print_moment
from wager.verdict.proof import Proof
from wager.verdict.words.basis import Basis
from wager.verdict.words.by_weeks import WIDER, second_opinions, times_as_wide
from wager.verdict.words.improvement import improvement_facts, improvement_figures
from wager.verdict.words.looks import HEAD, look_facts, look_rows
from wager.verdict.words.opening import sum_text
from wager.verdict.words.section import Section, once
from wager.verdict.words.sentences import (
    MARKS,
    between,
    coarse,
    counted_rows,
    decided,
    limit_text,
    missed,
    missing,
    often,
    place_of,
    size,
    why,
)
from wager.verdict.words.settling import help_needed
from wager.verdict.words.slices import declared_slices, scanned_slices
from wager.verdict.words.untested import left_aside

DATE = len("2013-11-01")
BY_WEEKS = "by weeks"
UNSETTLED = {"open", "unmeasured"}


def sections(basis: Basis) -> list[Section]:
    """Tell a verdict, part by part; a part of which there is nothing to say is left out."""
    told = [make(basis) for make in PARTS]
    return [one for one in told if one.rows or one.facts]


def _money(basis: Basis) -> Section:
    verdict, scope = basis.verdict, basis.scope
    order = sorted(verdict.against.items(), key=lambda pair: pair[0] != verdict.champion)
    figures = [(f"over {_short_name(basis, name)}", found, True) for name, found in order]
    parts = [(what, found, True) for what, found in improvement_figures(verdict)]
    figures[1:1] = parts  # behind the champion
    figures.append((f"{verdict.model} by itself", verdict.money, False))
    rows = []
    for what, found, signed in figures:
        yearly = scope.rows_per_year is not None and found.value is not None
        of_year = f"{sum_text(scope, found, found.value or 0.0)} {found.unit}" if yearly else ""
        rows.append((what, found.shown(signed=signed), between(found), of_year, _wider_by_weeks(found)))
    if verdict.money.value is None:
        return Section("money", "in money", facts=(("", f"it cannot be told: {verdict.money.reason}"),))
    many = scope.rows_per_year
    weeks = any(row[-1] for row in rows)
    named = ("", f"per {PER:,} {verdict.each}s", "95 % interval", "" if many is None else "a year")
    head = (*named, BY_WEEKS) if weeks else named
    year = "" if many is None else f", at {many:,.0f} {verdict.each}s a year"
    return Section(
        "money",
        f"in money, costs not taken off{year}",
        head,
        tuple(row[: len(head)] for row in rows),
        facts=improvement_facts(verdict),
    )


def _short_name(basis: Basis, name: str) -> str:
    return f"{name}, champion" if name == basis.verdict.champion else name


def _asked(basis: Basis) -> Section:
    sentences = {proof.id: proof.sentence for proof in basis.proofs}
    return Section("asked", "what was asked", facts=tuple(sentences.items()))


def _found(basis: Basis) -> Section:
    verdict = basis.verdict
    rows = [_row(proof, verdict.each) for proof in basis.proofs]
    when = (
        "" if basis.first is None else f", {_day(basis.first, basis.zone)} .. {_day(basis.last, basis.zone)}"
    )
    weeks = [_weeks(proof) for proof in basis.proofs]
    head = ("", "", "", "", "95 % interval", "", BY_WEEKS) if any(weeks) else ("",) * 6
    title = f"what was found, on {counted_rows(verdict)}{when}"
    full = tuple((*row, week)[: len(head)] for row, week in zip(rows, weeks, strict=True))
    facts = once(("decided", decided(proof, verdict.alpha)) for proof in basis.proofs if proof.by_interval)
    return Section("found", title, head, full, tuple(proof.result for proof in basis.proofs), facts)


def _clusters(basis: Basis) -> Section:
    facts = once(second_opinions(basis.verdict))
    return Section("clusters", "what hangs on how rows are put into clusters", facts=facts, detail=True)


def _many_looks(basis: Basis) -> Section:
    rows, facts = look_rows(basis.verdict), look_facts(basis.verdict)
    return Section("looks", "what several looks make of it", HEAD, rows, facts=facts)


def _day(moment: int | None, zone: str) -> str:
    return "" if moment is None else print_moment(moment, zone)[:DATE]


def _row(proof: Proof, each: str) -> tuple[str, ...]:
    measured = proof.result != "unmeasured"  # its figure would say more than is known
    figure = proof.estimate.shown(signed=True) if measured else "-"
    ends = between(proof.estimate) if measured else missing(proof)
    return proof.id, MARKS[proof.result], place_of(proof, each), figure, ends, f"over {proof.against}"


def _weeks(proof: Proof) -> str:
    """Write the interval by weeks where it differs, and what would have come of the test where that does.

    Of what is unmeasured there is none: it would say more than is known.
    """
    if proof.result == "unmeasured":
        return ""
    weeks, other = proof.estimate.by_weeks, proof.by_weeks if proof.by_weeks != proof.result else ""
    if weeks is None or not other:
        return _wider_by_weeks(proof.estimate)
    return f"{between(weeks)} ({MARKS[other]})"


def _wider_by_weeks(found: Estimate) -> str:
    """Write the interval by weeks where that is wider by so much that it is said."""
    weeks, wide = found.by_weeks, times_as_wide(found)
    return "" if weeks is None or (wide or 0.0) <= WIDER else between(weeks)


def _detects(basis: Basis) -> Section:
    rows = tuple(
        (
            proof.id,
            place_of(proof, basis.verdict.each),
            "nothing" if told.detects is None else size(told.detects, proof.estimate),
            limit_text(proof),
            coarse(proof) if told.coarse else "",
        )
        for proof, told in zip(basis.proofs, basis.tell(), strict=True)
    )
    looks = any(proof.looked is not None for proof in basis.proofs)
    at = "the α of this look" if looks else f"α = {basis.verdict.alpha:.4g}"
    often_ = f"{often(basis.scope.power)}, at {at}"
    title = f"what could have been found: an effect of at least so much, {often_}"
    return Section("detects", title, ("",) * 5, rows)


def _guardrails(basis: Basis) -> Section:
    verdict = basis.verdict
    title = "which guardrail said no"
    if not verdict.guards:
        return Section("guardrails", title, facts=(("", "none: the goals name no guardrail"),))
    pairs = [
        (proof, told)
        for proof, told in zip(basis.proofs, basis.tell(), strict=True)
        if proof.kind == "guardrail"
    ]
    held = sum(proof.result == "proven" for proof in verdict.guards)
    if held == len(verdict.guards):
        many = "it was" if held == 1 else f"all {held} were"
        return Section("guardrails", title, facts=(("", f"none: {many} shown to keep the margin"),))
    no = [("no", missed(proof, told)) for proof, told in pairs if proof.result == "beyond"]
    unsure = [("unsure", missed(proof, told)) for proof, told in pairs if proof.result in UNSETTLED]
    kept = ("yes", f"{held} of {len(verdict.guards)} were shown to keep their margin")
    return Section("guardrails", title, facts=once([*(no or [("no", "none")]), *unsure, kept]))


def _why(basis: Basis) -> Section:
    verdict, told = basis.verdict, basis.tell()
    fell = [
        ("short", missed(proof, one))
        for proof, one in zip(basis.proofs, told, strict=True)
        if proof.kind == "goal" and proof.result in {"beyond", "below"}
    ]
    settle = help_needed(verdict, told) if verdict.word == "INCONCLUSIVE" else []
    facts = (
        ("why" if fell or settle else "", why(verdict)),
        *fell,
        *(("to settle", text) for text in settle),
    )
    return Section("why", f"why {verdict.word}, and no other word", facts=once(facts))


PARTS: tuple[Callable[[Basis], Section], ...] = (
    _money,
    _asked,
    _found,
    _many_looks,
    _clusters,
    _detects,
    declared_slices,
    scanned_slices,
    left_aside,
    _guardrails,
    _why,
)
"""In the order of the page."""
