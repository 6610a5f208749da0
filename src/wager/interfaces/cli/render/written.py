"""What `new` wrote."""

from __future__ import annotations

from typing import Any

EDITOR = """\
VS Code (with the YAML extension) completes from them when .vscode/settings.json says:
  "yaml.schemas": {{
    "{0}/source.json": "sources/*.yaml",
    "{0}/feature.json": "features/*.yaml",
    "{0}/model.json": "models/*.yaml"
  }}
any editor with a YAML language server, when a file begins with:
  # yaml-language-server: $schema=../{0}/source.json"""


def written_lines(document: dict[str, Any]) -> list[str]:
    """Print what was written, how much of it is to fill in, and the command that comes next.

    Examples
    --------
    >>> said = {"kind": "model", "name": "a", "files": ["models/a.yaml"], "line": 1, "to_fill": 2, "next": ["wager check"]}
    >>> written_lines(said)
    ['models/a.yaml:1: the template of model a; 2 places to fill in', 'next:', '  wager check']
    """
    if document["kind"] == "schema":
        return [f"{len(document['files'])} schemas in {document['name']}", EDITOR.format(document["name"])]
    count = document["to_fill"]
    left = {0: "nothing to fill in", 1: "1 place to fill in"}.get(count, f"{count} places to fill in")
    said = f"{document['files'][0]}:{document['line']}: the template of {document['kind']} {document['name']}; {left}"
    return [said, "next:", *(f"  {command}" for command in document["next"])]
