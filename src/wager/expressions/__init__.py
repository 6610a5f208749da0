"""What may be computed from the columns of a row.

Answers what an expression means. Takes its text; yields a tree of frozen records with every type settled.
The language is one for all files (formats.md, section 2). Every operator is one row of one table, which
says its types, its Python function and its SQL, so that training and serving cannot come to differ.

Read `tree.py` first; then `tokens.py`, `literals.py`, `grammar.py` and `parse.py` (text to tree);
`operators.py` and the folder `table/` (the operators); `types.py` (checks a tree, writes its casts out),
`evaluate.py` (one row in Python), `write.py` (tree to text).
"""
