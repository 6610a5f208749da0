"""Tests of models, run: a direction that an answer keeps to, or what one row gets.

Read `behaviour.py` (what a test said), `subject.py` (who is asked, and how columns that are moved or given by hand reach the model),
then `directions.py`, `known_cases.py` and `behave.py`, which runs them; `of_projects.py` is the part of `wager test`.
"""
