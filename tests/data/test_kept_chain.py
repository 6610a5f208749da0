"""Tables that grow: what is read is what was written, in few files, and older files stay as they are."""

import random

import pyarrow as pa
import pytest

from wager.data.kept_chain import SEGMENTS, KeptChain


def table(chance, rows):
    return pa.table(
        {
            "n": pa.array([chance.choice([None, chance.randrange(9)]) for _ in range(rows)], pa.int64()),
            "t": pa.array([chance.choice([None, "", "long" * 9]) for _ in range(rows)], pa.string()),
        }
    )


@pytest.mark.parametrize("seed", range(4))
def test_it_grows_in_any_pieces(tmp_path, seed):
    chance, chain = random.Random(seed), KeptChain(tmp_path)
    whole = table(chance, chance.randrange(50))
    chain.write("0", whole)
    for place in range(1, 60):
        stays = chance.choice([whole.num_rows, whole.num_rows, chance.randrange(whole.num_rows + 1)])
        fresh = table(chance, chance.choice([0, 1, 3, 40]))
        files = {path: path.read_bytes() for path in tmp_path.glob("*.arrow")}
        assert chain.extend(str(place), str(place - 1), stays, fresh, {"place": place})
        assert {path: path.read_bytes() for path in files} == files
        whole = pa.concat_tables([whole.slice(0, stays), fresh])
        assert chain.read(str(place)).equals(whole)
        own = chain.own(str(place))
        assert own.said == {"place": place}
        assert len(own.before) <= SEGMENTS


def test_a_year_is_not_written_again_for_a_fortnight(tmp_path):
    chain, chance = KeptChain(tmp_path), random.Random(1)
    chain.write("0", table(chance, 3650))
    written = 0
    for day in range(1, 200):
        chain.extend(str(day), str(day - 1), 3650 + 10 * (day - 1), table(chance, 10))
        written += chain.own(str(day)).table.num_rows
        assert chain.read(str(day)).num_rows == 3650 + 10 * day
    assert written < 4 * 200 * 10  # each row a few times, where a year every fortnight would be 50,000


def test_a_file_that_is_gone_takes_its_rows_along(tmp_path):
    chain, chance = KeptChain(tmp_path), random.Random(2)
    chain.write("a", table(chance, 5))
    assert chain.extend("b", "a", 5, table(chance, 2))
    assert not chain.extend("c", "b", 8, table(chance, 2))  # it has 7
    assert not chain.extend("c", "b", 7, pa.table({"n": [1.5], "t": ["x"]}))  # of another type
    chain.path("a").unlink()
    assert chain.read("b") is None
    assert not chain.extend("c", "a", 5, table(chance, 2))
    assert chain.own("b").table.num_rows == 2
