"""Goals, metrics, slices and monitors as controlled sentences: parsed, and printed back.

Read `words.py` (tokens and amounts) first, then `metrics.py`, `slices.py`, `goal.py` (the records), `goals.py`
(the grammar) and `monitor_words.py`.
"""
