"""Which files of the project does a function follow from? Read from their text; nothing of them runs.

Takes `file:function`, yields its code with one digest of all. Read `imports.py`, then `code.py`.
"""
