"""Prove by experiment what definitions cannot: that functions are functions of their row, that nothing of the future enters.

Read `sample.py` (which rows), `conditions.py` and `functions.py` (functions in processes of their own), `deleted.py`, `other_sides.py` and `later.py`
(the future deleted), then `prove_features.py`.
"""
