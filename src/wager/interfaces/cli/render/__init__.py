"""Results as people read them: each function turns the document that `--json` prints into lines."""
