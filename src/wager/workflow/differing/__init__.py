"""Two versions of a file, and what moved between them.

Read `version.py` (which texts are meant), then `designs.py` and `models.py` (what moved in each kind of file).
"""
