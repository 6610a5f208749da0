"""The parts of `wager show`: what `data.py` says of sources and features, `design.py` of designs and models."""
