"""Examples of features, run: `given.py` makes sources of the rows, `example.py` compares, `required.py` says where they are asked for."""
