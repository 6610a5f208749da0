"""What does a function of the project give for these rows? For features that the language cannot say.

Takes the columns that a function reads, yields one column. Read `modules.py`, `arrays.py`, `function.py`,
`called.py`, then `pure.py`, `alone.py`.
"""
