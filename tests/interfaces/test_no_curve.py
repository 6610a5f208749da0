"""`--svg` of what has no profit curve is refused before any work, and nothing is printed as if it had been done."""

import pytest

from calls import write_calls
from rides import write_rides
from wager.interfaces.cli.main import main


@pytest.mark.parametrize(
    ("write", "model", "why"),
    [
        (write_calls, "line", "the `capacity` of its design"),
        (write_rides, "evening", "a rule gives no probabilities"),
    ],
)
def test_a_run_is_not_begun(tmp_path, capsys, write, model, why):
    folder, picture = write(tmp_path / "project"), tmp_path / "profit.svg"
    assert main(["-C", str(folder), "run", model, "--svg", str(picture)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"wager: {model} has no profit curve: {why}")
    assert not picture.exists()
    assert not list((folder / ".wager").rglob("*.parquet")), "no snapshot was taken for it"


def test_a_run_that_is_there_is_not_shown_before_its_picture_is_refused(tmp_path, capsys):
    folder = write_rides(tmp_path / "rides")
    assert main(["-C", str(folder), "run", "evening"]) == 0
    capsys.readouterr()
    assert main(["-C", str(folder), "show", "run", "evening", "--svg", str(tmp_path / "profit.svg")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("wager: evening has no profit curve")


def test_what_has_a_curve_is_drawn(tmp_path, capsys):
    folder, picture = write_rides(tmp_path / "rides"), tmp_path / "profit.svg"
    assert main(["-C", str(folder), "run", "by-line", "--svg", str(picture)]) == 0
    assert picture.exists()
    assert "wager:" not in capsys.readouterr().err
