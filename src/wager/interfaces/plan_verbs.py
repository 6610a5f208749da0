"""What a project does with its plan: write, check, review and follow it. The verbs of `Project` that read no outcomes."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wager.workflow.board_project import Board
    from wager.workflow.check_project import Checked
    from wager.workflow.diff_documents import Differences
    from wager.workflow.new_file import Written
    from wager.workflow.plan_design import Planned
    from wager.workflow.read_log import Logged
    from wager.workflow.report_design import Report
    from wager.workflow.reviewing.given import Given
    from wager.workflow.standing.due import AllDue, Due
    from wager.workflow.wiring import Wiring


class PlanVerbs:
    """The verbs on designs, reviews and logs."""

    _wiring: Wiring

    def check(self, *paths: str | PathLike[str], strict: bool = False) -> Checked:
        """Check all files; report on those under `paths`, or on all.

        Returns
        -------
        Checked
            Its `passed` is False where there is an error, or with `strict` a warning.
        """
        from wager.workflow.check_project import check_project

        return check_project(self._wiring, tuple(map(Path, paths)), strict=strict, data=True)

    def plan(self, design: str) -> Planned:
        """Tell what a design can find before any work begins; labels of development rows only are read.

        Returns
        -------
        Planned
            The ways through the graph, what there is to win, and what the data can detect. Its `passed` is False where
            the plan is too long, not worth its cost, or blind to what it asks for.

        Raises
        ------
        NotFoundError
            If there is no such design.
        """
        from wager.workflow.plan_design import plan_design

        return plan_design(self._wiring, design)

    def new(self, kind: str, *names: str) -> Written:
        """Write a template to fill in; nothing that exists is overwritten.

        Parameters
        ----------
        kind : str
            `design`, `source`, `feature` or `model`, with a name; `block`, with its kind, the design and maybe an id;
            `schema`, with a folder or none: the JSON Schemas that editors complete from.

        Raises
        ------
        ConflictError
            If the file exists, or the block stands there already.
        """
        from wager.workflow.new_file import write_new

        return write_new(self._wiring, kind, *names)

    def diff(self, *versions: str, folder: str | PathLike[str] = ".") -> Differences:
        """Say what moved between two versions of a design or of a model file, by meaning.

        Parameters
        ----------
        versions : str
            One design, held against its last freeze or commit; or two: files, names, `REV:PATH`, or a revision of git
            and a design.
        folder : path
            Where relative paths begin.

        Returns
        -------
        Differences
            Its `moved` is True where a frozen field moved.

        Raises
        ------
        UsageError, NotFoundError
            If a version is none of these.
        """
        from wager.workflow.diff_documents import diff_documents

        return diff_documents(self._wiring, versions, Path(folder))

    def approve(self, design: str, role: str) -> Given:
        """Sign a plan as it is now, for a role of its block `reviews`; an edit that matters voids it.

        Raises
        ------
        RefusedError
            If who is at work wrote the plan, or has signed it for another role.
        """
        from wager.workflow.approve_design import approve_design

        return approve_design(self._wiring, design, role)

    def object(self, design: str, role: str, why: str) -> Given:
        """Say no to a plan for a role, with a reason; what comes after the proof of concept waits for its sign-off."""
        from wager.workflow.object_to_design import object_to_design

        return object_to_design(self._wiring, design, role, why)

    def next(
        self,
        design: str | None = None,
        *,
        check_in: str | None = None,
        learned: tuple[str, str] | None = None,
        void: str | None = None,
        answer: tuple[str, str] | None = None,
        why: str = "",
        hypothesis: str | None = None,
        stage: str | None = None,
    ) -> Due | AllDue:
        """Say what is due now, and the command for it; first write into the log what is said of the design.

        Parameters
        ----------
        design : str, optional
            Default: the only one, or all of them.
        check_in : {'continue', 'stop'}, optional
            How it goes on after a timebox, and `why`; `hypothesis` says which, where several are over.
        learned : (str, str), optional
            A hypothesis that ended, and what it taught.
        void : str, optional
            A frozen hypothesis that is given up, and `why`.
        answer : (str, str), optional
            A task, and its answer: words, or a file of the project.
        stage : {'poc', 'crawl', 'walk', 'run'}, optional
            The next one, if all holds that the present one asks for, or an earlier one; and `why`.

        Raises
        ------
        RefusedError
            If what is said does not fit to where the design stands.
        """
        from wager.workflow.next_step import next_step
        from wager.workflow.standing.said import Said

        said = Said(check_in, learned, void, answer, why, hypothesis, stage)
        return next_step(self._wiring, design, None if said == Said() else said)

    def board(self) -> Board:
        """Show all designs, hypotheses, tasks, timeboxes and money at a glance."""
        from wager.workflow.board_project import board_project

        return board_project(self._wiring)

    def log(self, design: str = "", *, grep: str = "") -> Logged:
        """Read the experiment log of a design, oldest entry first.

        Parameters
        ----------
        design : str
            Empty for the logs of all designs.
        grep : str
            Keep the entries in which this text occurs.
        """
        from wager.workflow.read_log import read_log

        return read_log(self._wiring, design, grep=grep)

    def report(self, design: str, *, out: str | PathLike[str] | None = None) -> Report:
        """Gather what a page for show-and-tell says of a design, and write the page.

        Parameters
        ----------
        design : str
        out : path, optional
            The page; one that is there is written anew.

        Raises
        ------
        UsageError, NotFoundError, UnavailableError
            If its name is not that of a page, its folder is not there, or it cannot be written.
        """
        from dataclasses import replace

        from wager.interfaces.report.page import page
        from wager.interfaces.written_file import PAGE, write_whole
        from wager.workflow.report_design import report_design

        found = report_design(self._wiring, design)
        if out is None:
            return found
        write_whole(page(found), Path(out), PAGE)
        return replace(found, file=str(out))
