"""Results as people read them: one file a verb; each turns the document that `--json` prints into lines.

`estimate.py` and `evidence.py` print what several verbs show, `document.py` prints anything.
"""
