"""A real git repository around the project of the rides, and a log that is written on days of our choosing."""

import os
import subprocess

from rides import write_rides
from wager.design.frozen.log import append
from wager.foundation.moments import FixedClock, iso, parse_moment
from wager.project.opening import open_folder

DAY = 86_400_000_000
START = parse_moment("2026-01-05")
NAME = "late-bus"


class Repository:
    """A project in git; every commit is made on a given day."""

    def __init__(self, root):
        self.root = root

    def git(self, *arguments, day=0):
        """Run git with nobody's settings, and return what it prints."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        when = iso(START + int(day * DAY))
        made = {
            "GIT_AUTHOR_NAME": "Test",
            "GIT_AUTHOR_EMAIL": "test@example.com",
            "GIT_COMMITTER_NAME": "Test",
            "GIT_COMMITTER_EMAIL": "test@example.com",
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=kept | made,
        )
        return done.stdout.strip()

    def commit(self, message="more", day=0):
        """Commit all that differs; return the commit."""
        self.git("add", "--all", day=day)
        self.git("commit", "--quiet", "--allow-empty", "--message", message, day=day)
        return self.git("rev-parse", "HEAD")

    @property
    def log(self):
        return self.root / "designs" / f"{NAME}.log"

    def write(self, kind, body, day=0, hypothesis="H1"):
        """Append an entry as wager does."""
        return append(self.log, kind, body, START + int(day * DAY), design=NAME, hypothesis=hypothesis)

    def file(self, entry):
        return self.log / f"{entry.hash}.yaml"

    def wiring(self, day=10):
        return open_folder(self.root, clock=FixedClock(START + int(day * DAY)))


def new_repository(folder):
    """Make the project and its first commit."""
    made = Repository(write_rides(folder))
    made.git("init", "--quiet", "--initial-branch=main", ".")
    (folder / ".gitignore").write_text(".wager/\n")
    made.commit("start", day=-1)
    return made
