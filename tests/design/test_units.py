"""Section 1 of the formats, rule by rule: units are compulsory, names are none of YAML 1.1's words."""

import pytest

from wager.data.source_file import SOURCE
from wager.design.block_kinds import FRONT, KINDS
from wager.design.blocks import read_design
from wager.design.hypotheses.hypothesis import FIELDS as HYPOTHESIS
from wager.design.kinds.delivery import ONLINE, STAGE
from wager.design.kinds.question import OBJECTIVE
from wager.design.kinds.record import REQUIREMENTS, TASK
from wager.design.kinds.running import MONITOR, ROLLBACK
from wager.design.kinds.split import BEGIN, SHARES
from wager.design.kinds.worth import COSTS, FORECAST
from wager.design.models.model_keys import KEYS as MODEL
from wager.design.reading.fields import RESERVED, FieldReader
from wager.features.feature_keys import KEYS as FEATURE
from wager.foundation.yaml_file import Scalar
from wager.workflow.begin.schemas import schemas

TABLES = [
    FRONT,
    OBJECTIVE,
    BEGIN,
    COSTS,
    FORECAST,
    REQUIREMENTS,
    HYPOTHESIS,
    STAGE,
    ONLINE,
    MONITOR,
    ROLLBACK,
    TASK,
    SOURCE,
]
DIMENSIONS = {"duration", "money", "rate", "money_rate", "moment", "every"}


def dimensions():
    for table in TABLES:
        for key, field in table.items():
            kind = field.shape.get("$ref", "").rpartition("/")[2]
            if kind in DIMENSIONS:
                yield pytest.param(field, kind, id=f"{key}: {kind}")


@pytest.mark.parametrize(("field", "kind"), list(dimensions()))
@pytest.mark.parametrize("written", ["5", "5d", "5 days", "5 furlongs", "five d"])
def test_a_number_with_a_dimension_needs_its_unit(field, kind, written):
    reader = FieldReader("a.md")
    assert field.read(reader, Scalar(written, True, 7), "it") is None
    (found,) = reader.findings
    assert (found.line, found.code) == (7, "E103" if kind == "every" else "E002")
    assert "it" in found.message


def test_all_tables_with_a_dimension_are_looked_at():
    assert {param.values[1] for param in dimensions()} == DIMENSIONS


@pytest.mark.parametrize("part", list(SHARES))
@pytest.mark.parametrize(
    ("written", "fine"), [("50 %", True), ("0.5", True), ("50", False), ("50 pp", False), ("50%", False)]
)
def test_a_share_is_per_cent_or_a_part_of_one(part, written, fine):
    reader = FieldReader("a.md")
    assert (SHARES[part].read(reader, Scalar(written, True, 1), part) is not None) == fine
    assert [one.code for one in reader.findings] == ([] if fine else ["E002"])


def keys_of(shape):
    for key, inner in shape.get("properties", {}).items():
        yield key
        yield from keys_of(inner)
    for inner in (shape.get("additionalProperties"), shape.get("items"), *shape.get("anyOf", ())):
        if isinstance(inner, dict):
            yield from keys_of(inner)


def test_no_key_of_ours_is_one_that_older_yaml_takes_for_something_else():
    keys = {key for made in schemas().values() for key in keys_of(made)}
    assert len(keys) > 150
    assert not {key.lower() for key in keys | set(KINDS) | set(MODEL) | set(FEATURE)} & RESERVED


ONE_FILE = """---
design: bookings
owner: revenue
---
# T

```yaml wager.rows
from: bookings.csv
```

```yaml wager.objective
is: cancelled
matures: 0 d
CLASSES
```

```yaml wager.money
ACTIONS
pays: {PAYS}
```

```yaml wager.slices
SLICES
```

```yaml wager.hypothesis H1
model: lightgbm
goals: {G1: {goal: Increase money per 1000 rows by 500 USD over rule}}
timebox: 5 d
```
"""


@pytest.mark.parametrize("word", sorted(RESERVED))
@pytest.mark.parametrize(
    "changes",
    [
        {"CLASSES": "classes: [WORD, later]", "PAYS": "act: {later: 1 USD, otherwise: 0 USD}"},
        {"ACTIONS": "actions: [none, WORD]", "PAYS": "none: 0 USD, WORD: 1 USD"},
        {"SLICES": "region: [WORD, south]"},
        {"SLICES": "region: {WORD: x > 1}"},
    ],
    ids=["class", "action", "slice value", "slice"],
)
def test_no_class_action_or_slice_is_called_so(word, changes):
    text = ONE_FILE
    filled = {
        "CLASSES": "",
        "ACTIONS": "",
        "PAYS": "act: {cancelled: 1 USD, otherwise: 0 USD}",
        "SLICES": "region: [north]",
    }
    for mark, said in (filled | changes).items():
        text = text.replace(mark, said.replace("WORD", word))
    _, findings = read_design(text, "designs/bookings.md", currency="USD")
    assert any(one.code in {"E103", "E104"} for one in findings)
    _, findings = read_design(text.replace(word, "fine"), "designs/bookings.md", currency="USD")
    assert "E104" not in {one.code for one in findings}
