"""The HTTP face: a few routes over the predictions, one process, no framework.

Takes requests, yields answers in JSON; what went wrong is a problem document (RFC 9457). Read `service.py` first
(what stands behind the routes), then `routes.py`, `body.py` (what is let in), `answers.py`, `statuses.py`, then `app.py`,
`connection.py` and `run.py`, which join them to the server.
"""
