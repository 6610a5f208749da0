"""A file of requests goes the way of a request: what is wrong is said with its line, and nothing is lost or half written."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.foundation.errors import BadInputError, NotFoundError, UsageError
from wager.project.opening import open_folder
from wager.serving.prediction_log import scan
from wager.workflow.predict_file import predict_file

D = "late-bus"
HEADER = "ride,due,line,rain\n"
GOOD = "1,2024-03-20 18:00,two,0.5\n2,2024-03-20 08:00,one,\n"


@pytest.fixture
def wiring(rides, tmp_path):
    return open_folder(shutil.copytree(rides, tmp_path / "rides"))


def written(folder, text, name="asked.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def actions(found):
    return [one["action"] for one in found.predictions]


def test_each_row_is_answered_and_in_the_log(wiring, tmp_path):
    found = predict_file(wiring, D, written(tmp_path, HEADER + GOOD))
    assert actions(found) == ["warn", "none"]
    assert [one["line"] for one in found.predictions] == [2, 3]
    assert [one.id for one in scan(wiring.predictions)] == [one["prediction"] for one in found.predictions]


def test_outcomes_are_left_out_and_named(wiring, tmp_path):
    text = "ride,due,line,rain,delay\n1,2024-03-20 18:00,two,0.5,30\n"
    found = predict_file(wiring, D, written(tmp_path, text))
    assert found.left_out == ("delay",)
    assert "delay" not in next(scan(wiring.predictions)).prediction["request"]


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("a.csv", (HEADER + GOOD).replace(",", ";"), "utf-8"),
        ("b.csv", HEADER + GOOD, "utf-8-sig"),
        ("c.csv", (HEADER + GOOD).replace("\n", "\r\n"), "utf-8"),
        ("d.csv", (HEADER + GOOD).replace("one", "öne"), "latin-1"),
        (
            "e.jsonl",
            (
                '{"ride": 1, "due": "2024-03-20T18:00:00Z", "line": "two"}\n\n'
                '{"ride": 2, "due": "2024-03-20T08:00:00Z", "line": "one", "rain": null}\n'
            ),
            "utf-8",
        ),
    ],
)
def test_files_of_other_spelling_say_the_same(wiring, tmp_path, name, text, encoding):
    assert actions(predict_file(wiring, D, written(tmp_path, text, name, encoding))) == ["warn", "none"]


def test_a_parquet_file_says_the_same(wiring, tmp_path):
    due = pa.array([1710957600, 1710921600], pa.timestamp("s", "UTC"))
    table = pa.table({"ride": [1, 2], "due": due, "line": ["two", "one"], "rain": [0.5, None]})
    pq.write_table(table, tmp_path / "asked.parquet")
    assert actions(predict_file(wiring, D, tmp_path / "asked.parquet")) == ["warn", "none"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "", "has no rows"),
        ("a.csv", HEADER, "has no rows"),
        ("a.csv", HEADER + GOOD + "3,soon,one,\n", r"a\.csv:4: due: expected a moment"),
        (
            "a.csv",
            "number,due,line,rain\n1,2024-03-20 18:00,two,0.5\n",
            r"a\.csv:2: ride: it is missing; expected",
        ),
        ("a.csv", HEADER + "1,2024-03-20 18:00\n", r"a\.csv:2: 2 fields; expected 4"),
        ("a.csv", "%PDF-1.4 nothing", "is a PDF"),
        ("a.jsonl", '{"ride": 1,\n', r"a\.jsonl:1: no JSON"),
        ("a.jsonl", "[" * 100_000, r"a\.jsonl:1: no JSON"),
        ("a.jsonl", "7\n", r"a\.jsonl:1: expected a JSON object"),
        ("a.parquet", HEADER + GOOD, "no whole Parquet file"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_a_former_file_of_answers_stays(
    wiring, tmp_path, name, text, said
):
    out = written(tmp_path, "precious", "answers.jsonl")
    with pytest.raises(BadInputError, match=said):
        predict_file(wiring, D, written(tmp_path, text, name), out)
    assert out.read_text() == "precious"
    assert {path.name for path in tmp_path.iterdir()} == {"rides", name, "answers.jsonl"}


def test_text_that_is_none_is_bad_input(wiring, tmp_path):
    with pytest.raises(BadInputError, match="no text in utf-8"):
        predict_file(wiring, D, written(tmp_path, '{"line": "öne"}', "a.jsonl", "latin-1"))


def test_answers_are_written_one_a_line(wiring, tmp_path):
    out = tmp_path / "answers.jsonl"
    found = predict_file(wiring, D, written(tmp_path, HEADER + GOOD), out)
    assert (found.count, found.predictions) == (2, ())
    assert [json.loads(line)["action"] for line in out.read_text().splitlines()] == ["warn", "none"]


def test_the_rows_are_not_written_over(wiring, tmp_path):
    file = written(tmp_path, HEADER + GOOD)
    with pytest.raises(UsageError, match="is the file that is read"):
        predict_file(wiring, D, file, tmp_path / "rides" / ".." / "asked.csv")
    assert file.read_text() == HEADER + GOOD


def test_an_unknown_title_or_file_is_not_found(wiring, tmp_path):
    with pytest.raises(NotFoundError, match="no design serves 'late-buss'; did you mean 'late-bus'"):
        predict_file(wiring, "late-buss", written(tmp_path, HEADER + GOOD))
    with pytest.raises(NotFoundError, match="there is no file"):
        predict_file(wiring, D, tmp_path / "nothing.csv")
