"""One self-contained page for show-and-tell: HTML with its style and its pictures in it, nothing from outside.

Read `page.py` first; `hypotheses.py` shows a verdict, `work.py` tasks, learnings and sign-offs, `strips.py` draws
intervals, `markup.py` escapes everything that is not markup.
"""
