"""Templates to fill in: text with places such as `<what is wrong today>`, which `check` counts.

Read `blocks.py` (one template for each kind of block) and `files.py` (whole files).
"""
