"""The Python that makes a version again: this one, or one made from the lock; never one that is not what the lock says.

With WAGER_FRESH=1 an environment is made in earnest, with everything that the lock names installed by pip: it takes
some 600 MB and half a minute.
"""

import os
import sys
from dataclasses import fields

import pytest

from rides import write_rides
from wager.foundation.errors import UnavailableError
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.registry.version import keep_version, read_version
from wager.workflow.rebuilding.interpreters import LOCK, holds_here, interpreter_for
from wager.workflow.reproduce_version import reproduce_version
from wager.workflow.versions.environment import installed, python
from wager.workflow.versions.register_version import registered

MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def wiring(tmp_path):
    return open_folder(tmp_path)


def asked(wiring, lock="", made_with=None):
    return {"lock": wiring.objects.put_bytes(lock.encode()), "python": made_with or python()}


def pretend(wiring, environment):
    """An environment that was made before, in which the Python of these tests runs."""
    folder = wiring.store / "environments" / f"{environment['lock']}-{MINOR}"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "bin" / "python").chmod(0o755)
    (folder / LOCK).write_text("")
    return folder


def test_this_python_where_the_lock_holds_here(wiring):
    here = asked(wiring, installed())
    assert holds_here(here)
    assert interpreter_for(wiring, here, fresh=False).path == sys.executable
    assert not holds_here({**here, "python": "CPython 3.11.0"})
    assert not holds_here(asked(wiring, installed().replace("numpy==", "numpy==0.")))
    assert not (wiring.store / "environments").exists()


def test_a_python_that_is_not_there_is_named(wiring):
    with pytest.raises(UnavailableError, match=r"made with CPython 3\.99\.1, and there is no python3\.99"):
        interpreter_for(wiring, asked(wiring, "", "CPython 3.99.1"), fresh=False)


def test_what_cannot_be_installed_is_named_and_nothing_is_left(wiring, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(UnavailableError, match=r"lock cannot be installed: .*numpy==0\.0\.1"):
        interpreter_for(wiring, asked(wiring, "numpy==0.0.1\n"), fresh=False)
    assert list((wiring.store / "environments").iterdir()) == []


def test_an_environment_is_made_once(wiring):
    environment = asked(wiring)  # nothing to install, so that no network is needed
    first = interpreter_for(wiring, environment, fresh=True)
    assert first.folder == f"environments/{environment['lock']}-{MINOR}"
    changed = (wiring.store / first.folder).stat().st_mtime_ns
    assert interpreter_for(wiring, environment, fresh=True) == first
    assert (wiring.store / first.folder).stat().st_mtime_ns == changed
    assert [path.name for path in (wiring.store / "environments").iterdir()] == [
        f"{environment['lock']}-{MINOR}"
    ]


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    project = api.open(write_rides(tmp_path_factory.mktemp("judged") / "rides"))
    project.freeze("late-bus", "H1")
    return project.root, project.judge("late-bus", "H1").version


def test_the_made_environment_is_used_where_it_is_asked_for(judged):
    folder, name = judged
    wiring = open_folder(folder)
    made = pretend(wiring, read_version(wiring.objects, name).environment)
    reproduced = reproduce_version(wiring, name, fresh=True)
    assert reproduced.identical
    assert wiring.store / reproduced.environment["folder"] == made
    assert reproduce_version(wiring, name).environment["folder"] == ""


def test_an_environment_that_is_not_its_lock_proves_nothing(judged):
    folder, name = judged
    wiring = open_folder(folder)
    version = read_version(wiring.objects, name)
    lock = wiring.objects.put_bytes(installed().replace("numpy==", "numpy==0.").encode())
    facts = {one.name: getattr(version, one.name) for one in fields(version) if one.name != "id"}
    other = keep_version(wiring.objects, **facts | {"environment": {**version.environment, "lock": lock}})
    with wiring.registry.acting() as act:
        act.register(registered(other, 0))
    pretend(wiring, other.environment)
    with pytest.raises(UnavailableError, match=r"does not hold what the version's lock says \(numpy==0"):
        reproduce_version(wiring, other.id)


@pytest.mark.skipif("WAGER_FRESH" not in os.environ, reason="WAGER_FRESH=1 installs all that the lock names")
def test_an_environment_made_in_earnest(tmp_path):
    project = api.open(write_rides(tmp_path / "rides"))
    project.freeze("late-bus", "H2")
    version = project.judge("late-bus", "H2").version
    reproduced = project.reproduce(version, fresh=True)
    assert reproduced.identical
    assert reproduced.environment["folder"].startswith("environments/")
