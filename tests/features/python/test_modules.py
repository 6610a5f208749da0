"""Files of a project are imported beside the interpreter's own modules, as they were fingerprinted, or not at all."""

import sys

import pyarrow as pa
import pytest

from wager.features.code.code import read_code
from wager.features.python.function import Function
from wager.features.python.modules import function_of
from wager.foundation.errors import BadInputError


def write(root, **files):
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def code(root, call="features/a.py:f", given=1):
    return read_code(root, call, given, ("features/a.yaml", 1))


@pytest.mark.parametrize(
    "text",
    [
        "import features.b\ndef f(x): return features.b.VALUE",
        "import features.b as other\ndef f(x): return other.VALUE",
        "from features import b\ndef f(x): return b.VALUE",
        "from features.b import VALUE as v\ndef f(x): return v",
        "from features.b import *\ndef f(x): return VALUE",
        "from .b import VALUE\ndef f(x): return VALUE",
        "from . import b\ndef f(x): return b.VALUE",
        "import b\ndef f(x): return b.VALUE",
        "def f(x):\n    from features import b\n    return b.VALUE",
        "from top import b\ndef f(x): return b.VALUE",
        "from ..top import b\ndef f(x): return b.VALUE",
        "from pack import inner\ndef f(x): return inner.VALUE",
        "import pack.inner\ndef f(x): return pack.inner.VALUE + pack.HERE - 1",
        "from pack import VALUE\ndef f(x): return VALUE",
    ],
)
def test_every_form_of_import_finds_the_file(tmp_path, text):
    write(tmp_path, features__a=text, features__b="VALUE = 41", top="from features import b")
    write(tmp_path, pack__init="", pack__inner="VALUE = 41")
    (tmp_path / "pack/init.py").rename(tmp_path / "pack/__init__.py")
    (tmp_path / "pack/__init__.py").write_text("from .inner import VALUE\nHERE = 1\n")
    assert function_of(code(tmp_path))(0) == 41


def test_modules_that_import_each_other(tmp_path):
    write(tmp_path, features__a="from features import b\nONE = 1\ndef f(x): return b.two()")
    write(tmp_path, features__b="from features import a\ndef two(): return a.ONE + 1")
    assert function_of(code(tmp_path))(0) == 2


def test_two_versions_of_one_file_live_side_by_side_and_leave_no_trace(tmp_path):
    before, path = set(sys.modules), list(sys.path)
    text = "from dataclasses import dataclass\nfrom __future__ import annotations\n"
    text = (
        "\n".join(reversed(text.splitlines()))
        + "\n@dataclass\nclass D:\n    x: int\ndef f(x): return D(VALUE).x\nVALUE = {}\n"
    )
    old, new = (
        write(tmp_path / name, features__a=text.format(value)) for name, value in (("old", 1), ("new", 2))
    )
    assert [function_of(code(root))(0) for root in (old, new, old)] == [1, 2, 1]
    write(old, features__a=text.format(3))
    assert function_of(code(old))(0) == 3
    assert sys.path == path
    assert all(
        name.startswith("wager_project_") for name in set(sys.modules) - before if "dataclass" not in name
    )


def test_a_file_that_changed_since_it_was_read_is_not_run(tmp_path):
    said = code(write(tmp_path, features__a="def f(x): return x"))
    write(tmp_path, features__a="def f(x): return x + 1")
    with pytest.raises(
        BadInputError, match=r"features/a.py:1: E114 .*features/a.py was changed since this began"
    ):
        Function(said, "a.f", [("x", "float")], "float")


def test_what_is_printed_is_no_answer(tmp_path, capsys):
    function_of(
        code(write(tmp_path, features__a="print('hello')\ndef f(x):\n    print('there')\n    return x"))
    )(0)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.split() == ["hello", "there"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("import nosuch\ndef f(x): return x", 1, "importing it ended in ModuleNotFoundError: No module named 'nosuch'; install it"),
        ("def f(x): return x\n\n1 / 0", 3, "importing it ended in ZeroDivisionError: division by zero"),
        ("import sys\ndef f(x): return x\nsys.exit(4)", 3, "importing it ended in SystemExit: 4"),
        ("from .none import y\ndef f(x): return x", 1, "there is no module .none in the project"),
        ("import importlib\nimportlib.import_module('features.b')\ndef f(x): return x", 2, "write an `import` statement"),
        ("def f(x):\n    return help_me(x)\ndef help_me(x):\n    raise ValueError('why\\nnot')", 4, "calling it ended in ValueError: why"),
        ("def f(x):\n    x[0] = 1\n    return x", 2, "read-only; copy the array before writing into it"),
        ("def f(x):\n    raise SystemExit", 2, "calling it ended in SystemExit"),
        ("import numpy as np\ndef f(x):\n    return np.linalg.inv(x)", 3, "calling it ended in LinAlgError"),
        ("def f(x):\n    return 3", 1, "f gives one value; expected an array"),
        ("f = 3", 1, "f is a int; expected a function"),
        ("def f(x):\n    exec('def g(')", 2, "calling it ended in SyntaxError"),
    ],
)  # fmt: skip
def test_what_breaks_is_told_in_one_line_at_the_users_own(tmp_path, text, line, said):
    write(tmp_path, features__a=text, features__b="")
    with pytest.raises(BadInputError) as raised:
        Function(code(tmp_path), "a.f", [("x", "float")], "float").values([pa.array([1.0])])
    (finding,) = raised.value.findings
    assert (finding.path, finding.line, finding.code) == ("features/a.py", line, "E114")
    assert said in finding.message
    assert "\n" not in str(finding)
    assert "Traceback" not in str(finding)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None  # ours is not told


def test_what_breaks_in_another_file_is_told_there(tmp_path):
    write(
        tmp_path,
        features__a="from features.b import g\ndef f(x): return g(x)",
        features__b="\ndef g(x): return nothing",
    )
    with pytest.raises(
        BadInputError, match=r"^features/b.py:2: E114 feature a.f: calling it ended in NameError"
    ):
        Function(code(tmp_path), "a.f", [("x", "float")], "float").values([pa.array([1.0])])


def test_division_by_zero_warns_nobody_and_no_rows_call_nothing(tmp_path):
    write(tmp_path, features__a="import numpy as np\ndef f(x):\n    assert len(x)\n    return 1 / x")
    function = Function(code(tmp_path), "a.f", [("x", "float")], "float")
    assert function.values([pa.array([0.0, None, 2.0])]).to_pylist() == [None, None, 0.5]
    assert function.values([pa.array([], pa.float64())]).to_pylist() == []
