"""What is claimed, in which order, and how much error each claim may spend.

Read `hypothesis.py` first, then `graph.py` (the decision graph) and `alpha.py` (who inherits α).
"""
