"""What does a verdict say, in words? One page that a manager can read, the same on every face.

Takes a verdict with what it leaves aside (`basis.py`) and yields sections in one order. Read `page.py` (which parts, in which order),
`opening.py` (its first lines), `sentences.py` (what all parts say alike); then a part: `looks.py`, `by_weeks.py`, `slices.py`,
`improvement.py`, `untested.py`, `settling.py`, and `deciding_bound.py`, where an interval that is shown is not what decided.
Nothing here decides anything, and no stage of judging imports it.
"""
