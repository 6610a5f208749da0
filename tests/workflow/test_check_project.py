"""`check`: which files are reported on, and faults of a design that must not keep it from reporting."""

from pathlib import Path

import pytest

from rides import write_rides
from wager.foundation.errors import BadInputError, NotFoundError
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.run_model import run_model

DESIGN = "designs/late-bus.md"


@pytest.fixture
def folder(tmp_path):
    return write_rides(tmp_path / "rides")


def edit(folder, old, new):
    text = (folder / DESIGN).read_text()
    assert old in text
    (folder / DESIGN).write_text(text.replace(old, new))


def test_a_path_that_is_not_there_is_no_clean_bill(folder):
    with pytest.raises(
        NotFoundError, match=r"late-bas\.md; did you mean 'late-bus\.md'\?; nothing was checked"
    ):
        check_project(open_folder(folder), [folder / "designs/late-bas.md"])
    with pytest.raises(NotFoundError, match="nothing was checked"):
        check_project(open_folder(folder), [folder / "no/such/folder"])


def test_paths_choose_what_is_reported(folder):
    edit(folder, "cluster: day(due)", "cluster: day(dew)")
    found = check_project(open_folder(folder), [folder / "designs"]).findings
    assert [(one.path, one.code) for one in found] == [(DESIGN, "E106")]
    assert check_project(open_folder(folder), [folder / "models"]).passed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decide_at: due - 30 min", "decide_at: line", "decide_at should give time or date, and gives text"),
        ("decide_at: due - 30 min", "decide_at: due - 30 min\nwhere: line", "where of rows should give bool"),
        ("decide_at: due - 30 min", "decide_at: due - line", "decide_at"),
    ],
)
def test_a_clock_of_the_wrong_type_is_a_finding(folder, old, new, said):
    edit(folder, old, new)
    found = check_project(open_folder(folder)).findings
    assert any(one.code == "E109" and said in one.message and Path(one.path) == Path(DESIGN) for one in found)


RUN_FAULTS = [
    ("a cluster that cannot be", "cluster: day(due)", "cluster: floor_to(due, 7 d)", "E109 cluster"),
    ("a slice of nothing", "line: [", "lane: [", "E106 'lane'"),
    ("a pay of another kind", "effort: 1 EUR", "effort: 1", "E002 the constant effort"),
]


def test_clocks_that_cannot_be_read_prove_nothing(folder):
    """Columns that a list without brackets leaves out fall under `rest`: no leak, no early objective follows from that."""
    source = folder / "sources/rides.yaml"
    old = "due - 1 h: rain, arrived: rest}"
    assert old in source.read_text()
    source.write_text(source.read_text().replace(old, "arrived: 'rain, delay', due - 1 h: rest}"))
    (finding,) = check_project(open_folder(folder)).findings
    assert (finding.path, finding.code) == ("sources/rides.yaml", "E106")
    assert finding.message.endswith("a list is written `[rain, delay]`")


@pytest.mark.parametrize(
    ("old", "new", "said"), [case[1:] for case in RUN_FAULTS], ids=[c[0] for c in RUN_FAULTS]
)
def test_what_check_finds_in_a_design_is_not_run(folder, old, new, said):
    edit(folder, old, new)
    with pytest.raises(BadInputError, match=rf"{DESIGN}:\d+: {said}"):
        run_model(open_folder(folder), "by-history")


def test_what_check_finds_in_the_model_file_is_not_run(folder):
    model = folder / "models/by-history.yaml"
    model.write_text(model.read_text().replace("clock.hour", "clock.hower"))
    with pytest.raises(BadInputError, match=r"models/by-history.yaml:3: E106 'clock.hower'"):
        run_model(open_folder(folder), "by-history")


def test_a_number_to_predict_has_no_unit_of_its_own(folder):
    """Else pays would be off by the number of cents in a unit, and `mae` by as much."""
    source = folder / "sources/rides.yaml"
    source.write_text(
        source.read_text().replace("  late: delay >= 5", "  late: delay >= 5\n  fine: 2 EUR * delay")
    )
    edit(folder, "is: late", "is: fine")
    found = check_project(open_folder(folder)).findings
    [fault] = [one for one in found if one.code == "E113"]
    assert "such as `is: fine / 1 EUR`" in fault.message
    with pytest.raises(BadInputError, match="E113 the objective gives money"):
        run_model(open_folder(folder), "by-history")


def test_a_model_that_others_extend_by_its_file_may_call_itself_otherwise(folder):
    root = folder / "models/by-history.yaml"
    root.write_text(root.read_text().replace("model: by-history", "model: another"))
    found = check_project(open_folder(folder)).findings
    assert ("models/by-history.yaml", 1, "E104") in [(one.path, one.line, one.code) for one in found]


def test_who_refers_to_a_feature_file_at_fault_is_not_at_fault_as_well(flights):
    file = flights / "features" / "weather.yaml"
    file.write_text(file.read_text().replace("over: 3 h", "over: 3"))
    (finding,) = check_project(open_folder(flights)).findings
    assert (finding.path, finding.line, finding.code) == ("features/weather.yaml", 5, "E002")
    assert "`3 d`" in finding.message
