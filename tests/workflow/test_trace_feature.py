"""`trace` on a clinic: what is told of one row, how rows are named, and that a wrong matrix is not told as right."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from clinic import DESIGN, write_clinic
from wager.data.kept_table import keep_table
from wager.foundation.errors import NotFoundError, RefusedError, UsageError
from wager.interfaces import api

NOON = "2024-05-04T12:00:00Z"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return api.open(write_clinic(tmp_path_factory.mktemp("clinic") / "clinic"))


def test_a_row_is_told_from_the_source_rows_to_the_value(project):
    told = project.trace("blood.iron", "visit=4").to_json()
    assert (told["row"], told["at"], told["decide_at"]) == ({"visit": 4}, NOON, "begins")
    assert (told["value"], told["bits"]) == ((7.25 + 9) / 2, (8.125).hex())
    (step,) = told["steps"]
    assert (step["unit"], step["means"]) == ("mg", "of the last three days")
    (one,) = step["counted"]
    assert (one["begin"], one["end"]) == ("2024-05-01T12:00:00Z", NOON)
    assert (one["rows"], one["of_entity"], one["used"], one["empty"]) == (10, 9, 3, 1)
    assert one["by"] == {"patient": "ann"}
    assert {why["reason"]: why["rows"] for why in one["unused"]} == {
        "later": 1,
        "outside": 1,
        "unknown": 2,
        "replaced": 1,
        "condition": 1,
    }
    assert [(event["key"]["sample"], event["value"], event["so_far"]) for event in one["newest"]] == [
        ("s2", 7.25, 7.25),
        ("s3", 9.0, 8.125),
        ("s7", None, 8.125),
    ]
    assert one["state"] == {"values": 2, "sum": 16.25}


def test_what_came_of_later_events_is_not_told(project):
    (step,) = project.trace("blood.iron", "visit=4").to_json()["steps"]
    nearest = {why["reason"]: why["nearest"] for why in step["counted"][0]["unused"]}
    assert nearest["later"] == {"key": {"sample": "s8"}, "happened": "2024-05-06T08:00:00Z"}
    assert nearest["unknown"]["known"] == "never"
    assert "value" not in nearest["unknown"]
    assert nearest["replaced"]["value"] == 8.5


def test_every_expression_has_its_value_and_every_feature_below(project):
    told = project.trace("risk.score", {"visit": 4}).to_json()
    assert [step["feature"] for step in told["steps"]] == [
        "blood.swing",
        "risk.dear",
        "blood.since",
        "risk.score",
    ]
    last = told["steps"][-1]
    assert {one["is"]: one["value"] for one in last["of"]} == {
        "blood.swing": 132.75,
        "risk.dear": True,
        "blood.since": "26 h",
    }
    assert last["parts"][0] == {"is": "coalesce(blood.swing, 0.0)", "value": 132.75, "type": "float"}
    assert told["value"] == 132.75 * 2 + 26 / 24
    (paid,) = told["steps"][1]["reads"]
    assert (paid["value"], paid["type"]) == ("140.5 EUR", "money")


def test_rows_are_named_by_their_key_or_by_what_tells_them_apart(project):
    value = project.trace("blood.iron", "visit=4").to_json()
    begins = datetime(2024, 5, 4, 12, tzinfo=UTC)
    for named in (
        "4",
        ["4"],
        ["visit=4", "patient=ann"],
        "visit=4,patient=ann",
        {"begins": begins},
        "begins=2024-05-04 12:00",
        {"visit": 4, "returned": False},
    ):
        found = project.trace("blood.iron", named).to_json()
        assert found | {"matrix": value["matrix"]} == value


@pytest.mark.parametrize(
    ("named", "error", "said"),
    [
        ("", UsageError, "name a row: a row is named by its key, such as `wager trace blood.iron visit=60`"),
        (
            "patient=ann",
            UsageError,
            "31 rows of come-back have patient ann; say more of it, such as `visit=1`",
        ),
        ("visit=99", NotFoundError, "no row of visits has visit 99; there are 1, 2, 3, …"),
        ("patient=an visit=4", NotFoundError, "no row of visits has patient an visit=4"),
        (["patient=anna"], NotFoundError, "patient anna; did you mean 'ann'"),
        (["patient=bob", "visit=4"], NotFoundError, "no row of visits has visit 4 of those with patient bob"),
        ("patent=ann", NotFoundError, "visits has no column 'patent'; did you mean 'patient'"),
        ("visit=four", UsageError, "visit 'four' is not a whole number"),
        (["4", "5"], UsageError, "2 values for a key of visit"),
        (["visit=4", "5"], UsageError, "by columns or by the values of its key, not both"),
    ],
)
def test_a_row_that_is_not_there_says_how_to_name_one(project, named, error, said):
    with pytest.raises(error) as caught:
        project.trace("blood.iron", named)
    assert said in str(caught.value)


def test_features_that_are_not_there(project):
    with pytest.raises(NotFoundError, match=r"no feature 'blood.irn'; did you mean 'blood.iron'"):
        project.trace("blood.irn", "4")
    with pytest.raises(NotFoundError, match=r"blood is a feature file; name one of its features: blood.iron"):
        project.trace("blood", "4")
    with pytest.raises(NotFoundError, match=r"no feature 'swing'; did you mean 'blood.swing'"):
        project.trace("swing", "4")
    with pytest.raises(NotFoundError, match="no design 'come-bak'"):
        project.trace("blood.iron", "4", design="come-bak")
    with pytest.raises(UsageError, match="--rows -1"):
        project.trace("blood.iron", "4", rows=-1)


def test_a_row_that_the_design_leaves_out_is_said_to_be_so(tmp_path):
    root = write_clinic(tmp_path / "clinic")
    path = root / "designs" / "come-back.md"
    path.write_text(DESIGN.replace("decide_at: begins", "decide_at: begins\nwhere: patient = 'ann'"))
    with pytest.raises(
        NotFoundError, match=r"1 with visit 2, and none of them is a row of come-back; left out"
    ):
        api.open(root).trace("blood.iron", "2")


def test_a_feature_that_fits_no_rows_names_what_lacks(tmp_path):
    root = write_clinic(tmp_path / "clinic")
    text = (root / "features" / "blood.yaml").read_text()
    (root / "features" / "blood.yaml").write_text(text.replace("by: patient\n", "by: kind\n"))
    with pytest.raises(NotFoundError, match="fits the rows of no design: come-back lacks kind"):
        api.open(root).trace("blood.iron", "4")
    (root / "designs" / "come-back.md").unlink()
    with pytest.raises(NotFoundError, match="no design says which rows there are"):
        api.open(root).trace("blood.iron", "4")


def test_a_matrix_that_says_otherwise_is_an_error(tmp_path):
    project = api.open(write_clinic(tmp_path / "clinic"))
    told = project.trace("blood.iron", "4").to_json()
    kept = project.root / ".wager" / "cache" / "features" / f"{told['matrix']['key']}.arrow"
    wrong = [0.0] * told["rows"]
    wrong[told["number"]] = 8.125000000000002
    keep_table(kept, pa.table({"value": wrong}))
    with pytest.raises(RefusedError) as caught:
        project.trace("blood.iron", "4")
    said = str(caught.value)
    assert "ends in 8.125, and the matrix has 8.125000000000002 in row 3" in said
    assert kept.name in said
    kept.unlink()
    assert project.trace("blood.iron", "4").to_json()["value"] == 8.125
