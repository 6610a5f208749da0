"""Audit records: of a prediction, of a version, and of a title."""
