"""What did the other table say? Columns of another source, from the version of at most one row in force.

Read `versions.py` (which version is in force, as of when), `reading.py` (which columns are joined, by which clock),
`other.py` (the other side, read once), `spread.py` (events with what was known of the other side, stretch by stretch),
`rows.py` (rows as of their moment) and `one.py` (one row at a time).
"""
