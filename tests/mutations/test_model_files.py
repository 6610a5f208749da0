"""Model files that nobody should write: each is answered by findings with a line, or means something; none by a traceback.

Half of them hold one planted mistake, which is to be named once, on its line, with what was meant where something is near; the
other half are damaged anyhow. `make models` reads 5,000; the short form fewer.
"""

import os
import random

import jsonschema
import pytest

from laws.model_texts import made_up_model, plain, spelled
from mutations.damage import damaged
from wager.design.models.algorithms import ALGORITHMS
from wager.design.models.model_file import read_model
from wager.design.models.model_keys import KEYS
from wager.foundation.errors import BadInputError, UsageError, WagerError
from wager.interfaces.model import Model
from wager.workflow.begin.schemas import schemas

COUNT = int(os.environ.get("WAGER_MALFORMED_MODELS", "120"))
SEED = 11
SCHEMA = jsonschema.Draft202012Validator(schemas()["model.json"])
LONGEST = 1500
"""Characters of one message: the longest lists the parameters of LightGBM."""

WRONG = {
    "calibrate": "isotonik",
    "policy": "mony",
    "loss": "poison",
    "seed": "three",
    "refit": "yes",
    "train_on": "a ==  1",
    "weight": "a +",
    "tests": [{"name": "t", "feature": "a"}],
    "search": {"over": {"lightgbm.num_leafs": [1]}},
    "encode": {"a": "onehott"},
    "features": ["*.x"],
    "also": ["A b"],
}
"""One value for each of some keys that cannot be one, and is near to one where words are few."""

NEAR = {
    "calibrate": "isotonic",
    "policy": "money",
    "loss": "poisson",
    "encode": "onehot",
    "search": "num_leaves",
}


def misspelt(chance, word):
    """Swap two letters that are neighbours, or double one."""
    at = chance.randrange(len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return swapped if swapped != word else word[:at] + word[at] + word[at:]


def planted(chance):
    """Draw a model file with one mistake: its values, the key at fault, and what was meant (or nothing)."""
    values = made_up_model(chance)
    kind = chance.choice(("key", "value", "algorithm", "parameter", "both homes"))
    if kind == "key":
        key = chance.choice(
            [key for key in values if key not in {"model", "design", "extends", "algorithm"} and len(key) > 3]
            or ["model"]
        )
        if key != "model":
            wrong = misspelt(chance, key)
            return {wrong if one == key else one: value for one, value in values.items()}, wrong, key
        kind = "algorithm"
    if kind == "value":
        key = chance.choice(sorted(WRONG))
        values.pop(key, None)
        return {**values, key: WRONG[key]}, key, NEAR.get(key, "")
    if kind == "both homes" and "extends" in values:
        return {**values, "design": "d"}, "design", ""
    values.pop("search", None)
    if kind == "parameter":
        name = chance.choice(
            [
                name
                for name, taken in ALGORITHMS.items()
                if any(len(one) > 4 for one in taken) and name not in {"python", "table"}
            ]
        )
        right = chance.choice([one for one in ALGORITHMS[name] if len(one) > 4])
        wrong = misspelt(chance, right)
        return (
            {**values, "algorithm": {name: {wrong: 3}}},
            "algorithm",
            "" if wrong in ALGORITHMS[name] else right,
        )
    name = chance.choice(("lightgbm", "logistic", "elastic_net", "xgboost", "constant"))
    return {**values, "algorithm": misspelt(chance, name)}, "algorithm", name


def lines_of(text, key):
    """Find the lines on which the value of a key stands: down to the next key of the file."""
    lines = text.split("\n")
    begins = [number for number, line in enumerate(lines, 1) if line[:1] not in {"", " ", "#"}]
    at = next(number for number in begins if lines[number - 1].lstrip('"').startswith(key))
    return range(at, next((number for number in begins if number > at), len(lines) + 1))


def test_one_mistake_is_named_once_where_it_stands():
    suggested = count = 0
    for number in range(COUNT // 2):
        chance = random.Random(f"{SEED} {number}")
        values, key, meant = planted(chance)
        text = spelled(chance, values)
        _, findings = read_model(text, f"models/{values['model']}.yaml")
        errors = [one for one in findings if one.is_error]
        assert len(errors) == 1, (number, text, list(map(str, errors)))
        (one,) = errors
        assert one.line in lines_of(text, key), (number, text, str(one))
        assert 10 < len(one.message) < LONGEST
        if meant:
            assert f"did you mean {meant!r}" in one.message or f"{meant}'" in one.message, (number, str(one))
            suggested += 1
        with pytest.raises(UsageError if key not in KEYS else BadInputError) as raised:
            Model(**values)
        assert not meant or "did you mean" in str(raised.value)
        count += 1
    print(f"{count:,} single mistakes: each named once, on its line; {suggested:,} with what was meant")
    assert suggested > count / 3


UNSEEN = frozenset(("train_on", "weight", "search", "design", "features"))
"""Keys whose mistakes a schema cannot see: what an expression, a path or a pattern means, and which keys go together."""


def test_the_published_schema_refuses_what_the_reader_refuses():
    refused = 0
    for number in range(min(COUNT // 2, 600)):
        values, key, _ = planted(random.Random(f"{SEED} {number}"))
        found = [error.message for error in SCHEMA.iter_errors(plain(values))]
        assert found or key in UNSEEN, (number, key, values)
        refused += bool(found)
    print(f"{refused:,} of {min(COUNT // 2, 600):,} single mistakes are refused by the schema, too")
    assert refused > 0.8 * min(COUNT // 2, 600)


def test_what_is_damaged_is_answered_by_findings():
    named = meant = 0
    for number in range(COUNT - COUNT // 2):
        chance = random.Random(f"{SEED} damaged {number}")
        text, other = (spelled(chance, made_up_model(chance)) for _ in range(2))
        done, data = damaged(chance, text, other)
        found = data.decode(errors="replace")
        try:
            record, findings = read_model(found, "models/m.yaml")
        except BadInputError as error:  # it left YAML
            record, findings = None, list(error.findings)
        except Exception as error:
            raise AssertionError(f"file {number} after {done}: {error!r}") from error
        errors = [one for one in findings if one.is_error]
        assert record is not None or findings, (number, done, found[:500])
        last = (
            found.count("\n")
            + found.count("\r")
            + found.count("\x85")
            + 2
            + found.count("\u2028")
            + found.count("\u2029")
        )
        for one in findings:
            assert 1 <= one.line <= last, (number, done, str(one)[:300])
            assert "\n" not in one.message, (number, done, one)
        named += bool(errors)
        if record is not None and not errors:
            try:
                Model(**_as_read(found))
            except WagerError as error:  # what YAML takes and a file of ours could not hold
                raise AssertionError(f"file {number} after {done}: {error}") from error
            meant += 1
    print(f"{named + meant:,} damaged files: {named:,} with findings, {meant:,} still a model; no traceback")
    assert named > meant


def _as_read(text):
    from wager.design.reading.fields import value_of
    from wager.foundation.yaml_file import read_yaml

    return value_of(read_yaml(text, "m.yaml"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"model": "m", "design": "d", "feature": ["a"], "algorithm": "linear"},
            "no key 'feature'; did you mean 'features'",
        ),
        ({"model": "m", "design": "d", "features": {1, 2}, "algorithm": "linear"}, "features is a set"),
        (
            {"model": "m", "design": "d", "features": "a", "algorithm": "linear", "seed": float("inf")},
            "seed is inf",
        ),
        ({"model": "m", "design": "d", "features": "a", "algorithm": {"lightgbm": {3: 4}}}, "the key 3"),
        (
            {"model": "m", "design": "d", "features": "a", "algorithm": "linear", "weight": "\ud800"},
            "half of a character",
        ),
        (
            {"model": "m", "design": "d", "features": "a", "algorithm": "linear", "seed": 10**400},
            "more than 400 digits",
        ),
        (
            {
                "model": "m",
                "design": "d",
                "features": "a",
                "algorithm": "linear",
                "except": "b",
                "except_": "c",
            },
            "one key",
        ),
        ({"model": "M x", "design": "d", "features": "a", "algorithm": "linear"}, "M x"),
        ({"model": 5, "design": "d", "features": "a", "algorithm": "linear"}, "5"),
        ({"model": "m", "design": "<which>", "features": "a", "algorithm": "linear"}, "<which>"),
    ],
)
def test_what_python_alone_can_say_wrongly_is_said_clearly(given, said):
    with pytest.raises((BadInputError, UsageError)) as raised:
        Model(**given)
    assert said in str(raised.value)


def test_a_mapping_within_itself_is_refused():
    inner = {}
    inner["lightgbm"] = inner
    with pytest.raises(BadInputError, match="nested deeper"):
        Model("m", design="d", features="a", algorithm=inner)
