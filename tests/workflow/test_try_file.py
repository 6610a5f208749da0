"""`wager try` on files that nobody has tuned for: sensible output, or one clear refusal and nothing written."""

import json
from random import Random

import pytest

import wager
from wager.foundation.errors import BadInputError, ConflictError, NotFoundError, UsageError
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.tried import tried_lines


def write(folder, name, header, rows, encoding="utf-8"):
    path = folder / name
    path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return path


def orders(folder, rows=300, name="orders.csv"):
    """Rows whose label depends on `risk`; `refund` and `late_copy` are written afterwards."""
    random = Random(7)
    lines = []
    for number in range(rows):
        risk = random.random()
        late = random.random() < risk
        day = f"2024-{1 + number // 28 % 12:02}-{1 + number % 28:02} 0{number % 10}:00"
        refund = "9.5" if late else ""
        lines.append(
            f"{number + 1},{day},{risk:.3f},{random.choice('abc')},{'yes' if late else 'no'},{refund},{int(late)}"
        )
    return write(
        folder,
        name,
        "id,Ordered At,risk,shop,late,refund,late_copy",
        sorted(lines, key=lambda line: line.split(",")[1]),
    )


def numbers(rows=200):
    random = Random(3)
    return [
        f"{random.random():.3f},{random.random() + number % 2:.3f},{number % 2}" for number in range(rows)
    ]


def test_a_file_with_time_becomes_a_project_that_can_be_judged(tmp_path):
    tried = wager.try_file(orders(tmp_path), label="late", when="Ordered At", gain="80 USD", cost="15 USD")
    assert tried.written == "written"
    assert {one.column for one in tried.suspicions if one.left_out} == {"id", "refund", "late_copy"}
    text = (tmp_path / "orders.md").read_text()
    assert "decide_at: ordered_at" in text
    assert "cluster: day(ordered_at)" in text
    assert "  - refund      # is empty in" in text
    assert "pays: {act: {late: 80 USD, otherwise: -15 USD}}" in text
    names = {one.name for one in tried.evidence.contenders}
    assert names == {"do_nothing", "act_on_all", "rule", "logistic", "lightgbm"}
    assert tried.evidence.part == "tune"
    assert tried.evidence.cluster_word == "days"
    project = wager.open(tmp_path)
    assert project.check().passed
    project.freeze("orders", "H1")
    judged = project.judge("orders", "H1")
    assert judged.verdict in {"SHIP", "HARM", "REFUTED", "INCONCLUSIVE"}
    assert judged.evidence.part == "holdout"
    assert (tmp_path / ".wager" / ".gitignore").read_text() == "*\n"


def test_the_last_fifth_is_not_looked_at(tmp_path):
    """Turning every label of the last fifth around changes no figure and no suspicion."""
    path = orders(tmp_path / "a" if (tmp_path / "a").mkdir() is None else tmp_path, rows=330)
    lines = path.read_text().splitlines()
    cut = 1 + len(lines) * 83 // 100
    turned = [
        line.replace(",yes,", ",?,").replace(",no,", ",yes,").replace(",?,", ",no,") for line in lines[cut:]
    ]
    (tmp_path / "b").mkdir()
    other = write(tmp_path / "b", "orders.csv", lines[0], [*lines[1:cut], *turned])
    first, second = (
        wager.try_file(one, label="late", when="Ordered At", gain="8 USD") for one in (path, other)
    )
    assert [one.to_json() for one in first.evidence.contenders] == [
        one.to_json() for one in second.evidence.contenders
    ]
    assert first.suspicions == second.suspicions


def test_without_time_clocks_are_assumed(tmp_path):
    tried = wager.try_file(orders(tmp_path), label="late = true", key=["id"])
    assert tried.assumed[0].startswith("no --when: clocks are assumed")
    assert "acting earns 1 USD" in tried.assumed[-1]
    assert tried.evidence.first is None
    assert tried.evidence.cluster_word == "rows"
    assert "key: id" in (tmp_path / "orders.md").read_text()


def test_again_is_unchanged_and_another_is_kept(tmp_path):
    path = orders(tmp_path)
    assert wager.try_file(path, label="late").written == "written"
    before = (tmp_path / "orders.md").read_bytes()
    assert wager.try_file(path, label="late").written == "unchanged"
    kept = wager.try_file(path, label="late", gain="5 EUR")
    assert (kept.written, (tmp_path / "orders.md").read_bytes()) == ("kept", before)
    assert wager.try_file(path, label="late", gain="5 EUR", force=True).written == "written"
    assert b"5 EUR" in (tmp_path / "orders.md").read_bytes()


def test_a_number_is_predicted_and_paid_for(tmp_path):
    from sklearn.datasets import load_diabetes

    frame = load_diabetes(as_frame=True).frame
    frame.to_csv(tmp_path / "diabetes.csv", index=False)
    tried = wager.try_file(tmp_path / "diabetes.csv", label="target", pay="-2 EUR * abs(prediction - target)")
    mae = {one.name: one.measures["mae"].value for one in tried.evidence.contenders}
    assert mae["linear"] < mae["rule"] < mae["do_nothing"]
    assert tried.evidence.currency == "EUR"
    assert "predict: '-2 EUR * abs(prediction - target)'" in (tmp_path / "diabetes.md").read_text()
    assert wager.open(tmp_path).check().passed
    assert "error (MAE)" in "\n".join(tried_lines(tried.to_json()))


def test_a_label_called_by_a_reserved_word_and_two_texts(tmp_path):
    rows = [f"{line[:5]},{'ja' if line.endswith('1') else 'nein'}" for line in numbers()]
    tried = wager.try_file(write(tmp_path, "a.csv", "x;y".replace(";", ","), rows), label="y")
    assert tried.label["name"] == "y_ja"
    assert wager.open(tmp_path).check().passed


def test_the_project_may_lie_elsewhere(tmp_path):
    (tmp_path / "data").mkdir()
    tried = wager.try_file(orders(tmp_path / "data"), label="late", out=tmp_path / "project")
    assert tried.folder == str(tmp_path / "project")
    assert "from: '../data/orders.csv'" in (tmp_path / "project" / "orders.md").read_text()
    assert wager.open(tmp_path / "project").check().passed
    assert [one.name for one in (tmp_path / "data").iterdir()] == ["orders.csv"]


DIRTY = {
    "semicolons, latin-1": ("Größe;Preis;gekauft", [line.replace(",", ";").replace(".", ",") for line in numbers()], "latin-1"),
    "utf-16": ("Größe,Preis,gekauft", numbers(), "utf-16"),
    "ragged": ("Größe,Preis,gekauft", [line + (",9" if place % 10 == 3 else "") for place, line in enumerate(numbers())], "utf-8-sig"),
    "mixed": ("Größe,Preis,gekauft", ["oops" + line[5:] if place % 30 == 7 else line for place, line in enumerate(numbers())], "utf-8"),
    "empty column": ("Größe,Preis,nothing,gekauft", [line[:-1] + "," + line[-1] for line in numbers()], "utf-8"),
    "names twice": ("Größe,Größe,gekauft", numbers(), "utf-8"),
    "a pattern for a name": ("Größe,Preis,gekauft", numbers(), "utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DIRTY)
def test_dirty_files_get_findings_not_failures(tmp_path, kind):
    header, rows, encoding = DIRTY[kind]
    path = write(tmp_path, "data[1].csv" if "pattern" in kind else "dirty.csv", header, rows, encoding)
    tried = wager.try_file(path, label="gekauft", gain="3 EUR", cost="1 EUR")
    assert any("'Größe' is called grosse" in finding for finding in tried.findings)
    assert tried.label["is"] == "gekauft = 1"
    assert wager.open(tmp_path).check().passed


def test_a_wrong_mark_in_front_of_latin(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\n".join(["Größe,Preis,gekauft", *numbers()]).encode("latin-1"))
    assert wager.try_file(path, label="gekauft").columns[0]["name"] == "grosse"


def test_no_numeric_column_and_few_different_rows(tmp_path):
    random = Random(5)
    rows = [
        f"{random.choice(['red', 'blue'])},{random.choice('SML')},{random.choice(['yes', 'no', 'no'])}"
        for _ in range(300)
    ]
    tried = wager.try_file(write(tmp_path, "shirts.csv", "colour,size,sold", rows), label="sold")
    assert min(tried.rows[part] for part in ("train", "tune", "holdout")) > 30


REFUSED = {
    "3 rows are too few": ("a,b,y", ["1,2,0", "2,3,1", "4,5,0"], {"label": "y"}, BadInputError),
    "has names and no rows": ("a,b,y", [], {"label": "y"}, BadInputError),
    "is empty": ("", [], {"label": "y"}, BadInputError),
    "always 1": ("a,b,y", [line[:-1] + "1" for line in numbers()], {"label": "y"}, BadInputError),
    "did you mean 'target'": ("a,b,target", numbers(), {"label": "targt"}, UsageError),
    "--label \"y = 'blue'\"": ("a,b,y", [line[:-1] + ("red", "blue", "green")[place % 3] for place, line in enumerate(numbers())], {"label": "y"}, UsageError),
    "is a number, not a time": ("a,b,y", numbers(), {"label": "y", "when": "a"}, UsageError),
    "has no column 'idd'": ("a,b,y", numbers(), {"label": "y", "key": ["idd"]}, UsageError),
    "`80 USD`": ("a,b,y", numbers(), {"label": "y", "gain": "80"}, UsageError),
    "two currencies": ("a,b,y", numbers(), {"label": "y", "gain": "1 USD", "cost": "1 EUR"}, UsageError),
    "without a sign": ("a,b,y", numbers(), {"label": "y", "cost": "-1 USD"}, UsageError),
    "--pay goes with": ("a,b,y", numbers(), {"label": "y", "pay": "1 USD"}, UsageError),
    "--gain goes with": ("a,b,y", numbers(), {"label": "a", "gain": "1 USD"}, UsageError),
    "expected money": ("a,b,y", numbers(), {"label": "a", "pay": "prediction - a"}, UsageError),
    "no column is left": ("y", [line[-1] for line in numbers()], {"label": "y"}, BadInputError),
    "too few; expected at least 5": ("a,b,y", [line[:-1] + str(int(place in {3, 90})) for place, line in enumerate(numbers())], {"label": "y"}, BadInputError),
}  # fmt: skip


@pytest.mark.parametrize("said", REFUSED)
def test_a_refusal_is_one_clear_message_and_leaves_no_trace(tmp_path, said):
    header, rows, options, kind = REFUSED[said]
    path = write(tmp_path, "data.csv", header, rows)
    with pytest.raises(kind) as error:
        wager.try_file(path, **options)
    assert said in str(error.value)
    assert [one.name for one in tmp_path.iterdir()] == ["data.csv"]


def test_what_is_no_file_or_no_table(tmp_path):
    with pytest.raises(NotFoundError, match="there is no file"):
        wager.try_file(tmp_path / "missing.csv", label="y")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(BadInputError, match="a picture, not a table"):
        wager.try_file(tmp_path / "picture.csv", label="y")


def test_not_inside_another_project(tmp_path):
    (tmp_path / "wager.toml").write_text("wager = 1\n")
    (tmp_path / "data").mkdir()
    with pytest.raises(ConflictError, match="lies inside the project"):
        wager.try_file(orders(tmp_path / "data"), label="late")


def test_the_command_prints_lines_of_at_most_100_characters(tmp_path, capsys):
    path = orders(tmp_path)
    assert main(["try", str(path), "--label", "late", "--gain", "80 USD", "--cost", "15 USD"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines if str(tmp_path) not in line) <= 100  # a path is as long as it is
    for said in (
        "suspicious, and left out of the models",
        "money on the",
        "assumed",
        "wrote orders.md",
        "next",
    ):
        assert any(line.startswith(said) for line in lines), said
    assert main(["try", str(path), "--label", "late", "--json"]) == 5
    printed = capsys.readouterr()
    assert json.loads(printed.out)["written"] == "kept"
    assert "--force writes over it" in printed.err
