"""How columns become numbers where the model file says so (`encode`), learned on the training rows alone.

An encoding gives the rows of many values as a sparse matrix, and those of one value as places and numbers, with the same
bits. It is written as JSON. `learned` makes one from what the model file says, `read` from what was stored.
"""
