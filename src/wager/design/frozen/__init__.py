"""What a freeze covers, and the log that keeps it.

Read `freeze.py` (parts and their digests) and `log.py` (entries in git) first; `standing.py` says where a
hypothesis stands by its log, `route.py` which way the graph has gone, `log_yaml.py` writes values as YAML.
"""
