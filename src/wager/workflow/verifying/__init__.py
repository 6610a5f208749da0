"""The parts of `wager verify`: what the store holds (`known.py`), then one file for each place that can be damaged.

`objects.py` hashes everything anew and looks for what is gone, `registered.py` looks at the registry, its ledger and the
versions, `logs.py` at the logs of designs, predictions and events.
"""
