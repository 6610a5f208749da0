"""A small project with corrected samples: twelve visits to a clinic, and what a laboratory found, some of it twice."""

from project_folder import config, write_project, write_table

VISITS = """\
source: visits
from: {path: data/visits.csv}
owner: ward
key: visit
columns:
  visit: int
  patient: category
  begins: time
  paid: {type: money, means: by the insurance}
  returned: bool
event_time: begins
known: {begins - 1 d: [visit, patient, begins, paid], begins + 20 d: rest}
"""

SAMPLES = """\
source: samples
from: {path: data/samples.csv}
owner: laboratory
key: sample
columns: {sample: text, patient: category, taken: time, reported: time?, kind: category, level: float?}
event_time: taken
known: reported
"""

FEATURES = """\
features: blood
owner: laboratory
tags: [clinic]
from: samples
by: patient
define:
  iron:
    is: mean(level where kind = 'iron' over 3 d)
    unit: mg
    means: of the last three days
    tags: [iron, daily]
  swing: if(count(over 3 d) > 1, max(level over 3 d) - min(level over 3 d), 0.0)
  since: time_since_last(over ever)
  steady: stddev(level over 3 d)
tests:
  - at: 2024-05-04 12:00
    row: {patient: ann}
    given:
      - {sample: a, patient: ann, taken: 2024-05-02 12:00, reported: 2024-05-02 13:00, kind: iron, level: 7}
      - {sample: b, patient: ann, taken: 2024-05-04 08:00, reported: 2024-05-04 09:00, kind: iron, level: 8.5}
      - {sample: b, patient: ann, taken: 2024-05-04 08:00, reported: 2024-05-04 11:00, kind: iron, level: 9}
    expect: {blood.iron: 8, blood.swing: 2, blood.since: 4 h}
  - at: 2024-05-04 12:00
    row: {patient: bob}
    given: []
    expect: {blood.iron: null, blood.swing: 0, blood.since: null}
"""

RISK = """\
features: risk
owner: ward
define:
  dear: {is: "paid >= 100 EUR", means: paid much}
  score: coalesce(blood.swing, 0.0) * if(risk.dear, 2.0, 1.0) + in_days(coalesce(blood.since, days(0)))
tests:
  row: {paid: 120, patient: ann}
  expect: {risk.dear: true}
"""

DESIGN = """\
---
design: come-back
owner: ward
appetite: 20 d
---

# Call those who will come back

```yaml wager.rows
each: visit
from: visits
decide_at: begins
```

```yaml wager.objective
is: returned
matures: 30 d
```

```yaml wager.split
begin: {train: 2024-05-01, tune: 2024-05-08, holdout: 2024-05-20, end: 2024-07-20}
```

```yaml wager.money
actions: [none, call]
pays:
  none: {returned: -20 EUR, otherwise: 0 EUR}
  call: {returned: -2 EUR, otherwise: -2 EUR}
```
"""

HEADER = ("sample", "patient", "taken", "reported", "kind", "level")
ROWS = (
    ("s1", "ann", "2024-04-30 08:00", "2024-04-30 09:00", "iron", "5.5"),  # before the window
    ("s2", "ann", "2024-05-02 12:00", "2024-05-02 13:00", "iron", "7.25"),
    ("s3", "ann", "2024-05-03 08:00", "2024-05-03 09:00", "iron", "8.5"),  # corrected in time
    ("s3", "ann", "2024-05-03 08:00", "2024-05-03 20:00", "iron", "9.0"),
    ("s4", "ann", "2024-05-03 09:00", "2024-05-03 10:00", "salt", "140"),
    ("s5", "ann", "2024-05-04 07:00", "2024-05-05 07:00", "iron", "30"),  # reported too late
    ("s6", "ann", "2024-05-04 08:00", "", "iron", "40"),  # never reported
    ("s7", "ann", "2024-05-03 10:00", "2024-05-03 11:00", "iron", ""),  # spoilt
    ("s8", "ann", "2024-05-06 08:00", "2024-05-06 09:00", "iron", "50"),  # afterwards
    ("s9", "bob", "2024-05-03 08:00", "2024-05-03 09:00", "iron", "6"),
)


def write_clinic(folder):
    """Write the project into a folder that is not there yet; visit 4 of ann begins on 2024-05-04 at noon."""
    files = {
        "wager.toml": config("clinic", "EUR"),
        "sources/visits.yaml": VISITS,
        "sources/samples.yaml": SAMPLES,
        "features/blood.yaml": FEATURES,
        "features/risk.yaml": RISK,
        "designs/come-back.md": DESIGN,
    }
    write_project(folder, files, "visits.csv", visits())
    write_table(folder / "data" / "samples.csv", [dict(zip(HEADER, row, strict=True)) for row in ROWS])
    return folder


def visits():
    """One visit every day at noon, of ann and bob in turn, but the fourth is of ann again."""
    for number in range(1, 61):
        patient = "ann" if number % 2 or number == 4 else "bob"
        month, day = (5, number) if number <= 31 else (6, number - 31)
        if month == 6 and day > 30:
            break
        yield {
            "visit": number,
            "patient": patient,
            "begins": f"2024-{month:02}-{day:02} 12:00",
            "paid": f"{60 + 20 * (number % 5)}.50",
            "returned": "yes" if number % 3 == 0 else "no",
        }
