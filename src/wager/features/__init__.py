"""What did we know at that moment? Takes snapshots and unit rows, yields a Matrix.

Read `feature.py` (what a feature is), `entity.py`, `definition.py` and `link.py` (from files to features), then
`plan.py` (what must be computed), `kernel.py` with `exact.py` and `aggregate.py` (windows over two clocks),
`matrix.py` with `events.py` and `cache.py` (computing what is missing), `state.py` and `online/` (the same for one row
and for live events), and `rules.py` (leaks that can be proven).
"""
