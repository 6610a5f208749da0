"""Write a project and its table into a folder: what every example of these tests does alike."""

import csv
from itertools import chain


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
