"""One feature of one row, step by step: which events count, what their state is, what each expression gives.

Everything here is computed one value at a time, by the plain states and the row form of the language, and so a second
time beside the matrix. Read `story.py` first, then `chosen.py` (events), `counted.py` (states) and `parts.py` (expressions).
"""
