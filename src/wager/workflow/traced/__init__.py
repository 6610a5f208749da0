"""A feature of one row, told to people: which row is meant, and the record of what was told.

`named_row.py` finds the row that a person names, `told.py` writes stories as JSON values.
"""
