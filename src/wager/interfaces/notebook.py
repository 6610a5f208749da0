"""Results show themselves in a notebook: IPython is told, by name, how each record is printed.

The records know nothing of it, and IPython is never imported: it is spoken to where it is there already.
"""

from __future__ import annotations

import html
import importlib
import sys
from collections.abc import Callable
from typing import Any

RECORDS: dict[tuple[str, str], tuple[str, str]] = {
    ("workflow.check_project", "Checked"): ("checked", "checked_lines"),
    ("workflow.new_file", "Written"): ("written", "written_lines"),
    ("workflow.plan_design", "Planned"): ("planned", "planned_lines"),
    ("workflow.take_snapshot", "Snapshots"): ("snapshotted", "snapshotted_lines"),
    ("workflow.show_thing", "Shown"): ("shown.thing", "shown_lines"),
    ("workflow.list_things", "Listed"): ("listed", "listed_lines"),
    ("workflow.diff_documents", "Differences"): ("differences", "differences_lines"),
    ("workflow.runs", "Run"): ("ran", "ran_lines"),
    ("evaluation.analysis.whole", "Analysis"): ("analysed.whole", "analysis_lines"),
    ("evaluation.analysis.compared", "Compared"): ("analysed.compared", "compared_lines"),
    ("workflow.freeze_hypothesis", "Frozen"): ("frozen", "frozen_lines"),
    ("workflow.judging.judged", "Judged"): ("judged", "judged_lines"),
    ("workflow.judging.waiting", "Waiting"): ("ahead", "waiting_lines"),
    ("workflow.predict_file", "Predicted"): ("predicted", "predicted_lines"),
    ("workflow.reviewing.given", "Given"): ("reviewed", "given_lines"),
    ("workflow.promote_version", "Moved"): ("moved", "moved_lines"),
    ("workflow.report_design", "Report"): ("reported", "reported_lines"),
    ("workflow.reproduce_version", "Reproduced"): ("reproduced", "reproduced_lines"),
    ("workflow.standing.due", "Due"): ("due", "due_lines"),
    ("workflow.standing.due", "AllDue"): ("due", "next_lines"),
    ("workflow.board_project", "Board"): ("boarded", "boarded_lines"),
    ("workflow.read_log", "Logged"): ("logged", "logged_lines"),
    ("workflow.init_project", "Initialised"): ("initialised", "initialised_lines"),
    ("workflow.trying.tried", "Tried"): ("tried", "tried_lines"),
    ("workflow.clean_up_store", "CleanedUp"): ("cleaned_up", "cleaned_up_lines"),
    ("workflow.verify_store", "Verified"): ("verified", "verified_lines"),
    ("audit.record", "PredictionAudit"): ("audited.record", "audited_lines"),
    ("audit.version_record", "VersionAudit"): ("audited.record", "audited_lines"),
    ("audit.version_record", "TitleAudit"): ("audited.record", "audited_lines"),
}
"""File and name of each record; file and function in `interfaces/cli/render` that print it."""


def show_in_notebooks() -> None:
    """Tell a running IPython how to show results; nothing where there is none."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    formatter = getattr(shell, "display_formatter", None)
    if formatter is None:
        return
    for (file, name), (renderer, function) in RECORDS.items():
        written = _writer(renderer, function)
        module = f"wager.{file}"
        formatter.formatters["text/plain"].for_type_by_name(module, name, _plain(written))
        formatter.formatters["text/html"].for_type_by_name(module, name, _html(written))


Writer = Callable[[Any], str]


def _writer(renderer: str, function: str) -> Writer:
    def write(result: Any) -> str:
        import click

        render = getattr(importlib.import_module(f"wager.interfaces.cli.render.{renderer}"), function)
        return click.unstyle("\n".join(render(result.to_json())))

    return write


def _plain(write: Writer) -> Callable[[Any, Any, bool], None]:
    def show(result: Any, printer: Any, cycle: bool) -> None:  # noqa: ARG001 - as IPython calls it
        printer.text(write(result))

    return show


def _html(write: Writer) -> Writer:
    return lambda result: f"<pre>{html.escape(write(result))}</pre>"
