"""Where a run's money comes from, where it is lost, and what to try next: of development rows, never of those that judge.

Read `record.py` (how all of it is written), `money_parts.py` (a confusion matrix in money), `cuts.py` and `search.py` (slices that lose money),
`honest.py` (probabilities), `residuals.py` (numbers), `over_time.py`, `fits.py` (what other fits show), `importance.py`, `mistakes.py`, `complexity.py`; then
`whole.py`, which holds all of these, `rules.py` and `advice.py` (what they suggest), and `compared.py` (two runs).
"""
