"""A model file and `wager.Model` say the same: nothing is lost on the way from one to the other and back.

`make models` draws 1,000 files; the short form fewer.
"""

import os
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wager
from laws.model_texts import made_up_model, plain, spelled
from wager.design.models.model_file import read_model
from wager.design.models.model_keys import KEYS
from wager.design.reading.fields import value_of
from wager.foundation.yaml_file import read_yaml
from wager.interfaces.model import Model
from wager.workflow.begin.schemas import schemas

FILES = int(os.environ.get("WAGER_MODEL_FILES", "80"))
SCHEMA = jsonschema.Draft202012Validator(schemas()["model.json"])
drawn = []


def said(text, name):
    """What wager understands of a text: its record, and what of it counts for heirs."""
    record, findings = read_model(text, f"models/{name}.yaml")
    assert [str(one) for one in findings] == [], text
    return record.to_json(), record.given, record.extends, record.selection


@settings(max_examples=FILES)
@given(st.randoms(use_true_random=True))
def test_from_a_file_to_python_and_back_nothing_is_lost(chance):
    values = made_up_model(chance)
    text = spelled(chance, values)
    assert value_of(read_yaml(text, "m.yaml")) == values
    name = values["model"]
    model = Model(**value_of(read_yaml(text, "m.yaml")))
    back = model.to_yaml()
    # By values: what stands in the file again is what stood in it.
    assert value_of(read_yaml(back, "m.yaml")) == values
    # By meaning: two readings that do not pass through Model understand both texts alike.
    assert said(back, name) == said(text, name)
    # And from Python: what `to_dict` gives makes the same model, by floats as by decimals.
    again = Model(**model.to_dict())
    assert again == model
    assert said(again.to_yaml(), name) == said(text, name)
    assert hash(again) == hash(model)
    assert eval(repr(model), {"wager": wager, "Decimal": Decimal}) == model
    drawn.append(frozenset(values))


@settings(max_examples=max(FILES // 2, 20))
@given(st.randoms(use_true_random=True), st.randoms(use_true_random=True))
def test_two_models_are_equal_where_they_mean_the_same(one, other):
    first, second = made_up_model(one), made_up_model(other)
    same = said(spelled(one, first), first["model"]) == said(spelled(other, second), second["model"])
    names = first["model"] == second["model"]
    assert (Model(**first) == Model(**second)) == (same and names)


def test_every_key_was_drawn():
    if not drawn:
        pytest.skip("the files were not drawn in this process")
    print(
        f"{len(drawn):,} model files from YAML to Python and back: equal; {len(set(drawn)):,} different sets of keys"
    )
    assert set().union(*drawn) == set(KEYS)


@settings(max_examples=max(FILES // 2, 20))
@given(st.randoms(use_true_random=True))
def test_the_published_schema_takes_what_the_reader_takes(chance):
    values = made_up_model(chance)
    assert [error.message for error in SCHEMA.iter_errors(plain(values))] == []
