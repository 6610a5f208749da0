"""What can be wrong between a design and its surroundings: names that refer to nothing, columns, units, paths.

Read `scene.py` first: what all checks share. Then `names.py` (references), `reads.py` (columns and types
of expressions), `sentences.py` (goals, metrics, monitors), `plan.py` (graph, stages, reviews), `worth.py` (money),
`judging.py` (independence, alternatives), `answers.py` (answers that are none), `model_files.py`.
"""
