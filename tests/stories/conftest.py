"""What the stories of kills and damage share: a process that has loaded everything, and a project at three moments of its life.

The projects are shared, and not to be changed: `copy_of` makes one that is.
"""

import pytest

from stories.days import write_days
from stories.shipped import D, copy_of, version_of_h1, write_shipped
from stories.warm import Warm


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    made = Warm(tmp_path_factory.mktemp("warm") / "said")
    yield made
    made.close()


@pytest.fixture(scope="session")
def frozen(tmp_path_factory, warm):
    """A project with a frozen hypothesis."""
    folder = write_shipped(tmp_path_factory.mktemp("frozen") / "rides")
    assert warm.run("-C", folder, "freeze", D, "H1") == 0, warm.said()
    return folder


@pytest.fixture(scope="session")
def judged(tmp_path_factory, warm, frozen):
    """The same with a verdict, SHIP, and a title that the declared baseline holds."""
    folder = copy_of(frozen, tmp_path_factory.mktemp("judged") / "rides")
    assert warm.run("-C", folder, "judge", D, "H1") == 0, warm.said()
    return folder


@pytest.fixture(scope="session")
def promoted(tmp_path_factory, warm, judged):
    """The same with the model of the hypothesis in the title."""
    folder = copy_of(judged, tmp_path_factory.mktemp("promoted") / "rides")
    assert warm.run("-C", folder, "promote", version_of_h1(folder)) == 0, warm.said()
    return folder


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """A project of three hypotheses at its beginning."""
    return write_days(tmp_path_factory.mktemp("begun") / "rides")


@pytest.fixture
def folder(begun, tmp_path, monkeypatch):
    """A copy of it, in which Ann is at work."""
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ann Example")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ann@example.com")
    return copy_of(begun, tmp_path / "rides")
