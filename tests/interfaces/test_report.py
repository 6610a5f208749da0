"""The page for show-and-tell: whole, harmless whatever is written, and true to the log."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import click
import pytest

from interfaces.told_verdicts import GOAL, SCAN, SLICES
from interfaces.told_verdicts import judged as judged_by
from stories.days import at, write_days
from stories.shipped import copy_of
from wager.design.frozen.log import append, log_folder, read_log
from wager.foundation.errors import NotFoundError, UsageError
from wager.foundation.moments import parse_moment
from wager.interfaces import api
from wager.interfaces.cli.main import main
from wager.interfaces.cli.render.judged import judged_lines
from wager.interfaces.report.hypotheses import _told
from wager.interfaces.report.markup import joined
from wager.interfaces.report.page import page
from wager.interfaces.report.strips import Scale
from wager.verdict.interim import Looked
from wager.verdict.words.page import sections

D = "late-bus"
EVIL = "<script>alert(1)</script>\"'&lt;<!--]]>"
VOID = {"br", "meta", "link", "hr"}


class Tree(HTMLParser):
    """Reads a page strictly: every element is closed, in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.texts = [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag, **wanted):
        return [found for name, found in self.seen if name == tag and wanted.items() <= found.items()]


def document(folder):
    return folder / "designs" / f"{D}.md"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    return write_days(tmp_path_factory.mktemp("begun") / "rides")


@pytest.fixture
def judged(rides, tmp_path):
    """Rides with a verdict on H1; a copy that may be changed."""
    return shutil.copytree(rides, tmp_path / "rides")


def made(folder):
    return page(api.open(folder).report(D))


def test_the_page_is_whole_and_loads_nothing(judged):
    text = made(judged)
    tree = Tree(text)
    assert text.startswith('<!doctype html>\n<html lang="en">')
    names = {tag for tag, _ in tree.seen}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for _, given in tree.seen:
        assert not {"src", "srcset", "data", "style", "action", "xlink:href"} & set(given)
        assert not any(key.startswith("on") for key in given)
        assert given.get("href", "#").startswith("#")
    assert (
        re.findall(r"url\(|@import|@font-face|https?://", text.replace("http://www.w3.org/2000/svg", ""))
        == []
    )
    (policy,) = tree.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_pictures_have_a_title_and_a_description_and_links_lead_somewhere(judged):
    tree = Tree(made(judged))
    ids = [given["id"] for _, given in tree.seen if "id" in given]
    assert len(ids) == len(set(ids))
    pictures = tree.all("svg", role="img")
    assert len(pictures) > 5
    for picture in pictures:
        assert set(picture["aria-labelledby"].split()) <= set(ids)
    drawn = len([one for one in tree.all("svg") if one.get("role") == "img"])
    assert len(tree.all("desc")) == drawn
    assert {given["href"][1:] for given in tree.all("a")} <= set(ids)
    headings = [tag for tag, _ in tree.seen if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == "h1"
    assert headings.count("h1") == 1
    assert all(int(after[1]) - int(before[1]) <= 1 for before, after in pairwise(headings))


def test_what_is_written_is_text_and_never_markup(judged):
    text = document(judged).read_text()
    for old, new in {
        "claim: the timetable says which rides are late": f"claim: {json.dumps(EVIL)}",
        "what: passengers wait in vain": f"what: {json.dumps(EVIL)}",
        "why: pays for the display": f"why: {json.dumps(EVIL)}",
        "# Warn passengers of a late bus": f"# {EVIL}",
    }.items():
        assert old in text
        text = text.replace(old, new)
    tasks = {"type": "review", "question": EVIL, "benefit": EVIL, "timebox": "1 d"}
    document(judged).write_text(f"{text}\n```yaml wager.tasks\nT1: {json.dumps(tasks)}\n```\n")
    folder = log_folder(document(judged))
    review = {"role": EVIL, "says": "object", "why": EVIL, "plan": "ab", "who": f"{EVIL} <a@b>"}
    append(folder, "review", review, 1)
    append(folder, "learn", {"learned": EVIL, "who": EVIL}, 2, hypothesis="H1")
    text = made(judged)
    tree = Tree(text)
    assert "<script" not in text
    assert "<!--" not in text
    assert not tree.all("script")
    assert tree.text.count("<script>alert(1)</script>") >= 8
    assert "&lt;" in tree.text  # what was written as an entity stays the letters that it is


def test_control_characters_and_halves_of_letters_are_replaced(judged):
    folder = log_folder(document(judged))
    append(folder, "learn", {"learned": "a\x00b\x1bc\x85d", "who": "a"}, 2, hypothesis="H1")
    text = made(judged)
    assert "a\ufffdb\ufffdc\ufffdd" in text
    text.encode("utf-8")


def test_a_verdict_before_its_turn_is_told(begun, tmp_path, capsys):
    folder = copy_of(begun, tmp_path / "rides")
    assert "Nothing was judged yet." in made(folder)
    live = at(folder, 0)
    live.freeze(D, "H2")
    word = live.judge(D, "H2").verdict
    text = Tree(made(folder)).text
    assert "Nothing was judged yet" not in text
    assert f"H2 {word}, before its turn; H1 is due." in text
    assert main(["-C", str(folder), "report", D, "-o", str(tmp_path / "demo.html")]) == 0
    assert f"H2 {word}" in capsys.readouterr().out


def test_a_verdict_that_waits_for_its_holdout_has_its_day(begun, tmp_path):
    folder = copy_of(begun, tmp_path / "rides")
    old = "tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
    text = document(folder).read_text()
    assert old in text
    document(folder).write_text(text.replace(old, "tune: 2024-02-20}\nholdout: after freeze for 20 d"))
    day = (parse_moment("2024-03-03") - parse_moment("2026-01-05")) / 86_400_000_000
    at(folder, day).freeze(D, "H1")
    text = Tree(page(at(folder, day + 5).report(D))).text
    assert "Nothing was judged yet; the verdict on H1 is due on 2024-03-23." in text
    assert "Frozen; its verdict is due on 2024-03-23" in text


def test_the_graph_shrinks_to_the_page_and_short_times_are_no_days(judged):
    text = made(judged)
    (rule,) = re.findall(r"\.graph svg \{(.*?)\}", text)
    assert "max-width: 100%" in rule
    assert "min-width" not in rule
    assert "0.0 d" not in Tree(text).text


def test_the_figures_are_those_of_the_log(judged):
    entry = next(one for one in read_log(log_folder(document(judged))) if one.kind == "verdict")
    verdict = entry.body["verdict"]
    text = Tree(made(judged)).text
    assert f"H1 {verdict['word']}" in text
    for money in verdict["against"].values():
        assert f"{money['value']:+,.0f} EUR" in text or f"{money['value']:+,.2f} EUR" in text
    for proof in (*verdict["goals"], *verdict["guards"]):
        assert f"{proof['id']}: " in text
    assert f"What was found, on {verdict['rows']:,} rides in {verdict['clusters']} days" in text
    assert "grade C: only the project's own log says that the freeze came before" in text
    assert "looks: 1 at the outcomes of these rows so far, over all designs: never before this one" in text


def test_a_verdict_is_told_in_the_order_of_the_command(judged):
    text = Tree(made(judged)).text
    told = ["What was asked", "What was found", "What could have been found", "What was not tested"]
    told += ["Which guardrail said no", ", and no other word", "log entry"]
    places = [text.index(title) for title in told]
    assert places == sorted(places)
    assert text.index("in place of") < places[0]


def test_slices_scan_and_looks_stand_in_the_page_with_the_names_of_their_columns():
    proof = replace(GOAL["proven"], looked=Looked((), 0.004))
    record = judged_by(proof, slices=SLICES, scan=SCAN)
    text = joined(*_told("H2", record.basis))
    assert '<thead><tr><td></td><th scope="col">rows</th>' in text
    assert '<th scope="col">allowing for the looks</th>' in text
    tree = Tree(text)
    assert "Declared slices: money per 1000 flights over evening; 2 tested together" in tree.text
    assert "Found, not tested: in 1 of 40 slices of 9 columns" in tree.text
    assert "carrier = 'B6' 4,321 -61,000 USD -79,000 .. -43,000" in tree.text
    printed = " ".join(click.unstyle(" ".join(judged_lines(record.to_json(), more=True))).split())
    titles = [part.title for part in sections(record.basis) if part.name not in {"money", "asked"}]
    for title in titles:  # the same parts, in the same order
        assert title in printed
        assert title[1:] in tree.text
    assert [tree.text.index(title[1:]) for title in titles] == sorted(
        tree.text.index(title[1:]) for title in titles
    )
    heads = re.findall(r"<table class=\"told\"><thead><tr>(.*?)</tr></thead><tbody><tr>(.*?)</tr>", text)
    assert len(heads) >= 3
    assert all(head.count("</t") == row.count("</t") for head, row in heads)


def test_the_bound_that_decided_is_told_on_the_page_too():
    proof = replace(GOAL["proven"], by_interval="open", low=120.0)
    text = Tree(joined(*_told("H2", judged_by(proof).basis))).text
    assert "decided: G1 is passed: the difference lies above +120 USD at the one-sided α of 0.02" in text


def test_the_entry_is_named(judged):
    entry = next(one for one in read_log(log_folder(document(judged))) if one.kind == "verdict")
    text = Tree(made(judged)).text
    assert entry.hash[:12] in text


def test_money_comes_first(judged):
    tree = Tree(made(judged))
    headings = re.findall(r"<h2>(.*?)</h2>", made(judged))
    assert headings[0] == "In money"
    captions = re.findall(r"<caption>(.*?)</caption>", made(judged))
    assert captions[:2] == ["Money per year, over doing nothing", "Money per 1,000 rides"]
    assert tree.text.index("Money per 1,000") < tree.text.index("percentage points")


def test_strips_are_drawn_where_the_figures_lie(judged):
    entry = next(one for one in read_log(log_folder(document(judged))) if one.kind == "verdict")
    money = list(entry.body["verdict"]["against"].values())
    table = re.search(r"<caption>Money per 1,000 rides</caption>.*?</table>", made(judged))[0]
    dots = [float(found) for found in re.findall(r'class="dot" cx="([\d.]+)%"', table)]
    bars = re.findall(r'class="interval" y1="\d+" y2="\d+" x1="([\d.]+)%" x2="([\d.]+)%"', table)
    zero = float(re.search(r'class="zero" x1="([\d.]+)%"', table)[1])
    assert len(dots) == len(bars) == len(money) == 2
    first = money[0]
    scale = (float(bars[0][1]) - float(bars[0][0])) / (first["high"] - first["low"])
    for dot, (left, right), found in zip(dots, bars, money, strict=True):
        assert dot == pytest.approx(zero + scale * found["value"], abs=0.05)
        assert float(left) == pytest.approx(zero + scale * found["low"], abs=0.05)
        assert float(right) == pytest.approx(zero + scale * found["high"], abs=0.05)
    asked = float(re.search(r'class="asked" x1="([\d.]+)%"', table)[1])
    assert asked == pytest.approx(zero + scale * 100, abs=0.05)  # G1 asks for 100 EUR


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-0.02, 0.31), (-2_937_723, 14_079_140), (-1e-9, 3e-9), (0, 0)]
)
def test_a_scale_holds_zero_and_a_few_round_figures(low, high):
    scale = Scale(low, high) if high > low else Scale(-1, 1)
    ticks = scale.ticks()
    assert 0.0 in ticks
    assert 2 <= len(ticks) <= 6
    assert all(scale.low <= tick <= scale.high for tick in ticks)


def test_a_design_on_which_nothing_was_judged_has_a_page_too(rides, tmp_path):
    folder = shutil.copytree(rides, tmp_path / "rides")
    shutil.rmtree(log_folder(document(folder)))
    text = Tree(made(folder)).text
    assert "Nothing was judged yet" in text
    assert "Not begun: no result was looked at" in text


def test_the_verb_writes_the_page_anew_and_leaves_nothing_beside_it(judged, tmp_path, capsys):
    target = tmp_path / "out" / "demo.html"
    target.parent.mkdir()
    target.write_text("an older one")
    assert main(["-C", str(judged), "report", D, "-o", str(target)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"page   {target}",
        f"shows  2 hypotheses of late-bus: H1 {api.open(judged).judge(D, 'H1').verdict}",
    ]
    assert [path.name for path in target.parent.iterdir()] == ["demo.html"]
    Tree(target.read_text("utf-8"))


def test_without_a_name_it_is_the_designs_and_a_hyphen_is_stdout(judged, capsys, monkeypatch):
    monkeypatch.chdir(judged)
    assert main(["report", D]) == 0
    assert (judged / f"{D}.html").is_file()
    capsys.readouterr()
    assert main(["report", D, "-o", "-"]) == 0
    Tree(capsys.readouterr().out)
    assert main(["report", D, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == f"{D}.html"
    assert main(["report", D, "-o", "-", "--json"]) == 2


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("designs/late-bus.md", UsageError, "is not the name of a page; call it late-bus.html"),
        ("nowhere/demo.html", NotFoundError, "no folder .*nowhere to write demo.html in"),
        ("folder.html", UsageError, "folder.html is a folder"),
    ],
)
def test_nothing_but_a_page_is_written_over(judged, name, error, said):
    (judged / "folder.html").mkdir()
    before = document(judged).read_text()
    with pytest.raises(error, match=said):
        api.open(judged).report(D, out=judged / name)
    assert document(judged).read_text() == before
    assert not list(judged.glob(".folder*"))


def test_an_unknown_design_is_said(judged, capsys):
    assert main(["-C", str(judged), "report", "late-bux"]) == 4
    assert "did you mean 'late-bus'" in capsys.readouterr().err
