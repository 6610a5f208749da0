"""Write a project and its table into a folder: what every example of these tests does alike."""

import csv
from itertools import chain

ALONE = """\
```yaml wager.alpha
total: 0.05
share: {H1: 100 %}
```
"""
"""The block of a design with one hypothesis."""


def requirements(consumer):
    """Write the block of requirements: alike in every example, and nothing here turns on it."""
    return f"""\
```yaml wager.requirements
latency_p99: 50 ms
where: one machine
explain: none
retrain: every 90 d
consumers: [{consumer}]
feedback: none
security: none
privacy: none
```
"""


def config(name, currency, zone="UTC"):
    """Write the project's settings."""
    return f'wager = 1\nname = "{name}"\ncurrency = "{currency}"\ntime_zone = "{zone}"\n'


def write_project(folder, files, table, rows):
    """Write a project into a folder that is not there yet, with one table of data.

    Parameters
    ----------
    files : dict of str to str
        Texts by path.
    table : str
        Name of the CSV file in `data`.
    rows : iterable of dict
        All with the same keys, in the order of the columns; at least one.
    """
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "data").mkdir()
    write_table(folder / "data" / table, rows)
    return folder


def write_table(file, rows):
    """Write rows as CSV; at least one."""
    rows = iter(rows)
    first = next(rows)
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(first))
        writer.writeheader()
        writer.writerows(chain([first], rows))
