"""What we claim, and what would prove us wrong.

Takes the files that people write: `wager.toml`, designs and model files. Yields `Design`, `Hypothesis`,
`ModelFile`, findings with file and line, and what a freeze covers.

Read `design_record.py` (the whole) and `blocks.py` (how each kind of block is read) first. `reading/` splits
Markdown and YAML, `sentences/` understands goals, `kinds/` has one record per block, `hypotheses/` the decision
graph and α, `models/` the model files. `rules.py` runs `checks/`: what only the surroundings can tell. `frozen/`
holds what a freeze covers, and the log. `config.py` reads `wager.toml`, `defaults.py` fills what a project of one
file leaves out.
"""
