"""Spark: expressions as SQL for a cluster.

Read `emit.py` (an expression as SQL, and the settings under which it means the same as everywhere). Nothing here imports
pyspark, and no engine runs on it yet.
"""
