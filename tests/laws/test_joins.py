"""Laws of joins: a naive look-up agrees to the bit, in many rows, one by one and told; nothing later changes anything."""

import random

import pytest

from laws import joined_project as project
from laws import naive_joins as naive
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.tree import Column, Window
from wager.features.online import history
from wager.features.online.online import Online
from wager.features.traced.story import OneRow, Teller

ENGINE = DuckDBEngine(threads=1)
WINDOWS = {
    "_12h": Window(12 * project.HOUR),
    "_30h_6h": Window(30 * project.HOUR, 6 * project.HOUR),
    "": Window(None),
}
ENTITIES = {"shop_": "shop", "all_": "all", "place_": "place"}


def expected(held, of, visit):
    sales = {told: naive.sales_at(held, of, visit["at"], told=told) for told in (False, True)}
    found = {
        f"history.{said}{name}{ending}": naive.aggregate(sales, name, entity, window, visit)
        for said, entity in ENTITIES.items()
        for name in naive.AGGREGATES
        for ending, window in WINDOWS.items()
    }
    return found | naive.of_the_row(held, of, visit)


@pytest.mark.parametrize("refresh", ["", "items", "sales shops"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_naive_look_up_agrees_for_every_feature(tmp_path, seed, refresh):
    held, of = project.tables(seed), project.sources(refresh)
    whole = project.matrix(ENGINE, tmp_path, held, of=of)
    some = dict.fromkeys(whole.names, 0)
    for place in range(0, len(held["visits"]), 3):
        for name, value in expected(held, of, held["visits"][place]).items():
            found = whole.columns[name][place].as_py()
            assert project.bits(found) == project.bits(value), (name, place)
            some[name] += value not in {None, 0}
    assert sum(count == 0 for count in some.values()) < 10, some


def shuffled(rows, *first):
    mixed = random.Random(9).sample(rows, len(rows))
    return project.in_order(mixed, *first)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_rows_in_another_order_give_the_same_bits(tmp_path, threads):
    held = project.tables(3)
    whole = project.matrix(ENGINE, tmp_path / "a", held) if (tmp_path / "a").mkdir() is None else None
    (tmp_path / "b").mkdir()
    mixed = {
        "items": shuffled(held["items"], "since", "number"),
        "shops": shuffled(held["shops"], "shop"),
        "sales": shuffled(held["sales"], "at", "id"),
        "visits": held["visits"],
    }
    again = project.matrix(DuckDBEngine(threads=threads), tmp_path / "b", mixed)
    for name in whole.names:
        assert whole.columns[name].equals(again.columns[name]), name


@pytest.mark.parametrize("hours", [30, 80])
@pytest.mark.parametrize("refresh", ["", "items sales"])
def test_deleting_what_was_known_after_a_cut_changes_no_earlier_row(tmp_path, hours, refresh):
    held, of, cut = project.tables(4), project.sources(refresh), project.START + hours * project.HOUR
    chance = random.Random(hours)

    def late(moment):
        return moment is None or moment >= cut

    items = []
    for row in held["items"]:
        if late(row["told"]) and late(row["checked"]):
            continue
        row = row | ({"kind": "later"} if late(row["told"]) else {})
        items.append(row | ({"price": chance.random()} if late(row["checked"]) else {}))
    earlier = {
        "items": items,
        "shops": [row for row in held["shops"] if not late(row["seen"])],
        "sales": [row for row in held["sales"] if not late(row["at"])],
        "visits": held["visits"],
    }
    assert all(len(earlier[name]) < len(held[name]) for name in ("items", "shops", "sales"))
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    whole = project.matrix(ENGINE, folders[0], held, of=of, until=cut)
    again = project.matrix(ENGINE, folders[1], earlier, of=of, until=cut)
    assert whole.rows > 10
    for name in whole.names:
        assert whole.columns[name].equals(again.columns[name]), name


def online(folder, of, held):
    files = project.stored(folder, of, held)
    found = project.features(of)
    wanted = {name: Column(name) for name in project.names(found)}
    return Online(ENGINE, files["visits"], files, found, wanted)


def differing(found, whole, place):
    return {
        name: (value, whole.columns[name][place].as_py())
        for name, value in found.items()
        if project.bits(value) != project.bits(whole.columns[name][place].as_py())
    }


@pytest.mark.parametrize("refresh", ["", "items", "sales shops"])
def test_one_row_at_a_time_gives_the_bits_of_the_matrix(tmp_path, refresh):
    held, of = project.tables(5), project.sources(refresh)
    whole, one = project.matrix(ENGINE, tmp_path, held, of=of), online(tmp_path, of, held)
    assert set(one.reads) == {"at", "item", "shop", "place"}
    for place, visit in enumerate(held["visits"]):
        assert not differing(one.values(visit, visit["at"]), whole, place), place


@pytest.mark.parametrize("place", range(0, 60, 11))
@pytest.mark.parametrize("refresh", ["", "items sales"])
def test_a_feature_told_is_the_one_of_the_matrix(tmp_path, place, refresh):
    held, of = project.tables(6), project.sources(refresh)
    whole, files = project.matrix(ENGINE, tmp_path, held, of=of), project.stored(tmp_path, of, held)
    at = int(project.unit_rows(held["visits"]).t[place])
    told = Teller(ENGINE, OneRow(files["visits"], place, at), project.features(of), files)
    for name in project.features(of):
        assert project.bits(told.value(name)) == project.bits(whole.columns[name][place].as_py()), name
        for one in told.tell(name).counted:
            assert one.used + sum(why.rows for why in one.unused) == one.of_entity <= one.rows, name
            by_column = "value" in name or "far" in name.removeprefix(
                "history."
            )  # these read what is told later
            numbers = [row["id"] for row in held["sales"]]
            sales = {*numbers} - {None} if by_column else numbers
            sales = [*sales, *(one for one in numbers if by_column and one is None)]
            assert one.rows == len(sales), name


@pytest.mark.parametrize("refresh", ["", "items sales"])
@pytest.mark.parametrize(("seed", "fresh"), [(0, 5), (1, 14), (2, 1000)])
def test_what_came_live_on_either_side_counts_as_if_it_were_in_the_snapshot(
    tmp_path, monkeypatch, seed, fresh, refresh
):
    monkeypatch.setattr(history, "FRESH", fresh)
    held, of, chance = project.tables(seed + 20), project.sources(refresh), random.Random(seed)
    (tmp_path / "some").mkdir()
    whole = project.matrix(ENGINE, tmp_path, held, of=of)
    some = {
        name: [row for row in rows if name == "visits" or chance.random() < 0.5]
        for name, rows in held.items()
    }
    one = online(tmp_path / "some", of, some)
    later = [(name, row) for name, rows in held.items() for row in rows if row not in some[name]]
    chance.shuffle(later)
    for name, row in later:
        one.add(name, row)
    for place, visit in enumerate(held["visits"]):
        assert not differing(one.values(visit, visit["at"]), whole, place), place
