"""Which columns look as if they were written after the fact? Of training rows only.

For `try`: read `alone.py` (how well one column alone tells the rows apart), `copies.py`, `emptiness.py` and `names.py` (other signs), then
`suspicions.py` (what is said of each column). For `check` and `run`: read `sign.py` (how sure a sign has to be), then any of the looks, each in a file
of its own: `telling.py`, `marked.py`, `filled_later.py`, `written_later.py`, `related.py`, `repeated.py`, `serial.py`, `own_mean.py`.
"""
