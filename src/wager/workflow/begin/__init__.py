"""What a team begins with: schemas for its editors, templates to fill in.

Read `schemas.py`, `templates.py` (from a project's own names to a text with places to fill in) and `hints.py`.
"""
