"""The kinds of block of a design, by noun: their records and how they are read.

Read `question.py` (rows, objective), `split.py` and `worth.py` (money, with `constants.py`) first, then `judging.py` (slices,
metrics, baselines, goals), `delivery.py` (software, stages, online, launch), `running.py` (monitors,
rollback, risks) and `record.py` (problem, requirements, decisions, tasks, reviews). Hypotheses and α
stand in `design/hypotheses/hypothesis.py` and `design/hypotheses/alpha.py`.
"""
