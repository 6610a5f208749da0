"""The log holds the verdict and the digest of its evidence; the evidence is an object of the store."""

import shutil

import pytest

from wager.design.frozen.log import append, read_log
from wager.foundation.errors import BadInputError, NotFoundError
from wager.foundation.fingerprint import digest
from wager.interfaces import api
from wager.interfaces.cli.render.judged import judged_lines, wholly_judged_lines
from wager.project.opening import open_folder
from wager.workflow.judging.kept_evidence import keep_evidence, kept_evidence
from wager.workflow.report_design import report_design

D = "late-bus"


@pytest.fixture
def folder(rides, tmp_path):
    return shutil.copytree(rides, tmp_path / "rides")


def verdict_of(folder):
    return next(one for one in read_log(folder / "designs" / f"{D}.log") if one.kind == "verdict")


def file_of(folder, verdict):
    return open_folder(folder).objects.path(verdict.body["evidence"]["object"])


def test_the_entry_names_the_evidence_and_holds_none_of_its_figures(folder):
    entry = verdict_of(folder)
    whole = api.open(folder).judge(D, "H1").evidence.to_json()
    said = dict(entry.body["evidence"])
    assert said.pop("object") == digest({"kind": "evidence", **whole})
    assert said == {name: whole[name] for name in said}
    assert not {"contenders", "differences", "promise"} & said.keys()
    assert (folder / "designs" / f"{D}.log" / f"{entry.hash}.yaml").stat().st_size < 16_000


def test_the_same_evidence_is_one_object(folder):
    wiring = open_folder(folder)
    entry, before = verdict_of(folder), list(wiring.objects.names())
    assert keep_evidence(wiring.objects, kept_evidence(wiring.objects, entry)) == entry.body["evidence"]
    assert list(wiring.objects.names()) == before


def test_without_the_object_the_verdict_stands_and_says_what_is_not_there(folder):
    project = api.open(folder)
    before, reported = project.judge(D, "H1"), report_design(open_folder(folder), D).hypotheses[0]["verdict"]
    entry = verdict_of(folder)
    file_of(folder, entry).unlink()
    after = api.open(folder).judge(D, "H1")
    assert after.judgement == before.judgement
    assert judged_lines(after.to_json()) == judged_lines(before.to_json())
    assert report_design(open_folder(folder), D).hypotheses[0]["verdict"] == reported
    said = after.to_json()["evidence"]
    assert (said["contenders"], said["differences"]) == ([], [])
    assert entry.body["evidence"]["object"] in said["lost"]
    assert "not in this store" in " ".join(wholly_judged_lines(after.to_json()))
    with pytest.raises(NotFoundError, match="H1 of late-bus is not in this store"):
        _ = after.evidence.money


def test_evidence_that_was_altered_is_refused(folder):
    entry = verdict_of(folder)
    held = file_of(folder, entry)
    held.chmod(0o644)
    held.write_bytes(held.read_bytes().replace(b'"rows":', b'"rowz":', 1))
    with pytest.raises(BadInputError, match="evidence on the verdict on H1 of late-bus is damaged"):
        api.open(folder).judge(D, "H1")


def test_an_entry_of_before_has_all_of_it(folder, tmp_path):
    wiring, entry = open_folder(folder), verdict_of(folder)
    evidence = kept_evidence(wiring.objects, entry)
    body = {**entry.body, "evidence": evidence.to_json()}
    older = append(tmp_path / "older.log", "verdict", body, entry.at, design=D, hypothesis="H1")
    file_of(folder, entry).unlink()
    assert kept_evidence(wiring.objects, older) == evidence
