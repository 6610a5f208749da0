"""`wager show run --analyse` and `wager compare`: a run on its development rows, opened again and looked at closely.

Read `opened.py` (a kept run becomes a question with its answers again), `cut_rows.py`, `quick.py` (what the answers alone say), `refits.py` (what other fits say),
`costs.py`, then `analyse_run.py` and `compare_runs.py`. Nothing here reads the holdout.
"""
