"""The examples of generated rows and of labels that arrive late, whole: from the first check to a verdict and an answered request.

What belongs to no data here is left out: the search of `leave-gbt`, the encoding of texts of `words`, and the vendor's query.
"""

import asyncio
import shutil
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest

from attack_mail import BEGIN, END, write_attack_mail
from shop import write_shop
from wager.expressions.parse import parse
from wager.foundation.amounts import DAY
from wager.foundation.errors import BadRequestError
from wager.foundation.moments import FixedClock, parse_moment
from wager.project.opening import open_folder
from wager.workflow.audit_target import audit_target
from wager.workflow.check_project import check_project
from wager.workflow.contend import entrant
from wager.workflow.fielded import baseline
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.judging.case import open_case
from wager.workflow.plan_design import plan_design
from wager.workflow.question import ask_question
from wager.workflow.run_model import run_model
from wager.workflow.serve_titles import open_service
from wager.workflow.take_snapshot import take_snapshot
from wager.workflow.verify_store import verify_store

SHOP, MAIL = "keep-customers", "attack-mail"
NEW_YORK = "America/New_York"


def opened(folder, day):
    return open_folder(folder, clock=FixedClock(parse_moment(day)))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = write_shop(tmp_path_factory.mktemp("shop") / "shop", customers=500)
    return opened(folder, "2026-01-06 12:00")


@pytest.fixture(scope="module")
def mail(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mail") / "mail"
    said = write_attack_mail(folder, mails=4000)
    return opened(folder, "2026-12-01"), said


@pytest.fixture(scope="module")
def judged(shop):
    take_snapshot(shop)
    freeze_hypothesis(shop, SHOP, "H1")
    return judge_hypothesis(shop, SHOP, "H1")


def question_of(wiring, design):
    return ask_question(wiring, open_case(wiring, design, "H1").inputs)


def test_nothing_is_wrong_with_either(shop, mail):
    for wiring in (shop, mail[0]):
        assert [str(one) for one in check_project(wiring).findings if one.is_error] == []


def test_a_customer_has_a_row_at_every_cut_off_of_ninety_days_with_a_purchase(shop, judged):
    question = question_of(shop, SHOP)
    start = parse_moment("2025-02-24", NEW_YORK)
    assert set((question.rows.t - start) % (30 * DAY)) == {0}
    assert int(question.rows.t.max()) + 30 * DAY <= parse_moment("2026-01-06", NEW_YORK)
    bought = bought_by(shop.root)
    customers, cut_offs = (column.to_pylist() for column in question.rows.keys)
    assert len(set(zip(customers, cut_offs, strict=True))) == len(question.rows) > 2000
    for customer, t, leaves in list(
        zip(customers, cut_offs, question.rows.objective.to_pylist(), strict=True)
    )[::17]:
        assert any(t - 90 * DAY <= at < t for at in bought[customer])
        assert leaves == (not any(t <= at < t + 30 * DAY for at in bought[customer]))
    assert 0.03 < np.mean(question.rows.objective.to_pylist()) < 0.3
    assert question.rows.left_out["outcome lies ahead of the data"] > 0


def bought_by(root):
    import pyarrow.parquet as pq

    found = {}
    for file in sorted((root / "data" / "purchases").glob("*.parquet")):
        for row in pq.read_table(file).select(["customer_id", "bought_at"]).to_pylist():
            found.setdefault(row["customer_id"], []).append(parse_moment(row["bought_at"]))
    return found


def test_the_leavers_are_found_and_the_verdict_stands_on_every_source(shop, judged):
    nothing = judged.judgement.against["do_nothing"]
    assert nothing.low > 0  # who has bought nothing for weeks is offered something, and that pays
    assert judged.judgement.champion == "lapsed"
    assert verify_store(shop).damaged == ()


def test_four_offers_a_week_are_seventeen_a_cut_off_for_the_dearest_who_are_away(shop, judged, tmp_path):
    folder = shutil.copytree(shop.root, tmp_path / "shop")
    design = folder / "designs" / f"{SHOP}.md"
    design.write_text(design.read_text("utf-8").replace("offer: 200 per 7 d", "offer: 4 per 7 d"), "utf-8")
    question = question_of(opened(folder, "2026-01-06 12:00"), SHOP)
    rows = np.flatnonzero(question.parts.codes >= 0)
    found = baseline(question, "lapsed", rows)
    read = question.matrix({"away": parse("spend.since_last > 21 d"), "usual": parse("spend.usual")})
    away, usual = (read.columns[name].to_numpy(zero_copy_only=False)[rows] for name in ("away", "usual"))
    moments = question.rows.t[rows]
    for moment in np.unique(moments):
        among = moments == moment
        offered = among & (found.actions == 1)
        assert offered.sum() == min(17, (among & away).sum())
        left = among & away & ~offered
        assert not left.any() or usual[offered].min() >= usual[left].max()
    assert (found.actions == 1).sum() > 80


def test_a_plan_counts_customers_a_year(shop, judged):
    plan = plan_design(shop, SHOP)
    decided = open_case(shop, SHOP, "H1").inputs.decided(shop)
    cut_offs = len(np.unique(decided.t))
    assert cut_offs == 11
    assert plan.worth.per_year == pytest.approx(len(decided.t) / (cut_offs * 30) * 365)


def test_a_customer_is_asked_about_as_of_now_and_the_answer_follows_again(shop, judged):
    async def ask():
        with open_service(shop) as service:
            prediction, identity, ticket = service.predict(SHOP, {"customer_id": 7})
            await service.durable(ticket)
            return prediction, identity

    prediction, identity = asyncio.run(ask())
    assert prediction.request == {"customer_id": 7, "cut_off": shop.clock.now()}
    assert prediction.decide_at == shop.clock.now()
    assert audit_target(shop, identity).passed


def test_what_is_answered_at_a_cut_off_is_what_the_matrix_holds_to_the_last_bit(shop, judged):
    question = question_of(shop, SHOP)
    cut_off = int(question.rows.t.max())
    rows = np.flatnonzero(question.rows.t == cut_off)
    trees = entrant(question, "lapsed-rule").trees
    columns = question.matrix(trees).columns
    customers = question.rows.keys[0].to_pylist()
    with open_service(open_folder(shop.root, clock=FixedClock(cut_off))) as service:
        for row in rows[:80].tolist():
            found, _, _ = service.predict(SHOP, {"customer_id": customers[row]})
            assert found.decide_at == cut_off
            assert found.features == {name: columns[name][row].as_py() for name in trees}
    assert len(rows) > 80


def test_a_request_holds_the_entity_and_nothing_else(shop, judged):
    with open_service(shop) as service:
        for document, says in (
            ({"customer_id": 7, "cut_off": "2026-01-01"}, "it is the moment of the request; leave it out"),
            ({}, "it is missing"),
        ):
            with pytest.raises(BadRequestError) as refused:
                service.predict(SHOP, document)
            assert says in str(refused.value)


def test_what_reviewers_knew_after_two_weeks_is_the_class_of_a_mail(mail):
    wiring, said = mail
    question = question_of(wiring, MAIL)

    def known(name, at):
        spoken = [(moment, verdict) for moment, verdict in said[name] if moment < at + timedelta(days=14)]
        return max(spoken)[1] if spoken else "safe"

    names, found = question.rows.keys[0].to_pylist(), question.rows.objective.to_pylist()
    received = {f"m{number}": BEGIN + (END - BEGIN) * number / 4000 for number in range(4000)}
    at = {name: moment.replace(microsecond=0) for name, moment in received.items()}
    wrong = [name for name, verdict in zip(names, found, strict=True) if known(name, at[name]) != verdict]
    assert wrong == []
    assert set(found) == {"safe", "spam", "phishing", "fraud"}
    late = [
        name for name in names if any(moment >= at[name] + timedelta(days=14) for moment, _ in said[name])
    ]
    assert len(late) > 20  # what came later did not count
    assert pa.types.is_string(question.rows.objective.type)


def test_attack_mail_is_judged_on_several_classes(mail):
    wiring, _ = mail
    run = run_model(wiring, "plain")
    assert set(run.snapshots) == {"mails", "reviews"}
    freeze_hypothesis(wiring, MAIL, "H1")
    found = judge_hypothesis(wiring, MAIL, "H1")
    assert found.judgement.against["do_nothing"].low > 0
    assert found.judgement.against["known_words"].low > 0
    assert verify_store(wiring).damaged == ()
