"""What does each decision earn? A pay for every row, action and class, and the action that follows.

Takes the design's money block and the rows; yields pays in whole minor units, and from probabilities the actions. Read
`pays.py`, then `number_pays.py` (objectives that are numbers), then `policy.py`; `break_even.py` is the probability
from which acting pays, `one_row.py` is the same for one row, as serving asks. Where an action cannot be taken always:
`wanted.py` (what is asked for), `capacity.py` (who gets it), `foresight.py` (the most that could be won).
"""
