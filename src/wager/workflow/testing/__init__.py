"""Examples of features, run: `given.py` makes a source of the events and a row of the columns, `example.py` compares."""
