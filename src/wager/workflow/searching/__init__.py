"""Search: which of many parameters earn most on development rows.

Takes a model file with `search`; yields the model with what was chosen, and what was tried. Read `space.py` (what is tried),
`halving.py` (on how many rows), `field.py` (what processes share), `pool.py` (the processes), `trial.py` (one trial as it is kept),
then `settle.py`; what came of it is told by `evaluation/searched.py`.
"""
