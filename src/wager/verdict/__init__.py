"""Is it better than the champion? SHIP, HARM, REFUTED or INCONCLUSIVE, with reasons.

Takes a hypothesis's goals and the decisions of all contenders on the same rows; yields a verdict. Read
`proof.py` (one goal or guardrail put to the test), `comparison.py` (goals), `guardrails.py`, `verdict.py`,
then `sentences.py`.
"""
