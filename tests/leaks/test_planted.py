"""Each kind of leak in one shape of sources: found by its code and name; its twin is not accused. `make leaks` asks for all."""

import pytest

from leaks.planted import KINDS, answer

SEED = 7
CASES = [(kind, shapes[place % len(shapes)]) for place, (kind, (_, shapes, _)) in enumerate(KINDS.items())]


@pytest.mark.parametrize(("kind", "shape"), CASES)
def test_a_leak_is_found_and_named(tmp_path, kind, shape):
    found = answer(tmp_path / "p", kind, shape, SEED, leaks=True)
    assert not found.errors
    assert found.named, found.accused


@pytest.mark.parametrize(("kind", "shape"), CASES)
def test_its_twin_is_not_accused(tmp_path, kind, shape):
    found = answer(tmp_path / "p", kind, shape, SEED, leaks=False)
    assert not found.errors
    assert not found.accused
