"""Bins of a matrix, kept: the library sorts the values of each column into bins once for a matrix, not once for a fit.

What is kept holds no outcome and no weight, and only the rows that were learned from. It lies in the cache beside computed columns
and is cleaned up with them. Matrices of the same rows share the bins of a column: a changed feature is one column more, and only that
one is binned.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.adapters.estimators.lightgbm_binary import cut, groups_of, joined
from wager.adapters.estimators.lightgbm_pieces import FORMAT, KeptGroup, KeptPieces
from wager.features.clean_up import clean_up
from wager.foundation.errors import UnavailableError
from wager.foundation.fingerprint import digest

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


_ALIKE = frozenset(
    "seed max_bin min_data_in_bin min_child_samples min_data_in_leaf min_data bin_construct_sample_cnt "
    "min_data_per_group max_cat_threshold max_cat_to_onehot".split()
)
# Parameters with which the bins of a column follow from it alone, and groups from what is known of columns. With any other one, such as
# what makes missing values zeros, or limits single columns, all are binned together.

_COSTS_TIME_ONLY = (OSError, UnavailableError)  # a cache that cannot be written


@dataclass(frozen=True)
class Asked:
    """A matrix that is to be binned.

    Attributes
    ----------
    library : module
        LightGBM.
    shape : (int, int)
        Of the matrix.
    made : callable
        Makes the matrix, or columns of it by their places: an ndarray of float, shape (n, width), or a CSR matrix; the rows that are
        learned from.
    said : mapping
        What the library is told of it; see `described`.
    identities : sequence of str
        Of each column the digest of all that it follows from: what is kept is found by it, and no column read. Without, the matrix
        itself is digested.
    """

    library: Any
    shape: tuple[int, int]
    made: Callable[[Sequence[int] | None], Any]
    said: Mapping[str, Any]
    identities: Sequence[str] = ()

    @cached_property
    def matrix(self) -> Any:
        """The whole matrix."""
        return self.made(None)

    @cached_property
    def key(self) -> str:
        """Digest of all that the bins follow from."""
        content = ["follows from", list(self.identities)] if self.identities else _content(self.matrix)
        categories = self.said["categorical_feature"]
        return digest(
            {**self._manner, "categories": categories, "shape": list(self.shape), "content": content}
        )

    @cached_property
    def column_keys(self) -> tuple[str, ...]:
        """Of each column the digest of all that its bins follow from; none where that does not follow, or two are the same."""
        if not self._deciding.keys() <= _ALIKE or len(set(self.identities)) < len(self.identities):
            return ()
        manner, categories = self._manner | {"rows": self.shape[0]}, set(self.said["categorical_feature"])
        named = enumerate(self.identities)
        return tuple(digest({**manner, "category": at in categories, "column": one}) for at, one in named)

    @property
    def _deciding(self) -> dict[str, str]:
        params = self.said["params"].items()
        return {name: repr(value) for name, value in params if name not in _WITHOUT_BINS}

    @property
    def _manner(self) -> dict[str, Any]:
        return {"format": FORMAT, "lightgbm": self.library.__version__, "settings": self._deciding}

    def dataset(self, places: Sequence[int] | None = None) -> Any:
        """Bin the matrix, or columns of it."""
        if places is None:
            return self.library.Dataset(self.matrix, **self.said).construct()
        levels = [() if place in self.said["categorical_feature"] else None for place in places]
        return self.library.Dataset(self.made(places), **described(levels, self.said["params"])).construct()


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

    def binned(self, asked: Asked) -> Any | None:
        """Return a binned matrix as LightGBM's dataset, without outcomes; None where nothing is to be kept of it."""
        if asked.shape[0] * asked.shape[1] < self.least:
            return None
        kept = KeptPieces(self.folder)
        pieces = kept.binary(asked.key)
        found = self._loaded(asked, pieces) if pieces else self._joined(asked, kept)
        if found is None:
            found = asked.dataset()
            with contextlib.suppress(*_COSTS_TIME_ONLY):
                self._keep(asked, kept, found)
        return found

    def _keep(self, asked: Asked, kept: KeptPieces, binned: Any) -> None:
        pieces = self._pieces_of(binned)
        kept.keep_binary(asked.key, pieces)
        groups = groups_of(pieces, asked.key) if asked.column_keys else None
        if groups is not None:
            kept.keep_groups(asked.column_keys, *groups)
        clean_up(self.folder, MOST_BYTES)

    def _joined(self, asked: Asked, kept: KeptPieces) -> Any | None:
        """Bin only the columns that no matrix of the same rows had; None where all are new, or they may not be put together."""
        keys = asked.column_keys
        found = kept.groups(keys)
        new = [place for place, key in enumerate(keys) if key not in found]
        if len(new) == len(keys):
            return None
        with contextlib.suppress(*_COSTS_TIME_ONLY):
            if new:
                own = [keys[place] for place in new]
                groups = groups_of(self._pieces_of(asked.dataset(new)), digest(own))
                if groups is None:
                    return None
                found |= {key: one for one in kept.keep_groups(own, *groups) for key in one.keys}
            pieces = _put_together(keys, list({id(one): one for one in found.values()}.values()))
            if pieces is not None:
                kept.keep_binary(asked.key, pieces)
                clean_up(self.folder, MOST_BYTES)
                return self._loaded(asked, pieces)
        return None

    def _loaded(self, asked: Asked, pieces: Sequence[bytes]) -> Any | None:
        with contextlib.suppress(OSError, asked.library.basic.LightGBMError), _beside(self.folder) as file:
            with file.open("wb") as binary:
                binary.writelines(pieces)
            return asked.library.Dataset(str(file), **asked.said).construct()
        return None

    def _pieces_of(self, binned: Any) -> list[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with _beside(self.folder) as file:
            binned.save_binary(str(file))
            return cut(file.read_bytes())


def _put_together(keys: Sequence[str], found: Sequence[KeptGroup]) -> list[bytes] | None:
    """Put the groups of all columns together; None where they are not of the same rows, or not all there."""
    places, rows = {key: place for place, key in enumerate(keys)}, found[0].rows
    there = [group for one in found if (group := one.at(places)) is not None]
    complete = len(there) == len(found) and sum(len(group.places) for group in there) == len(keys)
    return joined(rows, there) if complete and all(one.rows == rows for one in found) else None


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


def _content(matrix: Any) -> list[Any]:
    """Digest what a matrix holds."""
    content = hashlib.sha256()
    for array in _arrays(matrix):
        content.update(array.data)
    return [content.hexdigest(), isinstance(matrix, np.ndarray)]


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
