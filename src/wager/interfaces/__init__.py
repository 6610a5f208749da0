"""How do people and programs use it? Two faces over the same workflow.

Takes a command line or a call, yields what the workflow found out. Both faces have the same verbs and
raise the same errors. Read `api.py` first, then `cli/`.
"""
