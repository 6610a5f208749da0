"""The face for another process of ours: makes a version again, and says what came of it.

`wager reproduce` starts it with the code that the version was made with, isolated and in an empty folder. Takes one
JSON document on stdin; answers with JSON documents, one a line, on stdout: what is being done, then the result.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from wager.foundation.errors import WagerError


def main() -> int:
    """Answer one request; 0 where there is a result, 1 where there is an error of ours."""
    request = json.load(sys.stdin)
    with _answers() as answers:

        def say(**document: Any) -> None:
            answers.write(json.dumps(document) + "\n")
            answers.flush()

        def progress(stage: str, done: float | None = None) -> None:
            say(progress=[stage, done])

        try:
            say(**_rebuilt(request, progress))
        except WagerError as error:
            say(error={"kind": type(error).__name__, "message": str(error)})
            return 1
    return 0


def _answers() -> TextIO:
    """Keep stdout for the answers: what a library prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _rebuilt(request: Mapping[str, Any], progress: Any) -> dict[str, Any]:
    from wager.adapters.companions import shut_out
    from wager.project.opening import open_folder
    from wager.registry.version import read_version
    from wager.workflow.rebuilding.given_objects import GivenObjects
    from wager.workflow.rebuilding.rebuild_version import rebuild
    from wager.workflow.versions.environment import installed, python

    with shut_out():
        opened = open_folder(Path(request["folder"]), progress, threads=request["threads"], alone=True)
        wiring = replace(opened, objects=GivenObjects(request["objects"]))
        version = read_version(wiring.objects, request["version"])
        made = rebuild(wiring, version)
    lock = installed(version.environment.get("imports", ()))
    return {"rebuilt": made.to_json(), "lock": lock, "python": python()}
