"""What `reproduce` prints, for each stage that may differ."""

import pytest

from wager.interfaces.cli.render.reproduced import reproduced_lines

HERE = {"model": "AMD EPYC", "flags": "ab"}


def document(differs=None, **environment):
    made = {"python": "CPython 3.11.7", "threads": 4, "cpu": HERE}
    said = {
        "python": "CPython 3.11.7",
        "distributions": 21,
        "folder": "",
        "threads": 2,
        "cpu": HERE,
        "made": made,
    }
    return {
        "version": "3f2a91" + "0" * 58,
        "model": "by-history",
        "serves": "late-bus",
        "differs": differs,
        "counts": {"snapshots": 1, "rows": 1800, "columns": 3, "files": 2, "predictions": 399},
        "environment": {**said, **environment},
        "stages": {"snapshot": 0.01, "rows": 0.12},
        "seconds": 1.04,
    }


def test_what_is_identical_says_what_was_made_again():
    assert reproduced_lines(document()) == [
        "reproduce: identical",
        "  version      by-history 3f2a91000000, for late-bus",
        "  made again   1 snapshot, 1,800 rows, 3 columns, the fitted model, 399 predictions",
        "  environment  CPython 3.11.7 with 21 distributions of the lock, as installed here; an isolated",
        "               process with the version's own wager",
        "  threads      2, made with 4",
        "  seconds      1.0 (snapshot 0.0, rows 0.1)",
    ]


@pytest.mark.parametrize(
    ("stage", "column", "said"),
    [
        ("snapshot", "rides", "snapshot rides"),
        ("rows", "", "the rows"),
        ("column", "clock.hour", "column clock.hour"),
        ("fitted", "tree.txt", "the fitted model (tree.txt)"),
        ("fitted", "", "the fitted model"),
        ("predictions", "", "the predictions"),
    ],
)
def test_what_differs_first_is_said_first(stage, column, said):
    differs = {"stage": stage, "column": column, "expected": "a" * 64, "found": ""}
    lines = reproduced_lines(document(differs))
    assert lines[0] == f"reproduce: different, first in {said}"
    assert "  expected     aaaaaaaaaaaa" in lines
    assert "  found        none" in lines
    assert any(line.startswith("  before it  ") for line in lines)


def test_another_machine_is_named():
    other = {"model": "Intel Xeon", "flags": "cd"}
    lines = reproduced_lines(
        document(cpu=other, python="CPython 3.11.9", folder=f"environments/{'e' * 64}-3.11")
    )
    text = " ".join(" ".join(lines).split())
    assert "Intel Xeon, made on AMD EPYC: the last bits of sums may differ" in text
    assert "CPython 3.11.9, made with CPython 3.11.7" in text
    assert "installed from it in .wager/environments/eeeeeeeeeeee" in text
