"""The bound that decided a test, where the 95 % interval that stands beside it would have said something else.

The interval leaves out 2.5 % to either side, a test its own α to one: at 5 % a gain may be proven although the interval reaches
below zero, at 1 % one that the interval calls proven may be open.
"""

from __future__ import annotations

from wager.verdict.proof import Proof
from wager.verdict.threshold import better


def alpha_of(proof: Proof, alpha: float) -> float:
    """Return the one-sided α of a test: where there are several looks, what it has at this one."""
    return alpha if proof.looked is None else proof.looked.alpha


def deciding_bound(proof: Proof) -> float | None:
    """Return the bound that decided; None where the interval that is shown says the same.

    To prove is a matter of the bound on the side of harm, to exclude one of the other.
    """
    if not proof.by_interval:
        return None
    near = "proven" in {proof.result, proof.by_interval}
    return proof.low if near == (better(proof) > 0) else proof.high


def bound_text(proof: Proof, alpha: float, bound: str) -> str:
    """Say on which side of a bound the difference lies, and at which α.

    Parameters
    ----------
    proof : Proof
    alpha : float
        The hypothesis's.
    bound : str
        As it is to be read.
    """
    side = "above" if deciding_bound(proof) == proof.low else "below"
    return f"{side} {bound} at the one-sided α of {alpha_of(proof, alpha):.3g}"
