"""What did we learn? One fitted model.

Takes the matrix of the development rows, with the truth about them; yields a fitted model. The holdout
never comes here. Read `columns.py` (from Arrow to numbers and levels), `split.py` (which row belongs to
which part), `estimator.py` (what learns, what was learned), `calibrate.py`, then `fit.py`. Of one answer,
`contributions.py` says what each column added to it; `stored.py` reads files of models with care.
"""
