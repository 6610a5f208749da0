"""The data of the examples, made by chance that is the same each time.

Read `writing.py` (files), `subscriptions.py` (customers who buy until they stop), `mail.py` (mails, what reviewers said, a vendor's scores),
and `examples.py` (which example has which).
"""
