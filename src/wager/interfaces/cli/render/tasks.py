"""Tasks, as `judge` and `next` list them."""

from __future__ import annotations

from typing import Any

from wager.interfaces.spans import span_text

ORDER = ("changed", "due", "moot")


def task_facts(tasks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """List the open tasks under what became of them.

    Examples
    --------
    >>> task = {"task": "T1", "type": "review", "question": "do agents accept more alerts?", "days": 1.0, "state": "due",
    ...         "why": "", "benefit": "", "file": ""}
    >>> task_facts([task, {**task, "task": "T2", "state": "moot", "why": "H1 REFUTED"}])
    [('tasks', 'due: T1, review, 1 d: do agents accept more alerts?'), ('', 'moot (H1 REFUTED): T2, review, 1 d: do agents accept more alerts?')]
    """
    found = [task_text(task) for state in ORDER for task in tasks if task["state"] == state]
    return [("" if at else "tasks", text) for at, text in enumerate(found)]


def task_text(task: dict[str, Any]) -> str:
    """Say one task."""
    why = f" ({task['why']})" if task["why"] and task["state"] != "answered" else ""
    return (
        f"{task['state']}{why}: {task['task']}, {task['type']}, {span_text(task['days'])}: {task['question']}"
    )
