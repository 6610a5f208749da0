"""Detector 7 where git knows nothing: the ledger and the entries themselves are the witnesses."""

from dataclasses import replace

import pytest

from design.traces.made_up import found_by, freeze, ledger, trace, verdict

FROZEN = freeze()
JUDGED = verdict(FROZEN)


def test_what_the_ledger_knows_is_missed():
    known = trace(FROZEN, records=ledger(FROZEN, JUDGED))
    ((code, place, why),) = found_by(7, known)
    assert (code, place) == ("E307", f"{JUDGED.hash}.yaml:1")
    assert "was removed: record 2 of the ledger knows it (verdict of H1)" in why


def test_what_the_ledger_knows_under_another_name_was_re_ordered():
    again = replace(FROZEN, hash="9" * 32, prev=("8" * 32,))
    ((_, place, why),) = found_by(7, trace(again, records=ledger(FROZEN)))
    assert place == f"{FROZEN.hash}.yaml:1"
    assert f"was re-ordered, or written anew: what it said stands in {again.hash}.yaml now" in why


def test_a_damaged_file_is_not_called_removed():
    known = trace(FROZEN, records=ledger(FROZEN, JUDGED))
    assert found_by(7, replace(known, there=known.there | {JUDGED.hash})) == []


def test_a_result_that_is_older_than_its_freeze_is_found():
    older = verdict(FROZEN, day=-1, on=())
    assert [(code, place) for code, place, _ in found_by(7, trace(FROZEN, older))] == [
        ("E307", f"{older.hash}.yaml:5")
    ]


@pytest.mark.parametrize(("minutes", "found"), [(9, []), (11, ["E307"])])
def test_clocks_may_differ_by_ten_minutes(minutes, found):
    earlier = replace(verdict(FROZEN), at=FROZEN.at - minutes * 60_000_000, body={"freeze": ""})
    assert [code for code, _, _ in found_by(7, trace(FROZEN, earlier))] == found


@pytest.mark.parametrize(("day", "found"), [(0.9, []), (1.1, ["W307"]), (-0.1, ["E307"])])
def test_the_ledger_records_an_entry_when_it_is_written(day, found):
    assert [code for code, _, _ in found_by(7, trace(FROZEN, records=ledger(FROZEN, day=day)))] == found
