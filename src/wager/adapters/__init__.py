"""What the stages only know as protocols: engines, learners, stores; the one place that imports them.

Takes the stages' records and yields Arrow tables, fitted models and stored bytes. Each folder is one kind of real thing:
`duckdb/` (read `emit.py`, then `engine.py`), `spark/` (`emit.py` alone so far), `estimators/` (read `catalogue.py` first), `stores/`. `companions.py` keeps
what libraries drag along out of our own processes.
"""
