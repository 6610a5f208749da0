"""Data frame libraries stay out of processes of our own, and only there."""

import subprocess
import sys

import pytest

from wager.adapters.companions import shut_out

PROGRAM = """
import sys
from wager.adapters.companions import shut_out
with shut_out():
    import pyarrow as pa
    from wager.adapters.estimators.lightgbm_library import lightgbm_library
    assert lightgbm_library(alone=True).Booster
    pa.array([1.5, None]).to_numpy(zero_copy_only=False)
assert not {"pandas", "sklearn", "matplotlib"} & set(sys.modules), sorted(sys.modules)
import sklearn
"""


def test_a_process_of_our_own_loads_no_pandas_and_may_load_it_later():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_way_is_free_again_after_an_error():
    before = list(sys.meta_path)
    with pytest.raises(KeyError), shut_out(["antigravity"]):
        raise KeyError
    assert sys.meta_path == before
