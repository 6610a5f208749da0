"""The learners behind `training.estimator`: one file each, and `catalogue.py`, which knows them by name.

`constant`, `rule`, `table` and `best_split` are a few lines of numpy; `linear` and `logistic` share
`design_matrix.py`; `lightgbm` hands a float matrix to the library, without a DataFrame in between. What was learned
answers many rows, or one without Arrow, with the same bits; what was stored is checked before it is loaded.
"""
