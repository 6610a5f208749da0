"""The rows of the one table of operators, by what they work on.

`row.py` says what a row is, `signatures.py` how types are ruled; then `logic.py`, `arithmetic.py`, `numbers.py`,
`texts.py`, `times.py`, `casts.py` hold, side by side for each operator, its Python function and its SQL for each
engine; what several share for Spark is in `spark_sql.py`. They are joined in `operators.py`.
"""
