"""Signs in the data that something was written after the decision, though its clock says otherwise.

Read `looked.py` (the rows and columns that are looked at), `of_columns.py`, `of_rows.py` and `of_sources.py` (what is looked for),
then `find_signs.py` (what `wager check` says of it).
"""
