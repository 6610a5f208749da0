"""A table that is overwritten in place: its snapshots say what could be read when."""

import pytest

from wager.data.known import SEEN
from wager.expressions.tree import Column
from wager.features.events import evaluated
from wager.features.stored import Stored
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.workflow.read_project import read_definitions
from wager.workflow.take_snapshot import take_snapshot

SOURCE = """source: people
from: {path: people.csv}
owner: ops
key: id
columns: {id: int, town: category?}
known: snapshot
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "wager.toml").write_text('wager = 1\nname = "p"\ncurrency = "USD"\ntime_zone = "UTC"\n')
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "people.yaml").write_text(SOURCE)
    return tmp_path


def taken(folder, day, text):
    (folder / "people.csv").write_text("id,town\n" + text)
    wiring = open_folder(folder, clock=FixedClock(parse_moment(f"2024-01-{day:02}")), threads=1)
    (result,) = take_snapshot(wiring).results
    return wiring, result


def versions(wiring, result):
    source = read_definitions(wiring).sources["people"]
    stored = Stored.of(source, result.snapshot)
    found = evaluated(wiring.engine, stored, [Column("id"), Column("town"), Column(SEEN)])
    day = [
        (moment - parse_moment("2024-01-01")) // 86_400_000_000 + 1
        for moment in found[Column(SEEN)].to_pylist()
    ]
    return list(zip(found[Column("id")].to_pylist(), found[Column("town")].to_pylist(), day, strict=True))


def test_a_version_keeps_the_moment_at_which_it_was_first_seen(project):
    wiring, first = taken(project, 1, "1,Ulm\n2,Bonn\n")
    assert versions(wiring, first) == [(1, "Ulm", 1), (2, "Bonn", 1)]
    wiring, second = taken(project, 5, "1,Ulm\n2,Kiel\n3,\n")
    assert sorted(versions(wiring, second), key=str) == [
        (1, "Ulm", 1), (2, "Bonn", 1), (2, "Kiel", 5), (3, None, 5),
    ]  # fmt: skip
    assert second.snapshot.versions


def test_what_comes_back_is_a_new_version_and_what_goes_stays(project):
    taken(project, 1, "1,Ulm\n2,Bonn\n")
    taken(project, 2, "1,Kiel\n")
    wiring, third = taken(project, 3, "1,Ulm\n")
    assert sorted(versions(wiring, third)) == [(1, "Kiel", 2), (1, "Ulm", 1), (1, "Ulm", 3), (2, "Bonn", 1)]


def test_the_same_rows_in_another_file_are_the_same_snapshot(project):
    _, first = taken(project, 1, "1,Ulm\n2,Bonn\n")
    _, again = taken(project, 9, "2,Bonn\n1,Ulm\n")
    assert again.snapshot.id == first.snapshot.id
    assert not again.changed


def test_a_clock_that_goes_back_does_not_make_a_version_older(project):
    taken(project, 5, "1,Ulm\n")
    wiring, second = taken(project, 2, "1,Bonn\n")
    source = read_definitions(wiring).sources["people"]
    found = evaluated(wiring.engine, Stored.of(source, second.snapshot), [Column(SEEN), Column("town")])
    seen = dict(zip(found[Column("town")].to_pylist(), found[Column(SEEN)].to_pylist(), strict=True))
    assert seen["Bonn"] - seen["Ulm"] == 1


def test_a_change_of_the_contract_that_holds_other_columns_begins_anew(project):
    taken(project, 1, "1,Ulm\n")
    (project / "sources" / "people.yaml").write_text(SOURCE.replace("town: category?", "town: text?"))
    wiring, again = taken(project, 7, "1,Ulm\n")
    assert versions(wiring, again) == [(1, "Ulm", 7)]


def test_a_check_added_to_the_contract_keeps_what_was_seen(project):
    taken(project, 1, "1,Ulm\n")
    (project / "sources" / "people.yaml").write_text(SOURCE + "checks: [{condition: id > 0}]\n")
    wiring, again = taken(project, 7, "1,Ulm\n2,Bonn\n")
    assert versions(wiring, again) == [(1, "Ulm", 1), (2, "Bonn", 7)]


def test_two_rows_of_one_key_at_once_are_refused(project):
    from wager.foundation.errors import BadInputError

    with pytest.raises(BadInputError, match="share their key"):
        taken(project, 1, "1,Ulm\n1,Bonn\n")
