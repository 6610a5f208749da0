"""What answers are worth, as people see it: a dozen lines, and a picture."""

import xml.etree.ElementTree as ET

import pytest

from wager.foundation.errors import UsageError
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.worth import profit_lines, promise_lines, sparkline, threshold_lines
from wager.interfaces.cli.tables import WIDTH
from wager.interfaces.pictures.axis import Axis, round_steps
from wager.interfaces.pictures.profit import profit_svg
from wager.interfaces.pictures.svg import width_of

NAME = "{http://www.w3.org/2000/svg}"


def money(value, low=None, high=None):
    return {"value": value, "low": low, "high": high, "unit": "EUR", "reason": "6 clusters are too few"}


def point(share, more, name="", spread=50_000):
    return {
        "share": share,
        "money": -2e6 + more,
        "over_nothing": money(more, more - spread, more + spread),
        "name": name,
    }


PROFIT = {
    "values": [-2e6 + 9e5 * share * (0.5 - share) for share in (step / 100 for step in range(101))],
    "points": [point(share, 9e5 * share * (0.5 - share)) for share in (0, 0.1, 0.5, 1)],
    "marks": [
        point(0.0, 0.0, "do_nothing", 0),
        point(0.3, 54_000.0, "policy"),
        point(0.25, 56_250.0, "best"),
        point(1.0, -450_000.0, "act_on_all"),
    ],
}
IMPLIED = {"low": 0.25, "median": 0.25, "high": 0.25, "rows": 900, "always": 0, "never": 0, "below": 0}
EVIDENCE = {
    "part": "tune",
    "rows": 900_000,
    "clusters": 365,
    "each": "shipment <cold & fragile>",
    "cluster_word": "days",
    "currency": "EUR",
    "threshold": 0.25,
    "profit": PROFIT,
    "promise": {"promised": money(9e4), "earned": money(7e4), "difference": money(-2e4, -3e4, -1e4)},
    "thresholds": {
        "implied": IMPLIED,
        "written": None,
        "best": 0.41,
        "money": money(8e4, 7e4, 9e4),
        "gain": money(900.0, 100.0, 1700.0),
        "differs": False,
    },
}
RUN = {"model": "a-model-with-a-name-that-goes-on-and-on", "evidence": EVIDENCE}


def test_the_curve_takes_few_lines_in_the_order_of_shares():
    lines = profit_lines(EVIDENCE)
    assert len(lines) == 6
    assert [line.split("  ")[1] for line in lines[1:5]] == [
        "nothing",
        "most earned here",
        "its policy",
        "all",
    ]
    assert "+56,250 EUR" in lines[2]
    assert "▁" in lines[-1]
    assert "█" in lines[-1]
    assert profit_lines({**EVIDENCE, "profit": None}) == []


def test_a_flat_curve_is_drawn_flat():
    assert sparkline([3.0, 3.0]) == "▁▁"


def test_promised_stands_beside_earned():
    (said, *rest) = promise_lines(EVIDENCE)
    assert "promised 90,000 EUR" in said
    assert " ".join([said, *rest]).endswith("too much")
    kept = {"promised": money(9e4), "earned": money(7e4), "difference": money(-2e4, -3e4, 1e4)}
    assert "too" not in " ".join(promise_lines({**EVIDENCE, "promise": kept}))
    assert promise_lines({**EVIDENCE, "promise": None}) == []


def test_thresholds_stand_side_by_side():
    said = threshold_lines(EVIDENCE)
    assert said[0] == "  acting pays from a probability of 0.250 on"
    assert "from 0.410 on earned most: 80,000 EUR (70,000 .. 90,000)" in said[1]
    assert len(said) == 2
    found = {**EVIDENCE["thresholds"], "differs": True, "written": 0.3}
    hinted = " ".join(threshold_lines({**EVIDENCE, "thresholds": found}))
    assert "the model file says 0.300" in hinted
    assert "chosen on other days" in hinted
    assert "not what they say" in hinted


def test_a_threshold_that_varies_says_so():
    varied = {**IMPLIED, "low": 0.1, "high": 0.5, "never": 12}
    found = {**EVIDENCE["thresholds"], "implied": varied}
    said = " ".join(threshold_lines({**EVIDENCE, "thresholds": found}))
    assert (
        "varies by shipment <cold & fragile>: 0.100 .. 0.500, median 0.250; on 12 it never pays"
        in " ".join(said.split())
    )
    none = {**IMPLIED, "low": None, "median": None, "high": None, "rows": 0, "always": 900}
    said = threshold_lines({**EVIDENCE, "thresholds": {**found, "implied": none, "money": None}})
    assert said == ["  no probability decides whether acting pays: on 900 it pays whatever is true"]


def test_what_is_printed_fits():
    for lines in (profit_lines(EVIDENCE), promise_lines(EVIDENCE), threshold_lines(EVIDENCE)):
        assert max(map(len, lines)) <= WIDTH


def test_evidence_of_before_has_its_threshold_only():
    assert threshold_lines({"threshold": 0.25}) == ["  acting pays from a probability of 0.250 on"]
    assert threshold_lines({"threshold": None}) == []


def test_the_picture_stands_by_itself_and_nothing_leaves_it():
    picture = ET.fromstring(profit_svg(RUN))
    width, height = (float(picture.get(side)) for side in ("width", "height"))
    for one in picture.iter(f"{NAME}text"):
        size, left = int(one.get("font-size")), float(one.get("x"))
        wide = width_of("".join(one.itertext()), size)
        begin = left - wide / 2 if one.get("text-anchor") == "middle" else left
        assert begin >= 0
        assert begin + wide <= width
        assert 0 < float(one.get("y")) < height
    assert len(list(picture.iter(f"{NAME}circle"))) == 8
    (band,) = picture.iter(f"{NAME}polygon")
    assert len(band.get("points").split()) == 2 * len(PROFIT["points"])
    assert "the model's policy: 30.0 % acted on" in picture.find(f"{NAME}desc").text


def test_without_intervals_nothing_is_shaded():
    points = [{**one, "over_nothing": money(one["over_nothing"]["value"])} for one in PROFIT["points"]]
    marks = [{**one, "over_nothing": money(one["over_nothing"]["value"])} for one in PROFIT["marks"]]
    few = {**EVIDENCE, "profit": {**PROFIT, "points": points, "marks": marks}}
    assert not list(ET.fromstring(profit_svg({**RUN, "evidence": few})).iter(f"{NAME}polygon"))


def test_a_curve_on_which_nothing_is_won_or_lost_is_drawn():
    flat = [{**one, "over_nothing": money(0.0, 0.0, 0.0)} for one in PROFIT["marks"]]
    found = {"values": [0.0] * 101, "points": flat, "marks": flat}
    assert ET.fromstring(profit_svg({**RUN, "evidence": {**EVIDENCE, "profit": found}})) is not None


def test_a_run_without_a_curve_says_why():
    with pytest.raises(UsageError, match="no profit curve"):
        profit_svg({**RUN, "evidence": {**EVIDENCE, "profit": None}})


def test_axes_begin_and_end_where_they_should():
    assert Axis(-1, 1, 300, 100).place(0) == 200
    assert round_steps(-450_000, 56_000) == (-400_000, -200_000, 0)


def test_verbs_draw_into_a_file(rides, tmp_path, capsys):
    file = tmp_path / "profit.svg"
    assert main(["-C", str(rides), "show", "run", "by-history", "--svg", str(file)]) == 0
    assert "acted on, by expected gain" in capsys.readouterr().out
    assert ET.parse(file).getroot().tag == f"{NAME}svg"
    file.unlink()
    assert main(["-C", str(rides), "run", "by-history", "--svg", str(file)]) == 0
    assert file.exists()
    assert main(["-C", str(rides), "show", "model", "by-history", "--svg", str(file)]) == 2
    assert "a model has none" in capsys.readouterr().err
    assert main(["-C", str(rides), "run", "by-history", "--svg", str(tmp_path / "profit.txt")]) == 2
    assert main(["-C", str(rides), "run", "by-history", "--svg", str(tmp_path / "no" / "p.svg")]) == 4
