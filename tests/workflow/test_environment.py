"""What a version was made with: the lock, the package as a zip, the machine and what steers it."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version

import pytest

from wager.foundation.objects import read_object
from wager.project.opening import open_folder
from wager.workflow.versions.environment import PACKAGE, environment, installed, package, processor, python


def test_the_lock_is_what_the_package_stands_on():
    lines = installed().splitlines()
    named = dict(line.split("==") for line in lines)
    assert lines == sorted(lines)
    assert {"numpy", "pyarrow", "lightgbm", "duckdb", "scikit-learn", "pyyaml"} <= named.keys()
    assert {"joblib", "threadpoolctl"} <= named.keys()  # which scikit-learn stands on
    assert not {"wager", "pytest", "ruff", "pandas", "matplotlib"} & named.keys()
    assert all(number == version(name) for name, number in named.items())


def test_the_package_unpacked_is_a_package(tmp_path):
    with zipfile.ZipFile(io.BytesIO(package())) as archive:
        archive.extractall(tmp_path)
    asked = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); import wager, importlib.metadata as m;"
        "from wager.workflow.versions.environment import installed;"
        "print(json.dumps([wager.__file__, m.version('wager'), installed()]))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", asked, str(tmp_path)], capture_output=True, check=True)
    place, number, lock = json.loads(done.stdout)
    assert place == str(tmp_path / "wager" / "__init__.py")
    assert (number, lock) == (version("wager"), installed())


def test_equal_code_gives_equal_bytes(tmp_path):
    copy = tmp_path / "wager"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    first = package(copy)
    for path in copy.rglob("*.py"):
        os.utime(path, (0, 0))
        path.chmod(0o600)
    (copy / "__pycache__").mkdir()
    (copy / "__pycache__" / "x.pyc").write_bytes(b"compiled")
    assert package(copy) == first
    (copy / "__main__.py").write_text("# another\n")
    assert package(copy) != first


@pytest.mark.parametrize(
    ("text", "model", "flags"),
    [
        (
            "processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu avx2 sse\n\nmodel name\t: other\n",
            "AMD EPYC",
            "avx2 fpu sse",
        ),
        ("processor\t: 0\nFeatures\t: fp asimd\n", None, "asimd fp"),
        ("", None, ""),
    ],
)
def test_the_processor_is_what_the_system_says(tmp_path, text, model, flags):
    (tmp_path / "cpuinfo").write_text(text)
    said = processor(tmp_path / "cpuinfo")
    assert model is None or said["model"] == model
    assert said["flags"] == (hashlib.sha256(flags.encode()).hexdigest() if flags else "")


def test_all_of_it_is_kept(tmp_path):
    wiring = open_folder(tmp_path)
    around = {"TZ": "Asia/Tokyo", "OPENBLAS_CORETYPE": "Haswell", "HOME": "/somewhere", "AWS_SECRET": "x"}
    said = environment(wiring, 3, around, tmp_path / "none")
    assert said["variables"] == {"TZ": "Asia/Tokyo", "OPENBLAS_CORETYPE": "Haswell"}
    assert (said["threads"], said["python"]) == (3, python())
    assert read_object(wiring.objects, said["lock"]).decode() == installed()
    names = zipfile.ZipFile(io.BytesIO(read_object(wiring.objects, said["wager"]))).namelist()
    assert names == sorted(names)
    assert "wager/workflow/versions/environment.py" in names
    assert environment(wiring, 3, around, tmp_path / "none") == said
