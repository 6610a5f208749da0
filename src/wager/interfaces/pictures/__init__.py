"""Pictures of what the workflow yields: SVG by hand, with a title and a description, readable in light and dark.

Read `svg.py` (shapes and colours), `axis.py` (from figures to places), then `graph.py` (the decision graph) and `profit.py` (the profit curve).
"""
