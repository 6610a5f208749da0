"""What a team begins with: schemas for its editors, templates to fill in, data for the examples.

Read `schemas.py`, `place.py` (where a new block belongs) and `made_up/` (data of the examples).
"""
