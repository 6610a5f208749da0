"""A plan as people see it: lines that fit, and a picture that stands by itself."""

import xml.etree.ElementTree as ET

import click
import pytest

from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.planned import planned_lines
from wager.interfaces.cli.tables import WIDTH
from wager.interfaces.pictures.graph import graph_svg
from wager.interfaces.pictures.svg import DARK, LIGHT

NAME = "{http://www.w3.org/2000/svg}"


def hypothesis(name, following, **more):
    return {
        "hypothesis": name,
        "model": "a-model-with-a-name-that-goes-on-and-on-without-end",
        "claim": "a claim <so> long & winding that nobody would read it to its end, were it not for the tooltip",
        "days": 5.0,
        "alpha": "0.0125",
        "next": following,
        "verdict": "",
        "state": "draft",
        "ahead": True,
        **more,
    }


def document(*hypotheses):
    worst = {"days": 15.0, "steps": [{"hypothesis": one["hypothesis"]} for one in hypotheses[:3]]}
    return {"design": "crossing", "appetite": 40.0, "worst": worst, "hypotheses": list(hypotheses)}


REST = {"inconclusive": ["CHECK_IN"], "timeout": ["CHECK_IN"]}
CROSSING = document(
    hypothesis(
        "H1",
        {"ship": ["PROMOTE", "H2"], "refuted": ["H3"], "harm": ["STOP"], "timeout": ["H4"]},
        verdict="SHIP",
        state="judged",
        ahead=False,
    ),
    hypothesis("H2", {"ship": ["PROMOTE", "H4"], "refuted": ["H4"], "harm": ["H3"], **REST}),
    hypothesis("H3", {"ship": ["PROMOTE"], "refuted": ["H4"], "harm": ["STOP"], **REST}),
    hypothesis("H4", {"ship": ["PROMOTE"], "refuted": ["STOP"], "harm": ["STOP"], **REST}),
)


def drawn(planned):
    return ET.fromstring(graph_svg(planned))


def texts(picture):
    return [(one, "".join(one.itertext())) for one in picture.iter(f"{NAME}text")]


def extent(one, said):
    """Estimate what a text covers, at the mean width of a sans serif: 0.5 of its size."""
    size, x, y = float(one.get("font-size")), float(one.get("x")), float(one.get("y"))
    wide = 0.5 * size * len(said)
    left = x - wide / 2 if one.get("text-anchor") == "middle" else x
    return left, y - 0.8 * size, left + wide, y + 0.2 * size


def test_a_picture_has_title_and_description_and_needs_nothing_else():
    text, picture = graph_svg(CROSSING), drawn(CROSSING)
    assert picture.find(f"{NAME}title").text == "Decision graph of crossing"
    told = picture.find(f"{NAME}desc").text
    for said in (
        "H1 (5 d, α 0.0125, judged ship)",
        "ship leads to H2",
        "refuted leads to H4",
        "leads to CHECK_IN",
    ):
        assert said in told
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "title desc"
    for foreign in ("<script", "http://", "https://", "url(", "@import", "<image", "<a ", "onload"):
        assert foreign not in text.replace("http://www.w3.org/2000/svg", "")
    assert "sans-serif" in picture.get("font-family")


def test_no_text_leaves_the_picture_or_lies_on_another():
    for planned in (CROSSING, document(hypothesis("H1", {"otherwise": []}))):
        picture = drawn(planned)
        width, height = float(picture.get("width")), float(picture.get("height"))
        covered = [(said, extent(one, said)) for one, said in texts(picture)]
        for said, (left, top, right, bottom) in covered:
            assert left >= 0, said
            assert top >= 0, said
            assert right <= width, said
            assert bottom <= height, said
        for place, (said, (left, top, right, bottom)) in enumerate(covered):
            for other, (a, b, c, d) in covered[place + 1 :]:
                assert right <= a or c <= left or bottom <= b or d <= top, (said, other)


def test_verdicts_given_are_coloured_and_the_way_taken_with_them():
    picture = drawn(CROSSING)
    ship = [one for one in picture.iter(f"{NAME}polyline") if one.get("class") == "to-ship"]
    assert len(ship) == 2  # to PROMOTE and to H2
    assert [said for one, said in texts(picture) if one.get("class") == "on"] == ["SHIP"]
    plain = drawn(document(*(one | {"verdict": ""} for one in CROSSING["hypotheses"])))
    assert not [one for one in plain.iter(f"{NAME}polyline") if one.get("class") != "to-line"]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_its_ground_in_light_and_in_dark(colours):
    """WCAG: 4.5 to 1 for text, 3 to 1 for lines."""
    for ground in ("paper", "box"):
        for name, colour in colours.items():
            if name not in {"paper", "box"}:
                bright, dim = sorted((luminance(colours[ground]), luminance(colour)), reverse=True)
                assert (bright + 0.05) / (dim + 0.05) >= (3 if name == "line" else 4.5), (ground, name)


def test_lines_of_prose_fit_and_every_part_is_there(rides):
    lines = [click.unstyle(line) for line in planned_lines(api.open(rides).plan("late-bus").to_json())]
    text = "\n".join(lines)
    for said in ("through the graph", "what there is to win", "the rows", "what can be detected", "longest"):
        assert said in text
    assert all(len(line) <= WIDTH for line in lines if "E006" not in line), max(lines, key=len)


def test_the_verb_draws_into_a_file_and_says_no_with_one(rides, tmp_path, capsys):
    file = tmp_path / "plan.svg"
    assert main(["-C", str(rides), "plan", "late-bus", "--svg", str(file)]) == 1
    assert ET.parse(file).getroot().tag == f"{NAME}svg"
    assert "E006" in capsys.readouterr().out
    assert main(["-C", str(rides), "plan", "late-bus", "--svg", str(tmp_path / "no" / "plan.svg")]) == 4


def test_a_picture_is_never_written_over_the_document(rides):
    document = rides / "designs" / "late-bus.md"
    before = document.read_bytes()
    assert main(["-C", str(rides), "plan", "late-bus", "--svg", str(document)]) == 2
    assert document.read_bytes() == before
