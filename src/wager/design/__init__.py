"""What we claim, and what would prove us wrong.

Takes the files that people write: `wager.toml`, designs and model files. Yields `Design`, `Hypothesis`,
`ModelFile`, findings with file and line, and what a freeze covers.

Read `document.py` (Markdown to blocks), `fields.py` (one table per block), `goals.py` (sentences) and
`blocks.py` (the design) first; then `model_file.py`, `rules.py` (what only the surroundings can tell),
`graph.py`, `alpha.py`, `freeze.py` and `log.py`. `config.py` reads `wager.toml`, `defaults.py` fills what
a project of one file leaves out.
"""
