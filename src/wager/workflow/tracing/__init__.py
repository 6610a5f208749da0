"""Gathering what is known of a design's past.

Read `gather.py` first; `git_history.py` asks git, `outside.py` looks at what a freeze covers outside the document.
"""
