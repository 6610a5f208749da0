"""What the answers of a model are worth, beyond what its decisions earned: `records.py` holds what is told of it.

Of development rows: `offers.py` (what each action would have earned), then `profit.py` (the curve by the share acted on) and `thresholds.py` (which
probability to act from). Of any rows: `promise.py` (what a model expected to earn, beside what it earned).
"""
