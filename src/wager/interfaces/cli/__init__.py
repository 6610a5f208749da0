"""The command line: one file a verb in `verbs/`, each a thin layer over `interfaces/api.py`.

Nothing heavy is imported before a verb runs, so `wager --help` is instant. Read `main.py` first, then
`session.py` and one verb, then `exits.py`; `render/` prints results for people.
"""
