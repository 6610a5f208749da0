"""JUnit XML as CI reads it: read back by a client's own library."""

from dataclasses import replace

import pytest
from junitparser import Failure, JUnitXml, Skipped

from interfaces.told_verdicts import ANY, GOAL, GUARD, HARM, INCONCLUSIVE, REFUTED, SHIP, judged
from wager.evaluation.estimate import Estimate
from wager.interfaces.judged_suite import suite_of
from wager.interfaces.junit import Case, Suite, junit_xml, write_junit
from wager.verdict.interim import Looked
from wager.verdict.proof import Result
from wager.workflow.judging.waiting import Ahead, Waiting


def parsed(*suites):
    return JUnitXml.fromstring(junit_xml(suites).encode())


def suite(record):
    (one,) = parsed(suite_of(record.to_json()))
    return one


def test_one_case_for_each_goal_and_guardrail_and_slice():
    one = suite(judged(GOAL["proven"], GUARD["proven"], GUARD["beyond"], ANY))
    assert one.name == "flight-protect H2"
    assert [case.name for case in one] == [
        "G1 Increase net by 8000 USD",
        "G2 Increase net by any amount over do_nothing",
        "G1.1 without decreasing recall for any origin by more than 2 pp [origin EWR]",
        "G1.1 without decreasing recall for any origin by more than 2 pp [origin JFK]",
    ]
    assert {case.classname for case in one} == {"flight-protect.H2"}
    assert (one.tests, one.failures, one.errors, one.skipped) == (4, 1, 0, 0)


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (SHIP, []),
        (HARM, [(Failure, "beyond")]),
        (REFUTED, [(Failure, "below")]),
        (INCONCLUSIVE, [(Failure, "open"), (Failure, "open"), (Skipped, "unmeasured")]),
    ],
)
def test_what_said_no_fails_what_is_open_fails_and_too_few_rows_are_skipped(record, wanted):
    found = [result for case in suite(record) for result in case.result]
    assert [(type(one), one.type) for one in found] == wanted
    proofs = [*record.judgement.goals, *record.judgement.guards]
    assert [one.message for one in found] == [proof.why for proof in proofs if proof.result != "proven"]


def test_every_result_of_a_test_has_its_outcome():
    proof = GOAL["proven"]
    for result in Result.__args__:
        suite(judged(replace(proof, result=result)))


def test_the_figures_are_those_of_the_json():
    document = HARM.to_json()
    failed = next(case for case in suite(HARM) if case.result)
    proof = document["judgement"]["guards"][1]
    figures = dict(line.split(": ") for line in failed.result[0].text.splitlines())
    assert float(figures["estimate"]) == proof["estimate"]["value"]
    assert (float(figures["lower bound"]), float(figures["upper bound"])) == (proof["low"], proof["high"])
    assert float(figures["alpha"]) == document["judgement"]["alpha"]
    assert int(figures["rows"]) == proof["estimate"]["rows"]


def test_a_figure_that_is_not_there_is_left_out_and_rounding_is_not_written():
    none = Estimate(None, None, None, None, 0, 9, 0, "EUR", "evening takes no action that has a pay")
    missing = replace(GOAL["proven"], result="unmeasured", estimate=none, low=None, high=None)
    odd = replace(GOAL["open"], estimate=replace(none, value=-887.5000000000011), low=0.1 + 0.2)
    first, second = suite(judged(missing, odd))
    assert first.result[0].text.splitlines() == ["unit: EUR", "asked: 8000", "alpha: 0.02", "rows: 9"]
    figures = second.result[0].text.splitlines()
    assert figures[0] == "estimate: -887.5"
    assert "lower bound: 0.3" in figures


def test_at_a_look_the_alpha_is_the_one_of_the_look():
    (case,) = suite(judged(replace(GOAL["open"], looked=Looked((), 0.004))))
    assert "alpha: 0.004" in case.result[0].text.splitlines()


def test_properties_say_what_it_rests_on():
    said = {one.name: one.value for one in suite(SHIP).properties()}
    assert said["grade"] == "C"
    assert said["alpha"] == "0.02"
    assert (said["model"], said["champion"]) == ("delay-gbt", "evening")
    assert said["snapshot flights"] == "9f" * 32
    assert said["snapshot weather"] == "8e" * 32
    assert said["entry"] == SHIP.entry
    assert "version" not in {one.name for one in suite(replace(SHIP, version="")).properties()}


def test_no_time_is_made_up():
    text = junit_xml([suite_of(SHIP.to_json())])
    assert " time=" not in text
    assert 'timestamp="2026-01-02T03:04:05.123456"' in text


def test_whoever_waits_is_one_skipped_case():
    waiting = Waiting(
        "flight-protect", "H2", "", "2026-01-01T00:00:00Z", "2026-03-02T00:00:00Z", 9.0, Ahead(0, 0, ())
    )
    (one,) = suite(waiting)
    assert isinstance(one.result[0], Skipped)
    assert one.result[0].message == "not judged yet: due 2026-03-02T00:00:00Z"


def test_several_suites_are_added_up():
    found = parsed(
        Suite("a", [Case("a", "1"), Case("a", "2", "error", "E", "m")]), Suite("b", [Case("b", "1")])
    )
    assert (found.tests, found.failures, found.errors) == (3, 0, 1)
    assert [one.name for one in found] == ["a", "b"]


EVIL = "<a b=\"'&'\"> ]]> \x00\x1b\ud800 é\n"


def test_whatever_is_written_stays_text():
    case = Case(EVIL, EVIL, "failure", EVIL, EVIL, EVIL)
    (one,) = parsed(Suite(EVIL, [case], {EVIL: EVIL}))
    (read,) = one
    clean = EVIL.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\ud800", "\ufffd")
    assert read.name == clean
    assert read.result[0].message == clean
    assert read.result[0].text == clean


def test_a_report_takes_the_place_of_the_one_before(tmp_path):
    file = tmp_path / "h2.xml"
    write_junit([suite_of(SHIP.to_json())], file)
    assert JUnitXml.fromfile(str(file)).tests == 3
    write_junit([suite_of(HARM.to_json())], file)
    assert JUnitXml.fromfile(str(file)).failures == 1
    assert [one.name for one in tmp_path.iterdir()] == ["h2.xml"]
