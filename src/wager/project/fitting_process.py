"""A process of a search: it fits what it is asked to, in one thread, on rows that all processes share."""

from __future__ import annotations

import sys
from pathlib import Path

from wager.project.opening import open_folder
from wager.workflow.searching.field import Field, serve


def main() -> None:
    """Answer the jobs on stdin; arguments are the project's folder and that of the field."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    root, folder = map(Path, sys.argv[1:])
    serve(Field(folder, open_folder(root, threads=1, alone=True).estimators), sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
