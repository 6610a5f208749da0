"""From a frozen hypothesis to its verdict.

Read `case.py` (what the verdict depends on), `trial.py` (contenders decide the held-out rows, and are compared),
`grade.py` (how good the evidence is), `looks.py` (who looked before), `waiting.py` (a holdout whose day has not
come), `interim.py` (a look before it), `scanned.py` and `improved.py` (what stands beside the word) and `judged.py` (what a verdict tells).
"""
