"""Can we show why? All that explains one prediction or one version.

Takes what the other stages left behind, and only reads; yields an audit record. Read `record.py`, then
`lineage.py` (who depends on what).
"""
