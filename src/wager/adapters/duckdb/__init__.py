"""DuckDB: the engine of one machine.

Read `engine.py` first (a table of expressions over many rows), then `query.py` (how DuckDB is asked), `emit.py` (an expression
as SQL), `plain.py` (columns that need no database) and `files.py` (data files into Arrow). Nothing else imports duckdb.
"""
