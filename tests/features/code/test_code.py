"""Which files a function follows from is read from their text, and nothing of them runs."""

import pytest

from wager.features.code.code import LOCKS, lock_files, read_code
from wager.foundation.errors import BadInputError

PLACE = ("features/geo.yaml", 4)
FILES = {
    "features/geo.py": "import numpy as np\nfrom features import scales\nfrom . import near\nimport tools.far\nimport json\n\n"
    "def km(a, b):\n    from deep.down import inner\n    return a\n\ndef many(*columns):\n    return columns[0]\n\n"
    "def some(a, b=2):\n    return a\n\nasync def slow(a):\n    return a\n\nother = km\nraise RuntimeError('it ran')\n",
    "features/scales.py": "from shared_names import A\n",
    "features/near.py": "import features.geo\nimport scipy.stats\n",
    "features/unused.py": "",
    "tools/__init__.py": "from tools import made\n",
    "tools/made.py": "",
    "tools/far.py": "",
    "deep/down/inner.py": "",
    "shared_names.py": "A = 1\n",
    "json.py": "",
    "uv.lock": "1",
    "requirements-dev.txt": "2",
    "requirements/base.txt": "3",
}


@pytest.fixture
def root(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def read(root, call="features/geo.py:km", given=2):
    return read_code(root, call, given, PLACE)


def test_all_that_is_imported_from_the_project_belongs_to_it_at_any_depth(root):
    code = read(root)
    assert [path for path, _ in code.files] == [
        "deep/down/inner.py", "features/geo.py", "features/near.py", "features/scales.py", "shared_names.py",
        "tools/__init__.py", "tools/far.py", "tools/made.py",
    ]  # fmt: skip
    assert code.outside == ("numpy", "scipy")
    assert [path for path, _ in code.locks] == ["requirements-dev.txt", "requirements/base.txt", "uv.lock"]
    assert code.at() == "features/geo.py:7"


@pytest.mark.parametrize("name", FILES)
def test_an_edit_of_any_of_them_is_another_digest_and_of_others_is_none(root, name):
    before = read(root).digest
    (root / name).write_text((root / name).read_text() + "\n# edited\n")
    assert (read(root).digest == before) == (name in {"features/unused.py", "json.py"})


def test_where_the_project_lies_does_not_count_and_which_function_does(root, tmp_path_factory):
    moved = tmp_path_factory.mktemp("moved") / "elsewhere"
    moved.mkdir()
    for path in root.rglob("*"):
        if path.is_file():
            (moved / path.relative_to(root)).parent.mkdir(parents=True, exist_ok=True)
            (moved / path.relative_to(root)).write_bytes(path.read_bytes())
    assert read(moved).digest == read(root).digest != read(root, "features/geo.py:some", 1).digest


def test_every_kind_of_lock_file_is_found(tmp_path):
    for pattern in LOCKS:
        path = tmp_path / pattern.replace("*", "-x")
        path.parent.mkdir(exist_ok=True)
        path.write_text(pattern)
    assert len(lock_files(tmp_path)) == len(LOCKS)


@pytest.mark.parametrize(
    ("call", "given", "place", "said"),
    [
        ("features/geo.py:kn", 2, PLACE, "E106 features/geo.py has no function 'kn'; it has km, many, some"),
        ("features/ge.py:km", 2, PLACE, "E106 there is no file features/ge.py; did you mean 'features/geo.py'"),
        ("geo.py:km", 2, PLACE, "E106 there is no file geo.py; did you mean 'features/geo.py'"),
        ("features/geo:km", 2, PLACE, "E103 call should be `features/file.py:function`"),
        ("../geo.py:km", 2, PLACE, "E103 call should be"),
        ("/etc/geo.py:km", 2, PLACE, "E103 call should be"),
        ("features/geo.py:km", 3, PLACE, "E109 `reads` gives 3, and km in features/geo.py, line 7, takes 2"),
        ("features/geo.py:some", 3, PLACE, "takes 1 to 2"),
        ("features/geo.py:slow", 1, ("features/geo.py", 17), "E109 slow is `async`"),
    ],
)  # fmt: skip
def test_a_call_of_nothing_is_said_where_it_is_written(root, call, given, place, said):
    with pytest.raises(BadInputError) as raised:
        read(root, call, given)
    (finding,) = raised.value.findings
    assert (finding.path, finding.line) == place
    assert said in str(finding)


@pytest.mark.parametrize("given", [1, 2, 5])
def test_a_function_of_any_number_of_columns_takes_any(root, given):
    assert read(root, "features/geo.py:many", given).line == 11


def test_a_name_that_is_assigned_or_imported_is_callable_too(root):
    assert read(root, "features/geo.py:other", 7).line == 20


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [("x = 1\ndef km(a, b)\n", 2, "expected ':'"), ("a\0b", 1, "null byte"), ("if 1:\nx = 2\n", 2, "expected an indented block")],
)  # fmt: skip
def test_a_module_that_is_no_python_is_named_at_its_own_line(root, text, line, said):
    (root / "features/scales.py").write_text(text)
    with pytest.raises(BadInputError) as raised:
        read(root)
    (finding,) = raised.value.findings
    assert (finding.path, finding.line, finding.code) == ("features/scales.py", line, "E108")
    assert said in finding.message
