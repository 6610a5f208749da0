"""Versions and titles: what a fitted model is registered with, who holds a title, and how a version is opened again.

Read `register_version.py` (with `definitions_of.py`, `version_content.py`, `code_state.py` and `environment.py`, which keep
what it came from), `titles.py`, `champion.py` (a version judged against), `load_predictor.py` and `watch_titles.py`
(a version that answers).
"""
