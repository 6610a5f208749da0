"""What several looks at a holdout make of each test, in words: the α of the present one, and the difference allowing for stopping."""

from __future__ import annotations

from dataclasses import replace

from wager.verdict.proof import Proof
from wager.verdict.verdict import Verdict
from wager.verdict.words.sentences import between, place_of

HEAD = ("", "", "α at this look", "allowing for the looks", "95 % interval")

BIASED = (
    "a difference that ends a test early is more often too large than too small; the one here errs to either side alike. There "
    "is none where no earlier look could have ended the test, or one would have and another test kept it going"
)
EARLY = "going on was hardly worth it: were it as large as was asked, it would have shown itself by now"


def looked(verdict: Verdict) -> list[Proof]:
    """Return the tests that several looks share their α over."""
    return [proof for proof in (*verdict.goals, *verdict.guards) if proof.looked is not None]


def look_rows(verdict: Verdict) -> tuple[tuple[str, ...], ...]:
    """Give for each test its α at the present look, and its difference allowing for the looks."""
    return tuple(_row(proof, verdict.each) for proof in looked(verdict))


def _row(proof: Proof, each: str) -> tuple[str, ...]:
    found = proof.looked
    assert found is not None
    place = place_of(proof, each)
    alpha = f"{found.alpha:.2g}" if found.alpha else "none yet"
    if found.value is None or found.low is None or found.high is None or proof.result == "unmeasured":
        return proof.id, place, alpha, "-", ""
    fair = replace(proof.estimate, value=found.value, low=found.low, high=found.high)
    return proof.id, place, alpha, fair.shown(signed=True), between(fair)


def look_facts(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Say what the looks cost, and how the difference beside them is to be read."""
    proofs = looked(verdict)
    if not proofs:
        return ()
    shares = max((proof.looked.path for proof in proofs if proof.looked), key=len)
    taken = ", ".join(f"{step.share:.0%}".replace("%", " %") for step in shares)
    spent = f"at {taken} of the planned time; together they have no more than the α of {verdict.alpha:.4g} that one look has"
    futile = any(proof.looked is not None and proof.looked.futile for proof in verdict.goals)
    return (
        ("looks", spent if taken else f"too little until now for any test; α is {verdict.alpha:.4g}"),
        ("read", BIASED),
        *((("futile", EARLY),) if futile and verdict.word == "INCONCLUSIVE" else ()),
    )
