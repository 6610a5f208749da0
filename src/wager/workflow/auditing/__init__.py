"""The parts of an audit: what a version came from, what a model read, and what that moved."""
