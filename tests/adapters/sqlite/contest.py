"""Processes that promote and roll back while others read, killed at random: run by test_kills.py in a process of its own.

Forked before any thread begins. What a process was told to be done it writes down, after it was told.
"""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from wager.adapters.stores.sqlite.registry import SqliteRegistry
from wager.foundation.errors import ConflictError
from wager.registry.registry import Registered
from wager.registry.titles import Turn

import_module(
    "wager.adapters.stores.sqlite.act"
)  # so that a process that is forked does not load SQLAlchemy again

SERVES = "flight-protect"
VERSIONS = ("aa" * 32, "bb" * 32, "cc" * 32)
LINE = 80
"""About the bytes that tell of a turn."""


def contest(registry, acknowledged, chance):
    """Take the title again and again, sometimes giving way in the middle."""
    while True:
        with registry.acting() as act:
            for version in VERSIONS:
                act.register(Registered(version, SERVES, "protect", "H1", version[:2], "SHIP", "e", 0))
            turns = act.turns(SERVES)
            turn = following(turns, chance)
            act.seat(turn)
            said = f"{turn.number} {turn.version} {turn.how}\n"
        os.write(acknowledged, said.encode())


def following(turns, chance):
    if not turns:
        return Turn(SERVES, 1, VERSIONS[0], 0, "vacant", 0)
    number = len(turns) + 1
    if turns[-1].before and chance.random() < 0.3:
        back = turns[turns[-1].before - 1]
        return Turn(SERVES, number, back.version, number, "rolled back", back.before)
    return Turn(SERVES, number, chance.choice(VERSIONS), number, "promoted", turns[-1].number)


def watch(registry, violations):
    """Read again and again: the title has one holder, and no turn that was seen is ever lost."""
    seen = 0
    while True:
        turns = registry.turns(SERVES)
        if [turn.number for turn in turns] != list(range(1, len(turns) + 1)) or len(turns) < seen:
            os.write(violations, f"{seen} turns, then {[turn.number for turn in turns]}\n".encode())
        seen = len(turns)


def begin(role, path, file, seed):
    """Fork a process that plays a role until it is killed."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        role(SqliteRegistry(path), file, *([random.Random(seed)] if role is contest else []))
    except ConflictError:
        code = 2  # nobody can be faster than who holds the right to write
    except BaseException as error:  # noqa: BLE001 - the parent shall hear of anything
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def main(folder, kills, seed):
    chance, path = random.Random(seed), folder / "registry.db"
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    acknowledged = os.open(folder / "acknowledged", flags, 0o600)
    violations = os.open(folder / "violations", flags, 0o600)
    roles = [(contest, acknowledged)] * 4 + [(watch, violations)] * 2
    running = {begin(role, path, file, chance.random()): (role, file) for role, file in roles}
    try:
        for _ in range(kills):
            time.sleep(chance.uniform(0.0, 0.08))
            process = chance.choice(sorted(running))
            os.kill(process, signal.SIGKILL)
            role, file = running.pop(process)
            if not os.WIFSIGNALED(os.waitpid(process, 0)[1]):
                return 1  # it had ended by itself
            running[begin(role, path, file, chance.random())] = role, file
        enough = os.fstat(acknowledged).st_size + 10 * LINE
        while os.fstat(acknowledged).st_size < enough:  # who was killed stands in nobody's way
            time.sleep(0.01)
            if any(os.waitpid(process, os.WNOHANG)[0] for process in running):
                return 1
        return 0
    finally:
        for process in running:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
