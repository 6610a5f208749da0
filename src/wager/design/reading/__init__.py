"""From Markdown and YAML to nodes and fields.

Read `document.py` (find the blocks) and `fences.py` first, then `fields.py` (one table per map); `yaml_fault.py` says in plain
words why a piece of YAML cannot be read.
"""
