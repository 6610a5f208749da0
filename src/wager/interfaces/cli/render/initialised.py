"""What `init` wrote."""

from __future__ import annotations

from typing import Any


def initialised_lines(document: dict[str, Any]) -> list[str]:
    """Print the files and the command that comes next."""
    lines = [f"project {document['name']} in {document['folder']}"]
    lines += [f"  {path}" for path in document["written"]]
    if document["made"]:
        lines.append(
            f"made up {len(document['made'])} files of data in data/, the same each time; git ignores them"
        )
    if document["git"] == "begun":
        lines.append("began a git repository: designs and their logs belong in it")
    return [*lines, "next:", *(f"  {command}" for command in document["next"])]
