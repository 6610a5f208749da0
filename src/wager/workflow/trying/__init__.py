"""The parts of `wager try`, in the order in which they work (`workflow/try_file.py` joins them).

`data_file.py` reads the options against the file, `label.py` and `price.py` say what they mean, `columns.py` looks at the columns,
`question.py` makes a design of it all, `contenders.py` lets five ways to decide answer, `tried.py` is what comes out.
"""
