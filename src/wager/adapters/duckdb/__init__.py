"""DuckDB: the engine of one machine.

Read `engine.py` first (a table of expressions over many rows), then `emit.py` (an expression as SQL) and
`files.py` (data files into Arrow). Nothing else imports duckdb.
"""
