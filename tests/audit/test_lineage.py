"""Who depends on what: from a file of a snapshot up to the title."""

from wager.audit.lineage import lineage
from wager.data.snapshot import FileEntry, Snapshot
from wager.registry.titles import Turn
from wager.registry.version import Version


def name(sign):
    return sign * 64


def version(identity, **facts):
    plain = dict.fromkeys(
        "serves design hypothesis algorithm always freeze closure run document fitted".split(), ""
    )
    objects = {"definitions": name("d"), "golden": name("e")}
    nested = {
        "rows": {},
        "columns": {},
        "artifact": {"model.txt": name("f")},
        "predictions": {"object": ""},
        "code": {"patch": ""},
        "environment": {"lock": "", "wager": ""},
        "snapshots": {"rides": name("a")},
    }
    return Version(**{"id": identity, "model": "by-line", **plain, **objects, **nested, **facts})


SNAPSHOT = Snapshot(name("a"), "rides", 3, (FileEntry(name("b"), 9, 3),), {}, "EUR", "", "", "")
TURNS = [Turn("late-bus", 1, name("1"), 0, "vacant", 0), Turn("late-bus", 2, name("2"), 5, "promoted", 1)]
VERSIONS = [version(name("1")), version(name("2"), model="by-history", artifact={"model.txt": name("c")})]


def test_a_file_is_needed_by_its_snapshot_the_versions_and_the_title():
    found = lineage(VERSIONS, {SNAPSHOT.id: SNAPSHOT}, TURNS, runs={name("9"): [name("a")]})
    assert found.dependents(name("b")) == (
        "snapshot rides aaaaaaaaaaaa",
        "run 999999999999",
        "version 111111111111 (by-line)",
        "version 222222222222 (by-history)",
        "title late-bus (held by 222222222222)",
    )


def test_a_model_file_is_needed_by_its_version_alone():
    found = lineage(VERSIONS, {}, TURNS)
    assert found.dependents(name("c")) == (
        "version 222222222222 (by-history)",
        "title late-bus (held by 222222222222)",
    )
    assert found.dependents(name("d"))[:2] == (
        "version 111111111111 (by-line)",
        "version 222222222222 (by-history)",
    )


def test_what_cannot_be_read_is_known_by_those_that_name_it():
    assert lineage([], {}, TURNS).dependents(name("1")) == ("title late-bus (held by 222222222222)",)
    assert lineage(VERSIONS, {}, []).dependents(name("a")) == (
        "version 111111111111 (by-line)",
        "version 222222222222 (by-history)",
    )
    assert lineage(VERSIONS, {}, TURNS).dependents(name("7")) == ()
