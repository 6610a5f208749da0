"""Who holds the title? Versions, and the seats they take.

Takes a fitted model with all that it came from; yields a version and, for each name that callers use, exactly
one holder. Read `version.py` (what a version is made of), `titles.py` (turns at a title), then `registry.py`
(the protocol behind which the database stands).
"""
