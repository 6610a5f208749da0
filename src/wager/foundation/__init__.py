"""What every stage stands on: errors, amounts, moments, files, fingerprints.

Imports nothing of ours. Read `errors.py` and `finding.py` first, then `amounts.py` (`amount_texts.py` reads them), `moments.py`,
`yaml_file.py`, `keys.py`, `fingerprint.py`, `objects.py`.
"""
