"""What a version came from: its design, hypothesis, freeze, verdict, code and machine, each looked at again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.audit.version_record import Check
from wager.design.frozen.log import Entry, log_folder, read_entry, read_log
from wager.foundation.errors import BadInputError, NotFoundError
from wager.foundation.fingerprint import short
from wager.foundation.ledger import Record, record_hash
from wager.foundation.moments import in_utc, iso
from wager.foundation.objects import read_object
from wager.workflow.auditing.opened import Opened
from wager.workflow.reviewing.reviewed import approvals
from wager.workflow.showing.design import plain
from wager.workflow.wiring import Wiring

Facts = dict[str, Any]

_FILE = re.compile(rb"^diff --git a/(.+) b/.+$", re.MULTILINE)


def design_facts(opened: Opened) -> Facts:
    """Say which design asked."""
    design = opened.design
    return {
        "id": design.id,
        "title": design.title,
        "owner": design.owner,
        "objective": design.objective.name,
        "path": design.path,
        "document": opened.version.document,
    }


def model_facts(opened: Opened) -> Facts:
    """Say what was fitted, and how."""
    version, model = opened.version, opened.model
    facts = {"name": version.model, "algorithm": version.algorithm, "always": version.always}
    if model is None:
        return {**facts, "parameters": {}, "seed": None, "calibrate": None, "columns": 0, "fitted": ""}
    return {
        **facts,
        "parameters": plain(model.parameters),
        "seed": model.seed,
        "calibrate": model.calibrate,
        "columns": len(version.columns),
        "fitted": version.fitted,
    }


def hypothesis_facts(opened: Opened) -> Facts | None:
    """Say what was claimed; None for a baseline."""
    found = opened.design.hypotheses.get(opened.version.hypothesis)
    if found is None:
        return None
    goals = {name: str(opened.design.goals[name]) for name in found.goals}
    return {"id": found.id, "claim": found.claim, "model": found.model, "goals": goals}


@dataclass(frozen=True)
class Logged:
    """The entries of the experiment log that a version stands on, as they lie in the project now.

    Attributes
    ----------
    freeze, verdict : Entry or None
        None for a baseline, and where an entry is gone or damaged.
    damage : str
        What is wrong with one that is there.
    """

    freeze: Entry | None
    verdict: Entry | None
    damage: str = ""


def logged_of(opened: Opened) -> Logged:
    """Read them."""
    folder = _folder(opened)
    try:
        return Logged(read_entry(folder, opened.version.freeze), read_entry(folder, opened.registered.entry))
    except BadInputError as error:
        return Logged(None, None, str(error))


def _folder(opened: Opened) -> Path:
    return log_folder(opened.project.root / opened.design.path)


def approval_facts(opened: Opened, until: int) -> tuple[Facts, ...]:
    """Name who had signed the plan by an instant; nobody where the log cannot be read, which is said by its check."""
    try:
        log = read_log(_folder(opened))
    except BadInputError:
        return ()
    return tuple(one.to_json() for one in approvals(log, until))


def freeze_facts(logged: Logged) -> Facts | None:
    """Say what was pinned beforehand."""
    entry = logged.freeze
    if entry is None:
        return None
    return {
        "entry": entry.hash,
        "at": iso(entry.at),
        "closure": entry.body["closure"],
        "alpha": entry.body["alpha"],
        "commit": entry.body["commit"],
    }


def verdict_facts(opened: Opened, logged: Logged) -> Facts | None:
    """Say how it was judged."""
    entry = logged.verdict
    if entry is None:
        return None
    judgement = entry.body["verdict"]
    folder = _folder(opened).relative_to(opened.project.root)
    return {
        "entry": entry.hash,
        "path": f"{folder.as_posix()}/{entry.hash}.yaml",
        "at": iso(entry.at),
        "word": judgement["word"],
        "grade": judgement["grade"],
        "reasons": judgement["reasons"],
        "looks": entry.body["looks"],
        "each": judgement["each"],
        "rows": judgement["rows"],
        "money": judgement["money"],
        "champion": judgement["champion"],
        "over_champion": judgement["against"].get(judgement["champion"]),
        "follows": entry.body["follows"],
    }


def code_facts(opened: Opened) -> Facts:
    """Say which commit it stood on, and which files differed from it."""
    code = opened.version.code
    patch = read_object(opened.project.objects, code["patch"]) if code["patch"] else b""
    names = [found.decode("utf-8", "replace") for found in _FILE.findall(patch)]
    return {**code, "changed": names}


def environment_facts(project: Wiring, made: Mapping[str, Any]) -> Facts:
    """Say what something was made with, and how many packages that were."""
    lock = read_object(project.objects, made["lock"]).decode()
    return {**made, "packages": len(lock.splitlines())}


def checks_of(opened: Opened, logged: Logged) -> tuple[Check, ...]:
    """Look again at what the record rests on: objects, document, log entries, and the ledger that cites them."""
    checks = [_objects(opened), _document(opened)]
    if logged.damage:
        checks.append(Check("the experiment log", False, logged.damage))
    elif opened.version.hypothesis:
        checks += [_freeze(opened, logged.freeze), _verdict(opened, logged.verdict)]
    return (*checks, _ledger(opened))


def _objects(opened: Opened) -> Check:
    held = opened.version.objects()
    for what, digest in held.items():
        try:
            read_object(opened.project.objects, digest)
        except (BadInputError, NotFoundError) as error:
            return Check("the objects", False, f"{what}: {error}")
    return Check("the objects", True, f"{len(held)} objects are what was written")


def _document(opened: Opened) -> Check:
    text = (opened.wiring.root / opened.design.path).read_bytes()
    held = {hashlib.sha256(mark + text).hexdigest() for mark in (b"", b"\xef\xbb\xbf")}
    holds = opened.version.document in held
    return Check("the design", holds, "its text is kept" if holds else "the text that is kept is another")


def _freeze(opened: Opened, entry: Entry | None) -> Check:
    version = opened.version
    if entry is None:
        return Check("the freeze", False, f"the log entry {version.freeze} is not there; restore it from git")
    holds = entry.body["closure"] == version.closure
    said = f"frozen at {in_utc(entry.at)}, before the result"
    return Check("the freeze", holds, said if holds else f"{entry.hash} pinned something else")


def _verdict(opened: Opened, entry: Entry | None) -> Check:
    registered = opened.registered
    if entry is None:
        return Check(
            "the verdict", False, f"the log entry {registered.entry} is not there; restore it from git"
        )
    holds = entry.body.get("version") == registered.id and entry.body["verdict"]["word"] == registered.verdict
    said = f"the log entry {entry.hash} gives it to this version"
    return Check("the verdict", holds, said if holds else f"the log entry {entry.hash} says something else")


def _ledger(opened: Opened) -> Check:
    """Find the records that cite this version; each must be what was written, the verdict the log's own."""
    wanted, entry = opened.version.id, opened.registered.entry
    found = [one for one in opened.project.registry.ledger() if _cites(one, wanted)]
    for one in found:
        if one.hash != record_hash(one.number, one.kind, one.at, one.body, one.previous):
            return Check("the ledger", False, f"record {one.number} ({one.kind}) is not what was written")
    kinds = [one.kind for one in found]
    cited = [one.body["entry"] for one in found if one.kind == "verdict"]
    if "version" not in kinds or (entry and entry not in cited):
        missing = "its registration" if "version" not in kinds else f"the verdict {short(entry)}"
        return Check("the ledger", False, f"it does not hold {missing}")
    numbers = ", ".join(str(one.number) for one in found)
    return Check("the ledger", True, f"records {numbers} cite it")


def _cites(record: Record, version: str) -> bool:
    return version in (record.body.get("version"), record.body.get("id"))
