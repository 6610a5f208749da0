"""One thing in full: what `show` says of each kind."""

import shutil
from pathlib import Path

import pytest

from rides import write_rides
from wager.foundation.errors import NotFoundError, UsageError
from wager.project.opening import open_folder
from wager.workflow.show_thing import show_thing
from wager.workflow.take_snapshot import take_snapshot

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def show(rides):
    wiring = open_folder(rides)
    return lambda kind, name, **more: show_thing(wiring, kind, name, **more).to_json()[kind]


def test_a_source_is_a_profile_of_its_data(show):
    source = show("source", "rides")
    columns = {column["name"]: column for column in source["columns"]}
    assert list(columns) == ["ride", "due", "line", "rain", "delay"]
    assert columns["line"]["type"] == "category"
    assert sum(count for _, count in columns["line"]["top"]) == source["rows"] == 1800
    assert (columns["rain"]["unit"], columns["rain"]["known"]) == ("mm", "due - 1 h")
    assert columns["rain"]["nulls"] > 0
    assert {one["name"]: one["known"] for one in source["derived"]}["late"] == "arrived"


def test_a_feature_says_where_it_stands_and_when_an_event_counts(show):
    feature = show("feature", "history.line_late_2d")
    assert (feature["path"], feature["line"]) == ("features/history.yaml", 7)
    assert feature["is"] == "share(late over 2 d)"
    assert (feature["from"], feature["by"], feature["windows"]) == ("rides", "line", ["2 d"])
    assert "arrived" in feature["known"]
    assert feature["values"]["rows"] == 1800


def test_a_feature_that_nothing_has_taken_yet_has_no_values(tmp_path):
    wiring = open_folder(write_rides(tmp_path / "rides"))
    take_snapshot(wiring)
    assert show_thing(wiring, "feature", "history.line_late_2d").to_json()["feature"]["values"] is None


def test_a_feature_of_the_row_reads_its_columns(show):
    feature = show("feature", "clock.hour")
    assert (feature["from"], feature["reads"], feature["known"]) == (None, ["due"], "due - 7 d")


def test_a_model_lists_its_features_and_what_it_inherits(show):
    model = show("model", "by-more")
    assert model["features"][0] == "clock.hour"
    assert "history.all_late_2d" in model["features"]
    assert "history.all_late_10d" not in model["features"]
    assert (model["algorithm"], model["seed"]) == ("logistic", 3)
    assert model["extends"] == ["by-history"]
    assert "algorithm" in model["inherited"]
    assert "rows" not in model
    whole = show("model", "by-more", resolved=True)
    assert (whole["rows"]["decide_at"], whole["policy"]) == ("due - 30 min", "money")


def test_a_model_adds_up_what_its_columns_cost(rides, show, tmp_path):
    """What each feature says of itself, added up; what is not computed yet is not counted, and showing computes nothing."""
    parts = [show("feature", name)["cost"] for name in show("model", "by-history")["features"]]
    cost = show("model", "by-history")["cost"]
    assert (cost["columns"], cost["of"]) == (3, 3)
    assert cost["bytes"] == sum(part["bytes"] for part in parts)
    assert cost["seconds"] == pytest.approx(sum(part["seconds"] for part in parts), abs=1e-3)
    folder = shutil.copytree(rides, tmp_path / "rides")
    for features, computed in (("[clock.*, rain]", 1), ("[rain]", None)):
        (folder / "models" / "wide.yaml").write_text(
            f"model: wide\nextends: by-history\nfeatures: {features}\n"
        )
        found = show_thing(open_folder(folder), "model", "wide").thing["cost"]
        assert (found and found["columns"]) == computed


def test_a_design_prices_actions_and_prints_sentences_back(show):
    design = show("design", "late-bus")
    assert design["money"]["pays"]["none"] == {"late": "-9 EUR", "otherwise": "0 EUR"}
    assert design["goals"]["G2"] == "Increase net by any amount over do_nothing"
    first, second = design["hypotheses"]
    assert (first["state"], second["state"]) == ("judged", "draft")
    assert second["next"]["refuted"] == ["STOP"]
    assert design["split"]["begin"]["holdout"] == "2024-03-11"
    assert design["split"]["rows"]["holdout"] > 300
    assert "problem" not in design
    assert show("design", "late-bus", resolved=True)["problem"]["scope"] == "all lines"


def test_generated_rows_are_told_as_the_design_writes_them(tmp_path):
    folder = shutil.copytree(EXAMPLES / "subscriptions", tmp_path / "subscriptions")
    (path,) = (folder / "designs").glob("*.md")
    shown = show_thing(open_folder(folder), "design", path.stem).to_json()["design"]
    assert f"every: {shown['rows']['every']}\n" in path.read_text()


def test_a_run_is_found_by_its_model_or_the_beginning_of_its_id(show):
    run = show("run", "by-history")
    assert show("run", run["id"][:6]) == run
    assert run["evidence"]["part"] == "tune"


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("source", "ridse", "did you mean 'rides'?"),
        ("feature", "history.line_late_3d", "did you mean 'history.line_late_2d'?"),
        ("model", "by-mroe", "did you mean 'by-more'?"),
        ("design", "late-buss", "did you mean 'late-bus'?"),
        ("run", "by-line", "there are runs of by-history"),
    ],
)
def test_what_is_not_there_names_the_nearest(show, kind, name, said):
    with pytest.raises(NotFoundError) as caught:
        show(kind, name)
    assert said in str(caught.value)


def test_a_kind_that_is_none(rides):
    with pytest.raises(UsageError, match="did you mean 'source'"):
        show_thing(open_folder(rides), "sources", "rides")
