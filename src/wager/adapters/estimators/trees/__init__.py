"""Trees of any library as one text: LightGBM's, which is checked before it loads, answers one row fast and parts its answers.

Read `grown.py` (a tree without a library), `text.py` (how it is written), `reads.py` (the matrix it is asked with) and
`fitted.py` (a fitted model of trees). `adapters/estimators/xgboost*.py` and `sklearn_trees.py` bring trees here.
"""
