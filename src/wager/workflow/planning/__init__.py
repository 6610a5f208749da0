"""What `wager plan` tells before a result exists.

Read `prospects.py` (the graph from where it stands), `bench.py` (who decides on development rows), `detection.py`
and `detectable.py` (what each test can see), then `findings.py` (what is wrong with the plan).
"""
