"""Can we show why? All that explains one prediction or one version.

Takes what the other stages left behind, and only reads; yields an audit record. Read `record.py` (of a prediction) and
`version_record.py` (of a version, of a title), then `source_rows.py` (the rows behind a feature), `shares.py` (what each
column moved, in money), `lineage.py` (who depends on what) and `reproduce.py` (what differs when it is made again).
"""
