"""An analysis on the terminal, in pictures and in a notebook: no line is too long, and every picture is one."""

import shutil
from xml.etree import ElementTree as ET

import pytest

from wager.evaluation.estimate import Estimate
from wager.foundation.errors import NotFoundError, UsageError
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.analysed.compared import compared_lines
from wager.interfaces.cli.render.analysed.whole import analysis_lines
from wager.interfaces.cli.render.shown.thing import shown_lines
from wager.interfaces.notebook import RECORDS
from wager.interfaces.pictures.album import compared_pictures, demand_folder, run_pictures
from wager.interfaces.pictures.intervals import Row, intervals_svg
from wager.interfaces.pictures.points import Place, points_svg


@pytest.fixture(scope="module")
def own(rides, tmp_path_factory):
    """The rides in a folder of their own: others count the runs of the shared one."""
    return shutil.copytree(rides, tmp_path_factory.mktemp("analysed") / "rides")


@pytest.fixture(scope="module")
def shown(own):
    project = api.open(own)
    project.run("by-history")
    return project.show("run", "by-history", analyse=True).to_json()


@pytest.fixture(scope="module")
def compared(own, shown):
    project = api.open(own)
    return project.compare(project.run("by-line").id, shown["run"]["id"]).to_json()


def test_no_line_is_longer_than_a_hundred_characters(shown, compared):
    lines = [*analysis_lines(shown["run"]["analysis"]), *compared_lines(compared)]
    assert max(map(len, lines)) <= 100
    assert shown_lines(shown)[-len(lines) :] != []


def test_what_to_try_next_stands_where_the_terminal_ends(shown):
    found = shown["run"]["analysis"]
    lines = shown_lines(shown)
    assert any(line.startswith("what to try next") for line in lines[-20:])
    one = {"about": "age", "said": "it ages", "do": "retrain every 9 d", "money": None, "stake": 1.0}
    assert analysis_lines({**found, "next": [one]})[-2:] == ["  1. it ages", "     -> retrain every 9 d"]


def test_money_is_printed_in_parts_that_add_up(shown):
    lines = analysis_lines(shown["run"]["analysis"])
    assert "where the money comes from, per 1,000 rides; the parts add up" in lines
    total = next(line for line in lines if "in all" in line)
    money = shown["run"]["evidence"]["contenders"][0]["measures"]["money"]
    assert f"{money['value']:,.0f} EUR" in total


def test_every_picture_is_one(shown, compared):
    pictures = {**run_pictures(shown["run"]), **compared_pictures(compared)}
    expected = {
        "money",
        "slices",
        "features",
        "calibration",
        "learning-curve",
        "weeks",
        "profit",
        "difference",
    }
    assert set(pictures) == expected  # a binary objective leaves no residuals
    for picture in pictures.values():
        root = ET.fromstring(picture)
        assert root.tag.endswith("svg")
        width, height = (float(root.attrib[key]) for key in ("width", "height"))
        places = [
            (float(one.attrib["cx"]), float(one.attrib["cy"])) for one in root.iter() if "cx" in one.attrib
        ]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places)


def test_a_picture_of_nothing_is_refused():
    unknown = Estimate(None, None, None, None, 0, 0, 0, "EUR", "no rows").to_json()
    one = Estimate(1.0, None, None, None, 9, 9, 9, "EUR", "too few").to_json()
    with pytest.raises(UsageError, match="nothing to draw"):
        intervals_svg("of nothing", "", [Row("a", unknown)])
    with pytest.raises(UsageError, match="nothing to draw"):
        points_svg("of one", "", [Place(0, one)], under="")
    assert "1.00 EUR" in intervals_svg("of one", "", [Row("a", one)])  # without an interval it is a dot


def test_what_is_compared_without_common_rows_says_why(compared):
    apart = {**compared, "why": "the two have different rows", "evidence": None, "lost": None, "won": None}
    lines = compared_lines(apart)
    assert lines[-1] == "no difference on the same rows: the two have different rows"
    assert compared_pictures(apart) == {}


def test_pictures_go_into_a_folder(tmp_path):
    assert demand_folder(tmp_path / "new").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="pictures go into a folder"):
        demand_folder(tmp_path / "file")
    with pytest.raises(NotFoundError, match="make it first"):
        demand_folder(tmp_path / "a" / "b")


def test_the_command_line_analyses_and_compares(own, shown, compared, tmp_path, capsys):
    assert main(["-C", str(own), "compare", "by-line", "by-history", "--pictures", str(tmp_path / "p")]) == 0
    assert "where the difference comes from" in capsys.readouterr().out
    assert [one.name for one in (tmp_path / "p").iterdir()] == ["difference.svg"]
    assert main(["-C", str(own), "show", "run", "by-history", "--analyse"]) == 0
    assert "what to try next" in capsys.readouterr().out
    assert main(["-C", str(own), "show", "model", "by-history", "--pictures", str(tmp_path / "p")]) == 2
    assert "leave it out" in capsys.readouterr().err
    assert main(["-C", str(own), "compare", "by-line", "by-line"]) == 2


def test_a_notebook_shows_both():
    assert RECORDS["evaluation.analysis.whole", "Analysis"] == ("analysed.whole", "analysis_lines")
    assert RECORDS["evaluation.analysis.compared", "Compared"] == ("analysed.compared", "compared_lines")
