"""`group` of a split by chance: what belongs together never lies on both sides, and what it reads is part of every digest."""

import random

import numpy as np
import pytest

from project_folder import ALONE, config, requirements, write_project
from wager.expressions.tree import Column
from wager.foundation.errors import BadInputError
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.counting.development import development_of
from wager.workflow.judging.case import open_case
from wager.workflow.question import ask_question

SOURCE = """\
source: teeth
from: {path: data/teeth.csv}
owner: dentists
key: tooth
columns: {tooth: int, patient: category?, age: int, sugar: float, hole: bool?}
derive: {family: "lower(patient)"}
known: always
"""
DESIGN = (
    """\
---
design: holes
owner: dentists
appetite: 20 d
---

# Look where holes are

```yaml wager.problem
what: holes are found late
why_now: a new camera
tied_to: customer
scope: all teeth
no_gos: [names]
```

```yaml wager.rows
each: case
from: teeth
cluster: family
```

```yaml wager.objective
is: hole
matures: 1 d
```

```yaml wager.split
shares: {train: 50 %, tune: 20 %, holdout: 30 %}
group: family
```

```yaml wager.money
actions: [none, look]
pays:
  none: {hole: -50 USD, otherwise: 0 USD}
  look: {hole: -5 USD, otherwise: -5 USD}
forecast: {low: 1k USD per year, likely: 2k USD per year, high: 3k USD per year, by: the dentists}
```

"""
    + requirements("chairs")
    + """
```yaml wager.baselines
do_nothing: {always: none}
all: {always: look}
champion: all
```

```yaml wager.goals
G1:
  goal: Increase money per 1000 cases by any amount over champion
  why: pays for the camera
```

```yaml wager.hypothesis H1
claim: sugar makes holes
model: sweet
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: STOP}
```

"""
    + ALONE
)
MODEL = "model: sweet\ndesign: holes\nfeatures: [age, sugar]\nalgorithm: logistic\n"


def teeth(count=1600, seed=5):
    """Teeth of patients, spelt in two ways; of some nobody knows whose they are."""
    chance = random.Random(seed)
    for number in range(count):
        patient = f"p{chance.randrange(140)}"
        sugar = chance.random()
        yield {
            "tooth": number,
            "patient": "" if chance.random() < 0.05 else chance.choice([patient, patient.upper()]),
            "age": chance.randrange(5, 80),
            "sugar": f"{sugar:.3f}",
            "hole": "" if chance.random() < 0.03 else str(chance.random() < 0.05 + 0.5 * sugar).lower(),
        }


def written(folder, *changes):
    design = DESIGN
    for old, new in changes:
        assert old in design
        design = design.replace(old, new, 1)
    files = {
        "wager.toml": config("teeth", "USD"),
        "sources/teeth.yaml": SOURCE,
        "designs/holes.md": design,
        "models/sweet.yaml": MODEL,
    }
    return open_folder(write_project(folder, files, "teeth.csv", teeth()))


def inputs_of(wiring):
    return open_case(wiring, "holes", "H1").inputs


@pytest.fixture(scope="module")
def wiring(tmp_path_factory):
    return written(tmp_path_factory.mktemp("teeth") / "p")


def test_nothing_is_wrong_with_it(wiring):
    assert {one.code for one in check_project(wiring).findings} <= {"W108", "W111", "W104"}


def test_a_family_is_never_on_both_sides(wiring):
    inputs = inputs_of(wiring)
    question = ask_question(wiring, inputs)
    families = inputs.groups(wiring, question.rows.index).to_pylist()
    parts = {}
    for family, code in zip(families, question.parts.codes.tolist(), strict=True):
        parts.setdefault(family, set()).add(code)
    alone = parts.pop(None)
    assert all(len(codes) == 1 for codes in parts.values())
    assert len(parts) == 140
    assert alone == {0, 1, 2}  # whose they are nobody knows: each for itself
    shares = [np.mean(question.parts.codes == code) for code in (0, 1, 2)]
    assert shares == pytest.approx([0.5, 0.2, 0.3], abs=0.12)


def test_rows_without_an_outcome_are_counted_in_the_same_parts(wiring):
    question = ask_question(wiring, inputs_of(wiring))
    found = development_of(question)
    assert (found.question.parts.codes == question.parts.codes).all()
    groups = question.inputs.groups(wiring)
    assert len(groups) == 1600
    assert found.decided == (question.parts.codes < 2).sum() + found.lost["outcome is null"]


def test_without_the_group_families_are_torn_and_check_says_so(tmp_path):
    wiring = written(tmp_path / "p", ("group: family\n", ""))
    said = [str(one) for one in check_project(wiring).findings if one.is_error]
    assert said == [one for one in said if "E007" in one and "add `group: family`" in one] != []
    question = ask_question(wiring, inputs_of(wiring))
    families = question.matrix({"family": Column("family")}).columns["family"].to_pylist()
    parts = {}
    for family, code in zip(families, question.parts.codes.tolist(), strict=True):
        parts.setdefault(family, set()).add(code)
    assert sum(len(codes) > 1 for codes in parts.values()) > 100


def test_what_the_group_is_derived_from_is_part_of_the_freeze(tmp_path, wiring):
    before = open_case(wiring, "holes", "H1").closure.hash
    other = written(tmp_path / "p")
    assert open_case(other, "holes", "H1").closure.hash == before
    source = other.root / "sources" / "teeth.yaml"
    source.write_text(source.read_text().replace('"lower(patient)"', '"upper(patient)"'))
    changed = open_folder(other.root)
    assert open_case(changed, "holes", "H1").closure.hash != before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("group: family", "group: famly"), "E106 group of split reads 'famly'"),
        (
            (
                "shares: {train: 50 %, tune: 20 %, holdout: 30 %}",
                "begin: {train: 2024-01-01, tune: 2024-02-01, holdout: 2024-03-01}",
            ),
            "E101 block split: `group` goes with `shares`",
        ),
        (("shares: {train: 50 %, tune: 20 %, holdout: 30 %}\n", ""), "E102"),
    ],
)
def test_mistakes_are_said(tmp_path, change, says):
    wiring = written(tmp_path / "p", change)
    assert any(says in str(one) for one in check_project(wiring).findings)


def test_a_feature_is_no_group(tmp_path):
    wiring = written(tmp_path / "p", ("group: family", "group: mouth.old"))
    (wiring.root / "features").mkdir()
    (wiring.root / "features" / "mouth.yaml").write_text(
        "features: mouth\nowner: dentists\ndefine: {old: age > 60}\n"
    )
    said = [str(one) for one in check_project(open_folder(wiring.root)).findings]
    assert any("E109 group of split reads the feature mouth.old" in one for one in said)
    with pytest.raises(BadInputError, match=r"designs/holes.md:30: E106 group of split reads 'mouth.old'"):
        ask_question(wiring, inputs_of(wiring))


HOMES = """\
source: homes
from: {path: data/homes.csv}
owner: dentists
key: patient
columns: {patient: category, family: category?, town: category}
known: always
"""


def written_with_homes(folder, *, moved=False):
    """Families and towns lie in a table of their own, of which some patients have no row."""
    wiring = written(
        folder,
        ("from: teeth\ncluster: family", "from: teeth\nwhere: homes.town != 'north'\ncluster: homes.family"),
        ("group: family", "group: homes.family"),
    )
    source = SOURCE.replace(
        'derive: {family: "lower(patient)"}',
        'derive: {who: "lower(patient)"}\njoin: {homes: {by: who = patient, take: [family, town]}}',
    )
    (wiring.root / "sources/teeth.yaml").write_text(source)
    (wiring.root / "sources/homes.yaml").write_text(HOMES)
    rows = [
        f"p{number},f{(number + moved) // 2},{'north' if number % 7 == 0 else 'south'}"
        for number in range(138)
    ]
    (wiring.root / "data/homes.csv").write_text("\n".join(["patient,family,town", *rows]) + "\n")
    return open_folder(wiring.root)


def test_a_group_a_cluster_and_a_condition_may_read_another_source(tmp_path):
    wiring = written_with_homes(tmp_path / "p")
    inputs = inputs_of(wiring)
    question = ask_question(wiring, inputs)
    read = question.matrix({name: Column(name) for name in ("homes.family", "homes.town")}).columns
    assert set(read["homes.town"].to_pylist()) == {"south"}
    families = read["homes.family"].to_pylist()
    assert inputs.groups(wiring, question.rows.index).to_pylist() == families
    parts = {}
    for family, code in zip(families, question.parts.codes.tolist(), strict=True):
        parts.setdefault(family, set()).add(code)
    assert all(len(codes) == 1 for codes in parts.values())
    found = development_of(question)
    assert (found.question.parts.codes == question.parts.codes).all()
    held = {family for family, codes in parts.items() if codes == {2}}
    assert found.holdout.clusters == len(held)
    assert found.decided == (question.parts.codes < 2).sum() + found.lost["outcome is null"]


def test_what_a_group_reads_elsewhere_is_part_of_what_a_run_follows_from(tmp_path):
    said = inputs_of(written_with_homes(tmp_path / "a")).group_said
    assert said["group reads"]["joined"].keys() == {"homes"}
    assert inputs_of(written_with_homes(tmp_path / "b")).group_said == said
    assert inputs_of(written_with_homes(tmp_path / "c", moved=True)).group_said != said
