"""What may be counted before any verdict: rows by their moments, and what a perfect model would be worth.

Read `development.py` (which rows may be looked at), `worth.py` (the ceiling), then `ceiling.py` (what `check` says
of a forecast).
"""
