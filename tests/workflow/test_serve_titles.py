"""Who holds a title answers for it; live events are told to every version that reads them, once."""

import asyncio
import shutil

import pytest

from wager.foundation.errors import BadRequestError, NotFoundError
from wager.project.opening import open_folder
from wager.serving.event_log import read_events
from wager.serving.prediction_log import scan
from wager.workflow.freeze_hypothesis import freeze_hypothesis
from wager.workflow.judge_hypothesis import judge_hypothesis
from wager.workflow.roll_back_title import roll_back_title
from wager.workflow.serve_titles import open_service
from wager.workflow.versions.titles import next_turn

D = "late-bus"
RIDE = {"ride": 90000, "due": "2024-03-20T18:00:00Z", "line": "two", "rain": 0.5}
LATE = {"ride": 90001, "due": "2024-03-20T12:00:00Z", "line": "two", "rain": None, "delay": 25}


@pytest.fixture(scope="module")
def twice(rides, tmp_path_factory):
    """Rides with a version that reads history; the evening rule holds the title."""
    folder = shutil.copytree(rides, tmp_path_factory.mktemp("twice") / "rides")
    freeze_hypothesis(open_folder(folder), D, "H2")
    return folder, judge_hypothesis(open_folder(folder), D, "H2").version


@pytest.fixture
def wiring(twice, tmp_path):
    return open_folder(shutil.copytree(twice[0], tmp_path / "rides"))


def seat(wiring, version):
    with wiring.registry.acting() as act:
        act.seat(next_turn(act.turns(D), version, wiring.clock.now(), "promoted", len(act.turns(D))))


def features(service):
    return dict(service.predict(D, RIDE)[0].features)


def test_a_new_holder_answers_without_a_restart_and_the_old_one_after_a_rollback(wiring, twice):
    with open_service(wiring) as service:
        rule = service.predict(D, RIDE)[0]
        assert (rule.action, rule.probabilities) == ("warn", {})
        seat(wiring, twice[1])
        service.watch.look()
        model = service.predict(D, RIDE)[0]
        assert model.version == twice[1]
        assert set(model.probabilities) == {"otherwise", "late"}
        roll_back_title(wiring, D)
        service.watch.look()
        assert service.predict(D, RIDE)[0].version == rule.version
    versions = [one.prediction["version"] for one in scan(wiring.predictions)]
    assert versions == [rule.version, twice[1], rule.version]
    assert [one.session["turn"] for one in scan(wiring.predictions)] == [1, 2, 3]


def test_a_holder_that_cannot_be_loaded_does_not_answer(wiring, twice):
    with open_service(wiring) as service:
        before = service.predict(D, RIDE)[0].version
        seat(wiring, twice[1])
        wiring.objects.path(twice[1]).unlink()
        service.watch.look()
        assert service.predict(D, RIDE)[0].version == before
        assert "evening goes on answering" in service.ready()["problems"][0]
        roll_back_title(wiring, D)
        service.watch.look()
        assert service.ready()["problems"] == []


def test_an_event_moves_the_features_now_and_after_a_restart(wiring, twice):
    seat(wiring, twice[1])
    with open_service(wiring) as service:
        before = features(service)
        assert asyncio.run(service.add_events("rides", [LATE])) == 1
        after = features(service)
        moved = {name for name in before if before[name] != after[name]}
        assert moved == {"history.line_late_2d", "history.line_late_10d"}
    with open_service(wiring) as service:
        assert features(service) == after


def test_a_new_holder_knows_the_events_of_before_once(wiring, twice):
    seat(wiring, twice[1])
    with open_service(wiring) as service:
        asyncio.run(service.add_events("rides", [LATE]))
        after = features(service)
        seat(wiring, service.predict(D, RIDE)[0].version)
        service.watch.look()
        assert features(service) == after


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**LATE, "delay": "late"}, "row 2: delay"),
        ({name: value for name, value in LATE.items() if name != "line"}, "row 2: line"),
        ({**LATE, "colour": "red"}, "row 2: colour"),
    ],
)
def test_of_rows_of_which_one_is_wrong_none_is_kept(wiring, twice, row, said):
    seat(wiring, twice[1])
    with open_service(wiring) as service:
        before = features(service)
        with pytest.raises(BadRequestError, match=said):
            asyncio.run(service.add_events("rides", [LATE, row]))
        assert features(service) == before
    assert list(read_events(wiring.events, "rides")) == []


def test_a_source_that_nobody_reads_takes_no_events(wiring):
    with open_service(wiring) as service, pytest.raises(NotFoundError, match="'ridez'; did you mean 'rides'"):
        asyncio.run(service.add_events("ridez", [LATE]))


def test_an_unknown_title_is_not_found(wiring):
    with (
        open_service(wiring) as service,
        pytest.raises(NotFoundError, match="nothing is served as 'late-buss'"),
    ):
        service.predict("late-buss", RIDE)


def test_many_who_add_events_at_once_are_all_heard(wiring, twice):
    seat(wiring, twice[1])
    rows = [{**LATE, "ride": 91_000 + number} for number in range(64)]

    async def all_at_once(service):
        return await asyncio.wait_for(
            asyncio.gather(*(service.add_events("rides", [row]) for row in rows)), timeout=60
        )

    with open_service(wiring) as service:
        assert asyncio.run(all_at_once(service)) == [1] * 64
    kept = [event.row["ride"] for event in read_events(wiring.events, "rides")]
    assert sorted(kept) == [row["ride"] for row in rows]


def test_whoever_goes_away_while_adding_leaves_the_next_one_free(wiring, twice):
    seat(wiring, twice[1])

    async def one_goes(service):
        gone = asyncio.ensure_future(service.add_events("rides", [LATE]))
        await asyncio.sleep(0)
        gone.cancel()
        return await asyncio.wait_for(service.add_events("rides", [{**LATE, "ride": 90_002}]), timeout=60)

    with open_service(wiring) as service:
        assert asyncio.run(one_goes(service)) == 1


def test_a_bug_while_a_holder_is_loaded_does_not_end_the_watch(wiring, twice, monkeypatch):
    from wager.workflow import serve_titles
    from wager.workflow.versions import watch_titles

    loads = []

    def breaks(wiring, turn):
        loads.append(turn.number)
        raise KeyError("columns")

    with open_service(wiring) as service:
        before = service.predict(D, RIDE)[0].version
        seat(wiring, twice[1])
        with monkeypatch.context() as patched:
            patched.setattr(serve_titles, "load_predictor", breaks)
            for _ in range(5):
                service.watch.look()
        assert 1 <= len(loads) <= 2  # ours, or that of the watching thread; not at every look
        assert "a bug of ours: KeyError" in service.ready()["problems"][0]
        assert service.predict(D, RIDE)[0].version == before
        for _ in range(watch_titles.AGAIN_LOOKS + 1):
            service.watch.look()
        assert service.predict(D, RIDE)[0].version == twice[1]


def test_a_server_begins_with_the_holder_before_one_that_is_damaged(wiring, twice):
    seat(wiring, twice[1])
    wiring.objects.path(twice[1]).unlink()
    with open_service(wiring) as service:
        assert service.predict(D, RIDE)[0].action == "warn"
        assert "evening goes on answering" in service.ready()["problems"][0]
