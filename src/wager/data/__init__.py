"""What did we know? From a contract in a file to an immutable snapshot with two clocks.

Takes a source's file (`sources/NAME.yaml`, or one data file) and the tables it names; yields `Snapshot` and the
unit rows of a design, `UnitRows`.

Reading order: `schema.py` (columns), `origin.py` (where bytes come from), `known.py`, `source.py` and
`source_file.py` (the contract), `clocks.py` and `proofs.py` (what was known when); `engine.py` (the protocol that does heavy work),
`delimited.py`, `clean.py` with `cast.py`, `contract.py`, `order.py`, `cut_parts.py`, `snapshot.py` with `time_parts.py` (from text to a snapshot); `infer.py` and
`profile.py` (files without a contract); `rows.py` (the rows of a design).
"""
