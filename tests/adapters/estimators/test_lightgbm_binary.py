"""A binary put together of columns is the one that the library writes of the whole matrix, byte for byte."""

from dataclasses import replace

import lightgbm
import numpy as np
import pytest

from wager.adapters.estimators.lightgbm_binary import cut, groups_of, joined

PARAMETERS = {"verbosity": -1, "seed": 7, "deterministic": True, "force_row_wise": True}
ROWS = 4000


def binary(folder, columns, parameters=None):
    """What the library writes: a matrix of columns, each with whether it is a category."""
    values = np.column_stack([values for values, _ in columns])
    dataset = lightgbm.Dataset(
        np.asfortranarray(values),
        feature_name=[f"c{place}" for place in range(len(columns))],
        categorical_feature=[place for place, (_, category) in enumerate(columns) if category],
        params=PARAMETERS | (parameters or {}),
    ).construct()
    path = folder / "binary"
    path.unlink(missing_ok=True)
    dataset.save_binary(str(path))
    return path.read_bytes()


def column(chance):
    """A column of any kind: numbers, many or few, with gaps or mostly zero, flags, categories."""
    kind = chance.integers(6)
    values = [
        lambda: chance.normal(size=ROWS),
        lambda: chance.normal(size=ROWS).round(1),
        lambda: np.where(chance.random(ROWS) < chance.random(), np.nan, chance.normal(size=ROWS)),
        lambda: np.where(chance.random(ROWS) < chance.random(), 0, chance.normal(size=ROWS) + 3),
        lambda: (chance.random(ROWS) < chance.random()).astype(float),
        lambda: chance.integers(0, 30, ROWS).astype(float),
    ][kind]()
    return values, kind == 5


def placed(groups, at=0):
    """Groups, one behind the other; each keeps the order of its columns."""
    found = []
    for group in groups:
        width = len(group.places)
        found.append(replace(group, places=tuple(range(at, at + width))))
        at += width
    return found


def laid_anew(folder, world):
    """Take two matrices apart; lay columns of both out as one: its groups, columns and parameters. None where that is not possible."""
    chance = np.random.default_rng([31, world])
    known = [column(chance) for _ in range(chance.integers(2, 12))]
    new = [column(chance) for _ in range(chance.integers(1, 3))]
    parameters = [{}, {"max_bin": 15}, {"min_data_in_leaf": 5}, {"seed": 9}][world % 4]
    first = groups_of(cut(binary(folder, known, parameters)), "first")
    second = groups_of(cut(binary(folder, new, parameters)), "second")
    if first is None or second is None:
        return None  # columns of which hardly any two have a value share a group, or one has a single bin
    assert first[0] == second[0]
    # Each keeps the order that it has among its own; where the others stand between them is left to chance.
    groups = [group for group in first[1] if chance.random() < 0.8] + second[1]
    stand = [(group, place) for group in groups for place in group.places]
    own = {"first": iter(sorted(chance.random(50))), "second": iter(sorted(chance.random(50)))}
    at = {one: next(own[one[0].seen_in]) for one in sorted(stand, key=lambda one: one[1])}
    places = {one: place for place, one in enumerate(sorted(stand, key=at.__getitem__))}
    laid = [replace(group, places=tuple(places[group, place] for place in group.places)) for group in groups]
    of = {"first": known, "second": new}
    columns = [of[group.seen_in][place] for group, place in sorted(places, key=places.__getitem__)]
    return joined(first[0], laid), columns, parameters


@pytest.mark.parametrize("world", range(60))
def test_columns_of_other_matrices_make_the_librarys_own_binary(tmp_path, world):
    pieces, columns, parameters = laid_anew(tmp_path, world) or (None, [], {})
    assert pieces is None or b"".join(pieces) == binary(tmp_path, columns, parameters)


def test_many_worlds_are_put_together(tmp_path):
    """So that the test above looks at something."""
    found = [one[0] for world in range(60) if (one := laid_anew(tmp_path, world)) and one[0] is not None]
    assert len(found) >= 25


def dense(chance, number):
    return [(chance.normal(size=ROWS), False) for _ in range(number)]


def empty(chance, share, number):
    return [
        (np.where(chance.random(ROWS) < share, 0, chance.normal(size=ROWS)), False) for _ in range(number)
    ]


def test_full_columns_are_taken_apart_and_put_together(tmp_path):
    columns = dense(np.random.default_rng(3), 120)
    whole = binary(tmp_path, columns)
    rows, found = groups_of(cut(whole), "one")
    found = sorted(found, key=lambda group: group.places)
    assert b"".join(joined(rows, found)) == whole
    assert b"".join(joined(rows, placed(found[5:80:3]))) == binary(tmp_path, columns[5:80:3])
    assert b"".join(joined(rows, found[:1])) == binary(tmp_path, columns[:1])
    assert joined(rows, placed(found[::-1])) is None, "who shares a group depends on who comes first"
    assert joined(rows, found[1:]) is None, "there is no first column"
    assert joined(rows, [found[0], *found]) is None, "a column stands twice"


def test_columns_that_might_share_a_group_are_not_put_together(tmp_path):
    chance = np.random.default_rng(5)
    side = chance.random(ROWS) < 0.5
    left, right = ((np.where(where, chance.normal(size=ROWS) + 4, 0), False) for where in (side, ~side))
    apart = [groups_of(cut(binary(tmp_path, [one])), str(at)) for at, one in enumerate((left, right))]
    assert joined(apart[0][0], placed([*apart[0][1], *apart[1][1]])) is None
    assert groups_of(cut(binary(tmp_path, [left, right])), "both") is None, "they do share one"


def test_half_empty_columns_that_were_seen_apart_are_put_together_again(tmp_path):
    chance = np.random.default_rng(6)
    half, new = empty(chance, 0.55, 3), dense(chance, 1)
    rows, found = groups_of(cut(binary(tmp_path, half)), "one")
    found = sorted(found, key=lambda group: group.places)
    _, other = groups_of(cut(binary(tmp_path, new)), "other")
    assert b"".join(joined(rows, placed([*found[:2], *other]))) == binary(tmp_path, [*half[:2], *new])
    _, alone = groups_of(cut(binary(tmp_path, half[2:])), "third")
    assert joined(rows, placed([*found[:2], *alone])) is None, "nobody looked at them together"


def test_columns_that_are_mostly_empty_stay_together(tmp_path):
    chance = np.random.default_rng(7)
    (rare, rarer), (one, two), new = empty(chance, 0.8, 2), dense(chance, 2), dense(chance, 1)
    rows, found = groups_of(cut(binary(tmp_path, [rare, one, rarer, two])), "first")
    assert [group.places for group in found if len(group.places) > 1] == [(0, 2)]
    _, other = groups_of(cut(binary(tmp_path, new)), "other")
    changed = [replace(other[0], places=(1,)) if group.places == (1,) else group for group in found]
    assert b"".join(joined(rows, changed)) == binary(tmp_path, [rare, *new, rarer, two])
    _, third = groups_of(cut(binary(tmp_path, empty(chance, 0.8, 1))), "third")
    assert joined(rows, [*found, replace(third[0], places=(4,))]) is None, "it would join the others"


def test_what_looks_otherwise_is_not_taken_apart(tmp_path):
    pieces = cut(binary(tmp_path, dense(np.random.default_rng(8), 3)))
    rows, groups = groups_of(pieces, "")
    for place in range(len(pieces[1])):
        head = bytearray(pieces[1])
        head[place] ^= 1
        said = groups_of([pieces[0], bytes(head), *pieces[2:]], "")
        assert (
            said is None or said[0] != rows or [one.bins for one in said[1]] != [one.bins for one in groups]
        )
    for place in range(8, 80):
        group = bytearray(pieces[3])
        group[place] ^= 64
        groups_of(
            [*pieces[:3], bytes(group), *pieces[4:]], ""
        )  # whatever it says, it says it without an error
    assert groups_of(pieces[:3], "") is None
    assert groups_of([*pieces, pieces[-1]], "") is None
    assert groups_of([pieces[0], pieces[1][:60], *pieces[2:]], "") is None
    assert groups_of([*pieces[:3], b"", *pieces[4:]], "") is None


def test_a_mostly_missing_category_is_not_taken_for_an_empty_one(tmp_path):
    chance = np.random.default_rng(9)
    missing = np.where(chance.random(ROWS) < 0.7, np.nan, chance.integers(0, 900, ROWS))
    assert groups_of(cut(binary(tmp_path, [(missing, True)])), "") is None
    assert groups_of(cut(binary(tmp_path, [(missing, False)])), "") is not None
