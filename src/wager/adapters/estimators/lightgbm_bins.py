"""Bins of a matrix, kept: the library sorts the values of each column into bins once for a matrix, not once for a fit.

What is kept holds no outcome and no weight, and only the rows that were learned from. It lies in the cache beside computed
columns, is cleaned up with them, and ends with a check of its bytes: the library would read beyond a damaged file.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.kept_table import keep_table, kept_table, used
from wager.features.clean_up import clean_up
from wager.foundation.errors import UnavailableError
from wager.foundation.fingerprint import digest

FORMAT = 1
LEAST = 1 << 22
"""Of fewer values the bins are found again: that takes a third of a second at most."""

MOST_BYTES = 1 << 30
"""What all bins may take; those of other matrices are the first to go."""

_WITHOUT_BINS = frozenset(
    "objective num_class alpha tweedie_variance_power metric num_leaves max_depth learning_rate num_threads verbosity "
    "deterministic force_row_wise reg_alpha reg_lambda lambda_l1 lambda_l2 min_child_weight min_sum_hessian_in_leaf "
    "min_split_gain min_gain_to_split subsample bagging_fraction subsample_freq bagging_freq colsample_bytree "
    "feature_fraction feature_fraction_bynode scale_pos_weight is_unbalance boosting boosting_type drop_rate skip_drop "
    "top_rate other_rate data_sample_strategy path_smooth max_delta_step cat_smooth cat_l2".split()
)
# Parameters of the trees alone. Whatever else is given may decide the bins, so that it is part of their name: the seed, of which the
# rows that are looked at follow, or the fewest rows of a leaf, for which the library leaves columns out.


@dataclass(frozen=True)
class KeptBins:
    """A folder of binned matrices; the name of each file is the digest of all that its bins follow from.

    Attributes
    ----------
    folder : Path
        Made when something is first kept; safe to delete at any time.
    least : int
        Smaller matrices are not kept.
    """

    folder: Path
    least: int = LEAST

    def binned(self, library: Any, matrix: Any, said: Mapping[str, Any]) -> Any | None:
        """Return the binned matrix as LightGBM's dataset, without outcomes; None where nothing is to be kept of it.

        Parameters
        ----------
        library : module
            LightGBM.
        matrix : ndarray of float, shape (n, width), or CSR matrix
            The rows that are learned from.
        said : mapping
            What the library is told of it; see `described`.
        """
        if matrix.shape[0] * matrix.shape[1] < self.least:
            return None
        path = self.folder / f"{_key(library, matrix, said)}.arrow"
        found = self._read(library, path, said)
        if found is None:
            found = library.Dataset(matrix, **said).construct()
            self._keep(path, found)
        return found

    def _read(self, library: Any, path: Path, said: Mapping[str, Any]) -> Any | None:
        table = kept_table(path)
        if table is None:
            return None
        used(path)
        bins, size = table.column("bins")[0].as_buffer(), table.column("bytes")[0].as_py()
        with contextlib.suppress(OSError, library.basic.LightGBMError), _beside(self.folder) as file:
            file.write_bytes(pa.decompress(bins, size, "zstd"))
            return library.Dataset(str(file), **said).construct()
        return None

    def _keep(self, path: Path, binned: Any) -> None:
        with contextlib.suppress(OSError, UnavailableError):  # a cache that cannot be written costs time only
            self.folder.mkdir(parents=True, exist_ok=True)
            with _beside(self.folder) as file:
                binned.save_binary(str(file))
                content = file.read_bytes()
            kept = pa.compress(content, "zstd", asbytes=True)
            columns = {"bins": pa.array([kept], pa.large_binary()), "bytes": pa.array([len(content)])}
            keep_table(path, pa.table(columns))
            clean_up(self.folder, MOST_BYTES)


def described(levels: Sequence[Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Say to LightGBM what a matrix is: the names of its columns, which are categories, and all parameters.

    Parameters
    ----------
    levels : sequence
        Of each column; None for a number.
    """
    return {
        "feature_name": [f"c{place}" for place in range(len(levels))],
        "categorical_feature": [place for place, known in enumerate(levels) if known is not None],
        "params": dict(settings),
    }


def _key(library: Any, matrix: Any, said: Mapping[str, Any]) -> str:
    deciding = {name: repr(value) for name, value in said["params"].items() if name not in _WITHOUT_BINS}
    content = hashlib.sha256()
    for array in _arrays(matrix):
        content.update(array.data)
    return digest(
        {
            "format": FORMAT,
            "lightgbm": library.__version__,
            "settings": deciding,
            "categories": said["categorical_feature"],
            "shape": list(matrix.shape),
            "content": [content.hexdigest(), isinstance(matrix, np.ndarray)],
        }
    )


def _arrays(matrix: Any) -> tuple[NDArray[Any], ...]:
    """Return what a matrix holds, dense ones column after column."""
    if isinstance(matrix, np.ndarray):
        return (np.ascontiguousarray(matrix.T),)
    return matrix.indptr, matrix.indices, matrix.data


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Name a file that nobody else may read, for as long as the library needs one; what a dead process leaves is cleaned up."""
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as own:
        yield Path(own) / "bins.part"
