"""Sign-offs and objections: who has said what of a plan, and what is still needed.

Read `reviewed.py` (what the log says) and `reviews.py` (what the project needs) first, then `given.py` (one more).
"""
