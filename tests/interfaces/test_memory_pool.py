"""The command chooses where Arrow takes its memory from, unless somebody has."""

import os
import subprocess
import sys

import pytest

CODE = (
    "from wager.interfaces.cli.main import main; main(['--version']); import pyarrow; "
    "print(pyarrow.default_memory_pool().backend_name)"
)


def backend(**environment):
    kept = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    found = subprocess.run(
        [sys.executable, "-c", CODE], env=kept | environment, check=True, capture_output=True, text=True
    )
    assert found.stderr == ""
    return found.stdout.split()[-1]


@pytest.mark.skipif(
    "glibc" not in str(sys.platform == "linux" and os.confstr("CS_GNU_LIBC_VERSION")), reason="glibc"
)
def test_the_command_takes_jemalloc():
    assert backend() == "jemalloc"


def test_what_somebody_chose_stays():
    assert backend(ARROW_DEFAULT_MEMORY_POOL="system") == "system"
