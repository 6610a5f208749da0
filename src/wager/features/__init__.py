"""What did we know at that moment? Takes snapshots and unit rows, yields a Matrix.

Read `feature.py` (what a feature is), `entity.py`, `definition.py` and `link.py` (from files to features), then
`plan.py` (what must be computed), `kernel.py` with `exact.py`, `finish_many.py` and `aggregate.py` (windows over two
clocks), `row_plan.py` with `row_values.py` (which unit rows there are), `matrix.py` with `events.py` and `cache.py`
(computing what is missing), `state.py` with `finish.py` and `online/` (the same for one row and for live events), and
`rules.py` (leaks that can be proven).
"""
