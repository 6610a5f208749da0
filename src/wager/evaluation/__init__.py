"""What is it worth? Metrics and money with intervals, on named rows, for everyone who decides.

Takes the decisions of a model and of the baselines on the same rows, and their outcomes; yields evidence. What is told
is apart from what computes it: `estimate.py`, `figures.py` and `evidence.py` are records, read from a run without
numpy. Read `influence.py` (an estimate and what each row adds to it), `interval.py` (from there to an interval, by
cluster), `contender.py` (who decides), `decisions.py`, `metrics.py`, `slices.py`, `by_group.py` (groups beside each
other), then `gather.py` with `usual_metrics.py`. What answers are worth beyond that: `worth/`. Columns that look as if
they were written after the fact: `suspicion/`.
"""
