"""The evidence of a verdict: an object of the store, which the log names by its digest, and what the log says of it itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wager.design.frozen.log import Entry
from wager.evaluation.evidence import Evidence
from wager.foundation.errors import BadInputError, NotFoundError
from wager.foundation.fingerprint import canonical
from wager.foundation.objects import ObjectStore, read_object

SAID = ("model", "part", "rows", "clusters", "first", "last", "each", "cluster_word", "currency", "zone")
"""What the log itself says of the rows that were judged."""


def keep_evidence(objects: ObjectStore, evidence: Evidence) -> dict[str, Any]:
    """Keep evidence in the store.

    Returns
    -------
    dict of str to object
        What a log entry says of it: `object`, the digest under which it is found, and `rows_fingerprint` and `SAID`.
    """
    whole = evidence.to_json()
    held = objects.put_bytes(canonical({"kind": "evidence", **whole}))
    return {"object": held, **{name: whole[name] for name in (*SAID, "rows_fingerprint")}}


def kept_evidence(objects: ObjectStore, verdict: Entry) -> Evidence:
    """Read the evidence of a verdict; entries of older projects hold all of it.

    Returns
    -------
    Evidence
        Without any figures, and with a reason, where the store has lost it or never had it: the log is shared by git, a
        store need not be, and the verdict's own figures are in the log.

    Raises
    ------
    BadInputError
        If it is not what was written.
    """
    said: Mapping[str, Any] = verdict.body["evidence"]
    if "object" not in said:
        return Evidence.from_json(said)
    named, verdict_name = said["object"], f"the verdict on {verdict.hypothesis} of {verdict.design}"
    try:
        written = json.loads(read_object(objects, named))
    except NotFoundError:
        plain = {name: value for name, value in said.items() if name != "object"}
        why = (
            f"the evidence on {verdict_name} is not in this store: every figure of everybody, beside those of the verdict, which are in "
            f"the log; copy the object {named} from the store in which it was judged"
        )
        return Evidence.from_json({**plain, "contenders": (), "differences": (), "lost": why})
    except BadInputError as error:
        raise BadInputError(
            f"the evidence on {verdict_name} is damaged: the object {named} is not what was written; restore it from a backup, "
            "or delete it: the figures of the verdict are in the log"
        ) from error
    return Evidence.from_json({name: value for name, value in written.items() if name != "kind"})
