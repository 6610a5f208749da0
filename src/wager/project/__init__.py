"""The wiring: the one place that chooses the real things.

Takes a folder; yields a `Wiring` for the verbs of `wager.workflow`. Read `opening.py`.
"""
