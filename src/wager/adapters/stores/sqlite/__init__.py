"""The registry in one SQLite file, through SQLAlchemy Core.

Read `schema.py` (what the database itself enforces), `opening.py` (how a connection is made safe), `rows.py` (a row is
believed only together with its record in the ledger), `act.py` (the one transaction that writes), then `registry.py`.
`faults.py` looks at everything anew. Nothing else imports sqlalchemy, and it is loaded with the first file that is read.
"""
