"""What `check` can say of a source's data without reading a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wager.data.delimited import read_header
from wager.data.origin import Located, locate
from wager.data.source import Source
from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError, nearest
from wager.foundation.finding import Finding


def header_findings(source: Source, root: Path) -> list[Finding]:
    """Compare the declared columns with the names in the data.

    Parameters
    ----------
    source : Source
        The contract.
    root : Path
        Folder of the project.

    Returns
    -------
    list of Finding
        E111 for a column that is not there; W110 where there is no data to look at.
    """
    if source.is_view:  # a check asks no database
        return []
    try:
        located = locate(source.origin, root, name=source.name)
        return absent_columns(source, located)
    except (NotFoundError, UnavailableError) as error:
        return [source.fault("from", "W110", f"no data to check against: {error}")]
    except BadInputError as error:
        return list(error.findings) or [source.fault("from", "E112", str(error))]


def absent_columns(source: Source, located: Located) -> list[Finding]:
    """Find the declared columns that a file does not have."""
    return [one for file in located.files for one in lacking_columns(source, file.name, read_header(file))]


def lacking_columns(source: Source, where: str, header: Sequence[str]) -> list[Finding]:
    """Find the declared columns that are not among the names of some data."""
    found = []
    for spec in source.columns.values():
        if spec.file_name not in header:
            hint = nearest(spec.file_name, header) or f"; it has {', '.join(header[:12])}"
            message = f"{where} has no column {spec.file_name!r}{hint}"
            found.append(source.fault(f"columns.{spec.name}", "E111", message))
    return found
