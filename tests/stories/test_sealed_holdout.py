"""A sealed holdout: everybody works on the development rows, and only the job with the key gives the verdict."""

import subprocess
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stories.replayed import Replay, read_flights, scheduled
from wager.data.seal import KEY_NAME, new_seal_key, seal_rows
from wager.foundation.errors import BadInputError, RefusedError
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.run_model import run_model

D = "flight-protect"
HIDES = ["dep_delay", "air_time", "arr_delay"]
BEGIN = "begin: {train: 2013-01-01, tune: 2013-03-01, holdout: 2013-04-01, end: 2013-05-01}"


@pytest.fixture(scope="module")
def flights():
    table = read_flights()
    return table.filter(pa.array(scheduled(table) < parse_moment("2013-05-02")))


def project(folder, table, *, sealed):
    """Write the flights project around a table, with a split that lies within it."""
    made = Replay("examples/flights", folder, table)
    design = folder / f"designs/{D}.md"
    text = design.read_text().replace("begin: {train: 2013-06-01, tune: 2013-08-01}", BEGIN)
    seal = "seal: ci" if sealed else ""
    design.write_text(text.replace("holdout: after freeze for 21 d", seal))
    if sealed:
        source = folder / "sources/flights.yaml"
        columns = source.read_text().replace("derive:\n", "  sealed: text?\nderive:\n", 1)
        source.write_text(columns + f"seal: {{column: sealed, hides: [{', '.join(HIDES)}]}}\n")
    pq.write_table(table, folder / "flights.parquet")
    return made.folder


@pytest.fixture(scope="module")
def key():
    return new_seal_key()


@pytest.fixture(scope="module")
def sealed(flights, key, tmp_path_factory):
    """A project whose outcomes of the holdout and after are sealed; frozen."""
    since = parse_moment("2013-04-01", "America/New_York")
    table = seal_rows(flights, key, HIDES, scheduled(flights) >= since)
    folder = project(tmp_path_factory.mktemp("sealed") / "flights", table, sealed=True)
    freeze_hypothesis(wired(folder), D, "H1")
    return folder


def wired(folder, key=None):
    wiring = open_folder(folder, clock=FixedClock(parse_moment("2014-01-01")))
    return replace(wiring, secrets={KEY_NAME: key} if key else {})


def test_a_sealed_project_checks_runs_and_freezes(sealed):
    errors = [str(one) for one in check_project(wired(sealed)).findings if one.is_error]
    assert errors == []
    run = run_model(wired(sealed), "delay-table")
    assert run.rows["holdout"] == 0
    assert run.rows["outcome is sealed"] > 25_000
    frozen = freeze_hypothesis(wired(sealed), D, "H1")
    assert frozen.already
    assert (frozen.ahead.rows, frozen.ahead.clusters) > (25_000, 29)


def test_without_the_key_there_is_no_verdict(sealed):
    with pytest.raises(RefusedError, match=f"{KEY_NAME} is not set"):
        judge_hypothesis(wired(sealed), D, "H1")
    with pytest.raises(BadInputError, match="another key"):
        judge_hypothesis(wired(sealed, new_seal_key()), D, "H1")


def test_with_the_key_the_verdict_is_that_of_open_outcomes(sealed, key, flights, tmp_path):
    open_folder_ = project(tmp_path / "flights", flights, sealed=False)
    freeze_hypothesis(wired(open_folder_), D, "H1")
    expected = judge_hypothesis(wired(open_folder_), D, "H1")
    before = files(sealed)
    judged = judge_hypothesis(wired(sealed, key), D, "H1")
    assert judged.verdict == expected.verdict
    assert [one.estimate for one in judged.judgement.goals] == [
        one.estimate for one in expected.judgement.goals
    ]
    assert judged.judgement.grade == "C"  # no remote knows of the freeze
    assert_nothing_opened(sealed, files(sealed) - before)


def files(folder):
    return {path for path in (folder / ".wager").rglob("*") if path.is_file()}


def assert_nothing_opened(folder, new):
    """What the verdict left holds neither rows with their outcomes nor a column of them."""
    assert new
    kinds = {path.relative_to(folder / ".wager").parts[:2] for path in new}
    assert ("cache", "rows") not in kinds
    assert not [path for path in new if path.name.startswith(".opened") or ".opened-" in str(path)]
    parquet = [path for path in new if path.read_bytes()[:4] == b"PAR1"]
    assert parquet
    assert not [path for path in parquet if set(HIDES) & set(pq.read_schema(path).names)]


def test_a_seal_without_a_sealed_source_is_said(flights, tmp_path):
    folder = project(tmp_path / "flights", flights, sealed=False)
    design = folder / f"designs/{D}.md"
    design.write_text(design.read_text().replace(BEGIN, BEGIN + "\nseal: ci"))
    found = [str(one) for one in check_project(wired(folder)).findings if "has no `seal`" in one.message]
    assert len(found) == 1


def test_a_freeze_that_a_remote_knows_makes_it_grade_a(sealed, key, flights, tmp_path):
    since = parse_moment("2013-04-01", "America/New_York")
    table = seal_rows(flights, key, HIDES, scheduled(flights) >= since)
    folder = project(tmp_path / "flights", table, sealed=True)
    (folder / ".gitignore").write_text(".wager\nflights.parquet\n")

    def git(*arguments):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)

    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "remote.git")], check=True)
    git("init", "-q", "-b", "main")
    git("config", "user.name", "ci")
    git("config", "user.email", "ci@example.com")
    git("remote", "add", "origin", str(tmp_path / "remote.git"))
    freeze_hypothesis(wired(folder), D, "H1")
    git("add", "-A")
    git("commit", "-qm", "Freeze H1")
    git("push", "-q", "origin", "main")
    assert judge_hypothesis(wired(folder, key), D, "H1").judgement.grade == "A"
