"""Real git repositories with several people at work, as tests of reviews need them."""

import os
import subprocess

ANN = "Ann Lee <ann@example.com>"
BOB = "Bob Ray <bob@example.com>"
EVE = "Eve Fox <eve@example.com>"


def git(folder, *arguments, who=ANN):
    """Run git as one of them; return what it says."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, env=signed(who)).stdout.decode()


def signed(who):
    """The variables by which git knows one of them, whatever the machine's own settings are."""
    name, _, address = who.rpartition(" ")
    address = address.strip("<>")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    of = {"NAME": name, "EMAIL": address}
    return kept | {
        f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in of.items()
    }


def be(monkeypatch, who):
    """Be one of them from now on."""
    for key, value in signed(who).items():
        if key.startswith("GIT_AUTHOR_"):
            monkeypatch.setenv(key, value)


def commit(folder, words="more", who=ANN, *, add=True):
    """Commit all that changed."""
    if add:
        git(folder, "add", "--all", who=who)
    git(folder, "commit", "--quiet", "--allow-empty", "--message", words, who=who)


def begin(folder, who=ANN):
    """Make a folder a repository with one commit of all that is in it."""
    git(folder, "init", "--quiet", "--initial-branch=main", who=who)
    commit(folder, "begin", who)
