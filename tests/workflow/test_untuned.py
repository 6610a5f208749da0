"""A freeze before `tune` begins: nothing is chosen on rows that come after it, and that is said from the plan to the verdict."""

import pytest

from rides import write_rides
from wager.design.frozen.log import log_folder, read_log
from wager.foundation.errors import BadInputError
from wager.foundation.moments import FixedClock, parse_moment
from wager.interfaces.cli.render.frozen import frozen_lines
from wager.interfaces.cli.render.judged import judged_lines
from wager.interfaces.project import Project
from wager.project.opening import open_folder

D = "late-bus"
BEGIN = "begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-11, end: 2024-04-01}"
SAID = "no row of `tune` had a known outcome when the model was learned"


def asked(tmp_path, tune, calibrate=""):
    folder = write_rides(tmp_path / "rides")
    document = folder / "designs" / f"{D}.md"
    ahead = f"begin: {{train: 2024-01-01, tune: {tune}}}\nholdout: after freeze for 20 d"
    document.write_text(document.read_text("utf-8").replace(BEGIN, ahead), "utf-8")
    if calibrate:
        model = folder / "models" / "by-line.yaml"
        model.write_text(model.read_text("utf-8") + f"calibrate: {calibrate}\n", "utf-8")
    return folder


def on(folder, day):
    """Open the project on a day, with the rides until then in its file."""
    file, whole = folder / "data" / "rides.csv", folder / "data" / "all.csv"
    if not whole.exists():
        file.rename(whole)
    head, *rides = whole.read_text("utf-8").splitlines()
    known = [one for one in rides if one.split(",")[1] < day]
    file.write_text("\n".join([head, *known]) + "\n", "utf-8")
    return Project(open_folder(folder, clock=FixedClock(parse_moment(day))))


def words(lines):
    return " ".join("\n".join(lines).split())


@pytest.mark.parametrize(("tune", "untuned"), [("2024-02-10", False), ("2024-02-28", True)])
def test_plan_freeze_and_verdict_say_that_nothing_was_chosen(tmp_path, tune, untuned):
    folder = asked(tmp_path, tune)
    project = on(folder, "2024-02-25")
    assert ("W120" in [one.code for one in project.plan(D).findings]) == untuned
    frozen = project.freeze(D, "H1")
    assert frozen.untuned == project.freeze(D, "H1").untuned == untuned
    assert (SAID in words(frozen_lines(frozen.to_json()))) == untuned
    judged = on(folder, "2024-03-18").judge(D, "H1")
    assert judged.judgement.word == "SHIP"
    assert (SAID in words(judged_lines(judged.to_json()))) == untuned
    again = on(folder, "2024-03-18").judge(D, "H1")
    assert again.scope.untuned == untuned


def test_rows_of_tune_after_the_freeze_choose_nothing(tmp_path):
    """Whatever they are: the model that is judged is the same where `tune` never begins."""
    versions = set()
    for tune in ("2024-02-28", "2024-03-05"):
        folder = asked(tmp_path / tune, tune)
        on(folder, "2024-02-25").freeze(D, "H1")
        judged = on(folder, "2024-03-18").judge(D, "H1")
        versions.add((judged.judgement.word, judged.judgement.money.value, judged.judgement.rows))
    assert len(versions) == 1


def test_what_needs_tune_is_refused_before_it_is_frozen_and_not_when_it_is_due(tmp_path):
    folder = asked(tmp_path, "2024-02-24", calibrate="isotonic")
    project = on(folder, "2024-02-25")
    with pytest.raises(
        BadInputError,
        match=r"models/by-line.yaml:\d: by-line: \d+ rows in the later half of tune are too few",
    ):
        project.freeze(D, "H1")
    assert not read_log(log_folder(folder / "designs" / f"{D}.md"))


def test_and_is_frozen_where_there_is_enough(tmp_path):
    folder = asked(tmp_path, "2024-02-10", calibrate="isotonic")
    assert not on(folder, "2024-02-25").freeze(D, "H1").untuned
