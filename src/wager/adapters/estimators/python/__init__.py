"""What does a learner of the project's own learn? A class of the user's, kept as JSON and arrays, asked as any other.

Takes `file:name` and rows, yields a fitted model. Read `entry.py` (the class is called), `given.py` (what it is given),
`kept.py` (what is kept of it), `fitted.py`, `learner.py`, then `same.py` and `alone.py` (what is tried).
"""
