"""What is told of slices: what was tested of the declared ones, and what the scan found in those that nobody declared."""

from __future__ import annotations

from wager.evaluation.estimate import Estimate
from wager.verdict.scan import Scan
from wager.verdict.slices import SliceProof
from wager.verdict.words.basis import Basis
from wager.verdict.words.section import Section
from wager.verdict.words.sentences import between

SHOWN = 5
"""Of what a scan found, the worst."""

CHANCE = (
    "Of all that is found so, up to 5 % is chance on average (Benjamini-Hochberg), and the worst look worse than they are. "
    "It changes nothing in the verdict; a new hypothesis may ask, on other rows."
)
_SMALL = 1e-4
_ROWS = ("", "rows", "", "95 % interval")


def declared_slices(basis: Basis) -> Section:
    """Tell what was tested of the declared slices; empty of verdicts given before any were."""
    proofs = basis.verdict.slices
    if not proofs:
        return Section("slices", "")
    tested, first = sum(proof.p is not None for proof in proofs), proofs[0]
    title = f"declared slices: {first.metric} over {first.against}; {tested} tested together (Holm, 5 %)"
    return Section("slices", title, (*_ROWS, "", "p"), tuple(_row(proof) for proof in proofs))


def _row(proof: SliceProof) -> tuple[str, ...]:
    name, rows, figure, ends = _figures(f"{proof.dimension} {proof.value}", proof.estimate)
    if proof.word in {"not enough rows", "not measured"}:
        return name, rows, "", "", proof.word, ""
    if proof.why:  # nothing varies, so that an interval of no width would say too much
        return name, rows, figure, proof.why.partition(",")[0], proof.word, ""
    return name, rows, figure, ends, proof.word, "" if proof.adjusted is None else _p(proof.adjusted)


def _p(value: float) -> str:
    return "< 0.0001" if value < _SMALL else f"{value:.4f}"


def _figures(name: str, found: Estimate) -> tuple[str, ...]:
    return name, f"{found.rows:,}", found.shown(signed=True), between(found)


def scanned_slices(basis: Basis) -> Section:
    """Tell what a scan found, and that it found nothing where it did; empty where nobody looked."""
    scan = basis.verdict.scan
    if scan is None:
        return Section("scan", "")
    if not scan.found:
        return Section(
            "scan", "what a scan found, in slices that nobody declared", facts=(("", _none(basis, scan)),)
        )
    looked = f"in {scan.count:,} of {_looked(scan)} {_worse(basis, scan)}"
    rows = tuple(_figures(one.condition, one.estimate) for one in scan.found[:SHOWN])
    title = f"found, not tested: {looked}: {scan.metric}, the worst first"
    return Section("scan", title, _ROWS, rows, facts=(("", CHANCE),))


def _none(basis: Basis, scan: Scan) -> str:
    if not scan.looked:
        return "nothing further to look at: of what nobody declared, no slice is large enough"
    return (
        f"among {_looked(scan)} none is found in which {_worse(basis, scan)}; none found is no proof of none"
    )


def _looked(scan: Scan) -> str:
    left = f" ({scan.left_out:,} more were not looked at)" if scan.left_out else ""
    slices = f"{scan.looked:,} slice{'' if scan.looked == 1 else 's'}"
    columns = f"{scan.columns:,} column{'' if scan.columns == 1 else 's'}"
    return f"{slices} of {columns} that nobody declared{left}"


def _worse(basis: Basis, scan: Scan) -> str:
    return f"{basis.verdict.model} is worse than {scan.against}"
