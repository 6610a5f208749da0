"""The parts of an analysis as lines: `whole.py` puts them together, `compared.py` sets two runs beside each other."""
