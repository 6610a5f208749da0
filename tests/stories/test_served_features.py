"""One definition trains and serves: flights asked one by one through the server read what the batch path reads.

`WAGER_SERVED=20000` asks that many; the suite asks some hundred.
"""

import json
import math
import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection

import numpy as np
import pyarrow as pa
import pytest

from wager.expressions.tree import Column
from wager.foundation.moments import iso
from wager.project.opening import open_folder
from wager.registry.version import read_version
from wager.serving.prediction_log import scan
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of
from wager.workflow.versions.champion import entrant_of
from wager.workflow.versions.definitions_of import open_version
from wager.workflow.versions.find_version import find_version
from wager.workflow.versions.titles import next_turn

ASKED = int(os.environ.get("WAGER_SERVED", "400"))
D = "flight-protect"
REQUEST = ("carrier", "flight", "origin", "dest", "distance", "time_hour", "minute")


@pytest.fixture
def served(snapshotted):
    """Flights with a version of all 50 columns in the seat; its trees are few, as only what they read is looked at."""
    file = snapshotted / "models/delay-gbt.yaml"
    file.write_text(file.read_text().replace("n_estimators: 2000", "n_estimators: 5"))
    wiring = open_folder(snapshotted)
    freeze_hypothesis(wiring, D, "H2")
    judged = judge_hypothesis(wiring, D, "H2")
    with wiring.registry.acting() as act:  # past `promote`, which rightly refuses it
        turns = act.turns(D)
        act.seat(next_turn(turns, judged.version, wiring.clock.now(), "promoted", 1))
    return wiring


@pytest.fixture
def server(served):
    port_file = served.root / "port"
    command = [
        sys.executable,
        "-m",
        "wager",
        "-C",
        str(served.root),
        "serve",
        "--port",
        "0",
        "--port-file",
        "port",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while not port_file.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        caller = HTTPConnection("127.0.0.1", int(port_file.read_text()))
        yield caller
        caller.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_every_feature_of_flights_asked_one_by_one_equals_the_batch_to_the_bit(served, server):
    version = read_version(served.objects, find_version(served, D).id)
    opened = open_version(served, version)
    definitions = read_definitions(opened)
    entered = entrant_of(opened, version)
    question = ask_question(opened, inputs_of(opened, definitions, definitions.design(D), entered))
    matrix = question.matrix(entered.trees)
    assert len(matrix.columns) == 50
    places = np.linspace(0, len(question.rows) - 1, ASKED).astype(np.int64)
    documents = requests(question, places)

    answered = {}
    for place, document in zip(places.tolist(), documents, strict=True):
        server.request(
            "POST", f"/v1/models/{D}/predict", json.dumps(document), {"content-type": "application/json"}
        )
        response = server.getresponse()
        answer = json.loads(response.read())
        assert response.status == 200, answer
        assert answer["decide_at"] == iso(int(question.rows.t[place]))
        answered[answer["prediction"]] = place
    assert len(answered) == ASKED

    expected = {name: values.take(pa.array(places)).to_pylist() for name, values in matrix.columns.items()}
    row_of = {place: row for row, place in enumerate(places.tolist())}
    logged = {one.id: one.prediction["features"] for one in scan(served.predictions)}
    assert set(answered) <= set(logged)
    different = [
        (place, name)
        for identity, place in answered.items()
        for name, values in expected.items()
        if not same_bits(logged[identity][name], values[row_of[place]])
    ]
    assert different == []


def requests(question, places):
    """What was known of these flights when they were decided, as callers would write it."""
    matrix = question.matrix({name: Column(name) for name in REQUEST})
    table = {name: values.take(pa.array(places)).to_pylist() for name, values in matrix.columns.items()}
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    return [{**row, "time_hour": iso(row["time_hour"])} for row in rows]


def same_bits(found, expected):
    if isinstance(expected, float) and isinstance(found, int | float):
        return float(found).hex() == expected.hex() or (math.isnan(found) and math.isnan(expected))
    return type(found) is type(expected) and found == expected
