"""Is it better than the champion? SHIP, HARM, REFUTED or INCONCLUSIVE, with reasons.

Takes a hypothesis's goals and the decisions of all contenders on the same rows; yields a verdict. Read
`question.py` (a difference, and what is asked of it), `proof.py` (what came of asking), `comparison.py`
(goals), `guardrails.py`, `verdict.py`, then `sentences.py`.
"""
