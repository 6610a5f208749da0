"""Features for any table: the same values as in the matrix of a design, whatever order they are asked in."""

import pyarrow as pa
import pytest

from rides import write_rides
from wager.expressions.parse import parse
from wager.expressions.tree import Column
from wager.features.cache import FeatureCache
from wager.foundation.errors import BadInputError, NotFoundError, UsageError
from wager.project.opening import open_folder
from wager.workflow.compute_features import compute_features
from wager.workflow.inputs import gather_inputs
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions

NAMES = ["history.line_late_2d", "history.all_late_10d", "clock.hour"]


@pytest.fixture
def wiring(rides):
    return open_folder(rides)


@pytest.fixture
def design_rows(wiring):
    """The design's own rows with the columns that the features read, and their values in its matrix."""
    definitions = read_definitions(wiring)
    inputs = gather_inputs(wiring, definitions, definitions.design("late-bus"), NAMES)
    question = ask_question(wiring, inputs)
    matrix = question.matrix({name: Column(name) for name in [*NAMES, "line"]} | {"due": parse("due")})
    t = pa.array(question.rows.t).cast(pa.timestamp("us", "UTC"))
    due = matrix.columns["due"].cast(pa.timestamp("us", "UTC"))
    return pa.table({"t": t, "line": matrix.columns["line"], "due": due}), matrix


def test_they_equal_the_matrix_bit_for_bit(wiring, design_rows):
    rows, matrix = design_rows
    found = compute_features(wiring, rows, NAMES)
    assert found.column_names == NAMES
    for name in NAMES:
        assert found[name].combine_chunks().equals(matrix.columns[name])


def test_the_order_of_rows_does_not_count_and_moments_may_be_numbers(wiring, design_rows):
    rows, _ = design_rows
    whole = compute_features(wiring, rows, NAMES)
    turned = rows.take(pa.array(range(rows.num_rows - 1, -1, -1)))
    turned = turned.set_column(0, "t", turned["t"].cast(pa.int64()))
    back = compute_features(wiring, turned, NAMES)
    assert back.take(pa.array(range(rows.num_rows - 1, -1, -1))).equals(whole)


def test_nothing_of_a_table_is_kept(wiring, design_rows):
    rows, _ = design_rows
    folder = FeatureCache(wiring.cache / "features").folder
    before = sorted(folder.iterdir())
    compute_features(wiring, rows.slice(0, 5), NAMES)
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("change", "names", "error", "said"),
    [
        (lambda rows: rows, ["history.line_late_3d"], NotFoundError, "did you mean 'history.line_late_2d'?"),
        (lambda rows: rows.drop(["t"]), NAMES, NotFoundError, "no column 't'"),
        (lambda rows: rows.drop(["line"]), NAMES, NotFoundError, "needs the column 'line'"),
        (lambda rows: rows.rename_columns(["t", "lines", "due"]), NAMES, NotFoundError, "mean 'lines'"),
        (lambda rows: column(rows, "t", "noon"), NAMES, BadInputError, "expected a timestamp"),
        (lambda rows: column(rows, "t", None), NAMES, BadInputError, "rows have no moment 't'"),
        (lambda rows: column(rows, "due", "soon"), NAMES, BadInputError, "'due' is time in this project"),
        (lambda rows: column(rows, "more", [1]), NAMES, BadInputError, "the column 'more' is list"),
    ],
)
def test_what_does_not_fit_is_said(wiring, design_rows, change, names, error, said):
    with pytest.raises(error) as caught:
        compute_features(wiring, change(design_rows[0].slice(0, 3)), names)
    assert said in str(caught.value)


def column(rows, name, value):
    kept = rows.drop([name]) if name in rows.column_names else rows
    kind = pa.int64() if value is None else None
    return kept.append_column(name, pa.array([value] * rows.num_rows, kind))


def test_an_empty_table_has_no_values(wiring, design_rows):
    assert compute_features(wiring, design_rows[0].slice(0, 0), NAMES).num_rows == 0


class Frame:
    """What data frames of pandas and Polars have in common."""

    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)


def test_a_data_frame_is_a_table_and_one_name_a_list(wiring, design_rows):
    rows, _ = design_rows
    found = compute_features(wiring, Frame(rows), NAMES[0])
    assert found.equals(compute_features(wiring, rows, NAMES[:1]))
    with pytest.raises(UsageError, match=r"rows is a list; expected a pyarrow.Table or a data frame"):
        compute_features(wiring, rows.to_pylist(), NAMES)


def test_a_feature_of_a_file_with_faults_says_the_fault(tmp_path):
    folder, rows = write_rides(tmp_path / "rides"), pa.table({"t": [0]})
    path = folder / "features/history.yaml"
    text = path.read_text()
    path.write_text("owner_: nobody\n" + text)
    with pytest.raises(BadInputError, match=r"features/history\.yaml:1: E101 .*owner_"):
        compute_features(open_folder(folder), rows, ["history.line_late_3d"])
    path.write_text(text)
    with pytest.raises(NotFoundError, match=r"no feature 'history\.line_late_3d'; did you mean"):
        compute_features(open_folder(folder), rows, ["history.line_late_3d"])
