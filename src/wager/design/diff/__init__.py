"""What moved between two versions of a design, and in which direction.

Read `change.py` first, then `fields.py` (a design or a plan as fields), `said.py` (a value on one line),
`directions.py` (which way is weaker), `goal_changes.py` and `parts.py` (two plans); `pieces.py` and `documents.py`
compare whole documents, `since_freeze.py` says what of it is frozen, `canonical_text.py` writes one for `git diff`.
"""
