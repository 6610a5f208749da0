"""What do we know at this moment? The features of a Matrix for one row at a time, to the same bits.

Read `online.py` (the face), then `asked.py` (what is asked of a source), `timeline.py`, `sides.py` and `added.py` (sums
found by searching), `steps.py` and `chosen.py` (the one event that answers), `segment.py` with `gathered.py` (events
that no longer change), and `history.py` with `arrivals.py`, `versions.py`, `standing.py` and `fresh.py` (live events).
"""
