"""A version made again: from its snapshots alone, in a process that sees nothing else.

Read `rebuild_version.py` (what is done there), `clean_process.py` (how it is begun), `interpreters.py` (with what is
installed) and `given_objects.py` (what it may read).
"""
