"""What features are worth: a shuffled one loses money, one that says nothing loses none, and the figure is kept."""

import pytest

from rides import MODELS, write_rides
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.interfaces.cli.render.ran import ran_lines
from wager.interfaces.cli.render.shown.feature import feature_lines


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return api.open(write_rides(tmp_path_factory.mktemp("worth") / "rides"))


def test_a_feature_that_the_model_leans_on_is_worth_most(project):
    run = project.run("by-line", worth=True)
    worth = {one.feature: one.money for one in run.worth}
    assert list(worth) == ["clock.hour", "line"]  # the dearest first
    assert worth["clock.hour"].value > 0
    assert worth["clock.hour"].low < worth["clock.hour"].value < worth["clock.hour"].high
    assert {money.unit for money in worth.values()} == {"EUR"}
    # No more can be lost than there is between its decisions and the worst on each row.
    assert worth["clock.hour"].value < 9_000
    lines = ran_lines(run.to_json())
    assert "worth of each feature: money per 1000 rides that is lost where its values are shuffled" in lines


def test_the_same_shuffles_give_the_same_figures_and_are_kept(project, tmp_path):
    once = project.run("by-line", worth=True).worth
    kept = next((project.root / ".wager" / "worth").glob("*.json"))
    text = kept.read_text()
    assert project.run("by-line", worth=True).worth == once
    kept.write_text(text.replace('"feature": "line"', '"feature": "lime"'))
    assert project.run("by-line", worth=True).worth == once  # what is not as written is measured again
    other = api.open(write_rides(tmp_path / "rides")).run("by-line", worth=True).worth
    assert [one.to_json() for one in other] == [one.to_json() for one in once]


def test_a_feature_that_is_always_the_same_is_worth_nothing(tmp_path):
    root = write_rides(tmp_path / "rides")
    (root / "features" / "clock.yaml").write_text(
        "features: clock\nowner: timetable\ndefine: {hour: hour(due), same: month(due) * 0}\n"
    )
    path = root / "models" / "by-line.yaml"
    path.write_text(MODELS["by-line"].replace("[line, clock.hour]", "[line, clock.hour, clock.same]"))
    worth = {one.feature: one.money for one in api.open(root).run("by-line", worth=True).worth}
    assert worth["clock.same"].value == 0
    assert worth["clock.hour"].value > 0


def test_conditions_are_no_features(project):
    with pytest.raises(RefusedError, match="evening reads or takes no feature by itself"):
        project.run("evening", worth=True)


def test_a_feature_says_what_it_is_worth_and_what_it_cost(tmp_path):
    project = api.open(write_rides(tmp_path / "rides"))
    shown = project.show("feature", "clock.hour").thing
    assert (shown["worth"], shown["cost"], shown["examples"]) == ([], None, 0)
    assert shown["models"] == ["by-history", "by-line", "by-more", "evening"]
    assert "not measured; `wager run by-history --worth` does so" in "\n".join(
        feature_lines("clock.hour", shown)
    )
    project.run("by-line", worth=True)
    shown = project.show("feature", "clock.hour").thing
    (worth,) = shown["worth"]
    assert (worth["model"], worth["design"], worth["each"]) == ("by-line", "late-bus", "ride")
    assert worth["money"]["value"] > 0
    assert shown["cost"]["design"] == "late-bus"
    assert shown["cost"]["bytes"] > 1800 * 8
    assert shown["cost"]["seconds"] > 0
    lines = "\n".join(feature_lines("clock.hour", shown))
    assert "per 1000 rides to by-line" in lines
    assert "s to compute" in lines


def test_tags_are_those_of_the_file_and_its_own(tmp_path):
    root = write_rides(tmp_path / "rides")
    (root / "features" / "clock.yaml").write_text(
        "features: clock\nowner: timetable\ntags: [time, cheap]\n"
        "define: {hour: {is: hour(due), tags: [daily, cheap]}, month: month(due)}\n"
    )
    project = api.open(root)
    assert project.show("feature", "clock.hour").thing["tags"] == ["time", "cheap", "daily"]
    shown = project.show("feature", "clock.month").thing
    assert shown["tags"] == ["time", "cheap"]
    assert shown["models"] == []
    assert "taken by" in "\n".join(feature_lines("clock.month", shown))
