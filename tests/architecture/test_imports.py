"""The order of the stages holds, and the command line starts light."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from machine import slowness

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "wager"
HEAVY = {
    "duckdb",
    "numpy",
    "pyarrow",
    "lightgbm",
    "sklearn",
    "scipy",
    "pandas",
    "yaml",
    "sqlalchemy",
    "uvicorn",
}
HELP_CPU_SECONDS = 0.15

LIST_MODULES = """
import json, sys
from wager.interfaces.cli.main import main
code = main(sys.argv[1:])
print("\\n" + json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["nonsense"]])
def test_what_only_prints_imports_nothing_heavy(arguments):
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *arguments], capture_output=True, text=True, check=True
    )
    _, modules = json.loads(done.stdout.splitlines()[-1])
    assert not HEAVY & set(modules)


def test_import_wager_loads_none_of_its_stages():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, wager; print(*(m for m in sys.modules if m.startswith('wager')))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["wager"]


def test_help_is_instant():
    def cpu_seconds() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    took = []
    for _ in range(5):
        before = cpu_seconds()
        subprocess.run([sys.executable, "-m", "wager", "--help"], stdout=subprocess.DEVNULL, check=True)
        took.append(cpu_seconds() - before)
    # The least of several: other work on the machine only ever adds.
    assert min(took) <= HELP_CPU_SECONDS * slowness()


def test_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout


def test_engines_and_estimators_are_imported_by_adapters_only():
    pattern = re.compile(r"^\s*(?:from|import) (duckdb|lightgbm|sklearn|pandas|sqlalchemy)\b", re.MULTILINE)
    outside = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "adapters" not in path.parts and pattern.search(path.read_text("utf-8"))
    ]
    assert outside == []
