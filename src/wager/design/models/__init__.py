"""Model files: how a question is answered.

Read `model_keys.py` (one table of keys) and `model_file.py` (what a file says, with all that it inherits) first;
`selection.py` picks features by pattern, `model_set.py` changes single keys, `algorithms.py` lists the learners.
"""
