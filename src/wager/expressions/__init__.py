"""What may be computed from the columns of a row, and what does it mean?

Takes the text of an expression; yields a tree of frozen records with every type settled. The language is
one for all files (formats.md, section 2). Every operator is one row of one table, which says its types,
its Python function and its SQL, so that training and serving cannot come to differ.

Read `tree.py` first, then `tokens.py` and `parse.py` (text to tree), `operators.py` (the table) with
`signatures.py` (its types) and `physical.py` (its functions on values), then `types.py` (checks a tree,
writes the casts out), `evaluate.py` (one row in Python) and `write.py` (tree to text).
"""
