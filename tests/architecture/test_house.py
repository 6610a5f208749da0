"""Rules of the house that a linter does not know."""

import ast
import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import wager
from wager.foundation.errors import WagerError
from wager.interfaces.cli.exits import BUG, EXIT_CODES, exit_code

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "wager"
PACKAGES = sorted(path for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE)
MODULES = sorted(SOURCE.rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "common", "misc", "base", "core", "manager"}


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.relative_to(SOURCE).as_posix())
def test_init_is_only_a_docstring(path):
    body = ast.parse(path.read_text("utf-8")).body
    assert len(body) == 1
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_stages_introduce_themselves():
    unwritten = [
        str(path.parent.relative_to(SOURCE)) for path in PACKAGES if "To be described" in path.read_text()
    ]
    assert unwritten == []


def test_public_names_are_exact():
    assert wager.__all__ == sorted(
        wager.__all__, key=lambda name: (name[0].islower(), name.startswith("_"), name)
    )
    assert set(dir(wager)) == set(wager.__all__)
    for name in wager.__all__:
        assert getattr(wager, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = wager.nonsense


def test_every_error_is_public_and_has_an_exit_code():
    for module in pkgutil.walk_packages([str(SOURCE)], "wager."):
        if "adapters" not in module.name and module.name != "wager.__main__":
            importlib.import_module(module.name)
    for kind in subclasses(WagerError):
        assert any(ancestor in EXIT_CODES for ancestor in kind.__mro__ if ancestor is not OSError), kind
        assert exit_code(kind.__new__(kind)) != BUG
    direct = {kind.__name__ for kind in WagerError.__subclasses__()}
    assert {"WagerError", *direct} <= set(wager.__all__)


def test_every_wager_error_inherits_a_builtin_too():
    for kind in subclasses(WagerError):
        builtin = [each for each in kind.__mro__ if each.__module__ == "builtins"]
        assert builtin[0] not in {Exception, BaseException, object}, kind


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_file_keeps_the_habits(path):
    text = path.read_text("utf-8")
    assert "\t" not in text
    assert not VAGUE & {path.stem, *path.relative_to(SOURCE).parts}
    assert text.count("\n") <= 400, "split it by noun"


def test_ignore_patterns_start_with_a_slash():
    patterns = [line for line in (ROOT / ".gitignore").read_text().splitlines() if line and line[0] != "#"]
    assert [pattern for pattern in patterns if not pattern.startswith("/")] == []


def test_locks_name_no_index_and_no_place():
    # An index, an option for the installer, or a path would bind the lock to one machine.
    place = re.compile(r"://|^--|^-[a-z]|(^| )@ |/(home|root|work|tmp|opt)/", re.MULTILINE)
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert [lock.stem for lock in locks] == ["build", "core", "dev", "lock"]
    for lock in locks:
        assert not place.search(lock.read_text())


def pinned(lock):
    found = re.findall(
        r"^([a-z0-9._-]+)==([^ \\]+)", (ROOT / "requirements" / f"{lock}.txt").read_text(), re.MULTILINE
    )
    return dict(found)


def test_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[<>=\[ ]", text)[0] for text in project["dependencies"]}
    core = pinned("core")
    assert asked <= set(core)
    assert set(core) <= set(pinned("dev"))
    assert len(core) <= 45
    assert not {"torch", "pandas", "pydantic"} & set(core)
    assert "torch" not in pinned("dev")
