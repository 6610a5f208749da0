"""What do we know at this moment? The features of a Matrix for one row at a time, to the same bits.

Read `online.py` (the face), then `timeline.py` and `steps.py` (snapshots, searched instead of walked), `sides.py`
and `stored_answers.py` (what each aggregate reads of them), `live.py` with `versions.py` (events that came since).
"""
