"""What was done after the fact leaves traces: in the log, the ledger, the history of git, and in what was frozen.

Read `trace.py` (what is known of one design) first, then `detectors.py` (the list of all). Each detector is a
function of a trace that yields findings; `amendments.py` says which hypothesis amends which.
"""
