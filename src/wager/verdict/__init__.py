"""Is it better than the champion? SHIP, HARM, REFUTED or INCONCLUSIVE, with reasons.

Takes a hypothesis's goals and the decisions of all contenders on the same rows; yields a verdict. Read
`question.py` (a difference, and what is asked of it), `proof.py` (what came of asking), `comparison.py`
(goals), `guardrails.py`, `verdict.py`; beside the word, and never into it: `slices.py`, `scan.py`, `improvement.py`.
Several looks: `sequential.py` (bounds), `interim.py` (one test at its looks). Before there is a result: `power.py`, `odds.py`. What it says
to people: `words/`, and `reasons.py` for the figure in a reason.
"""
