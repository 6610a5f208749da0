"""Bins of a matrix, kept: the library sorts the values of each column into bins once for a matrix, not once for a fit.

What is kept holds no outcome and no weight, and only the rows that were learned from. It lies in the cache beside computed
columns, is cleaned up with them, and ends with a check of its bytes: the library would read beyond a damaged file. The bins of a
column are a file of their own, which all matrices share that hold it on the same rows: a changed feature adds one column.
"""

from __future__ import annotations

import contextlib
import hashlib
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
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

FORMAT = 2
LEAST = 1 << 22
"""Of fewer values the bins are found again: that takes a third of a second at most."""

MOST_BYTES = 1 << 30
"""What all bins may take; those of other matrices are the first to go."""

APART = 1 << 16
"""Pieces of so many bytes are files of their own."""

_PIECES = "pieces"

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

    def binned(
        self,
        library: Any,
        shape: tuple[int, int],
        made: Callable[[], Any],
        said: Mapping[str, Any],
        identity: str = "",
    ) -> Any | None:
        """Return a binned matrix as LightGBM's dataset, without outcomes; None where nothing is to be kept of it.

        Parameters
        ----------
        library : module
            LightGBM.
        shape : (int, int)
            Of the matrix.
        made : callable
            Makes the matrix: an ndarray of float, shape (n, width), or a CSR matrix; the rows that are learned from.
        said : mapping
            What the library is told of it; see `described`.
        identity : str
            Digest of all that the matrix follows from: what is kept is found by it, and no matrix made. Without, the matrix itself is
            digested.
        """
        if shape[0] * shape[1] < self.least:
            return None
        matrix = None if identity else made()
        content = ["follows from", identity] if identity else _content(matrix)
        path = self.folder / f"{_key(library, shape, content, said)}.arrow"
        found = self._read(library, path, said)
        if found is None:
            found = library.Dataset(made() if matrix is None else matrix, **said).construct()
            self._keep(path, found)
        return found

    def _read(self, library: Any, path: Path, said: Mapping[str, Any]) -> Any | None:
        table = kept_table(path)
        if table is None:
            return None
        used(path)
        with contextlib.suppress(OSError, library.basic.LightGBMError), _beside(self.folder) as file:
            with file.open("wb") as binary:
                for piece in table.to_pylist():
                    content = self._piece(piece["name"]) if piece["name"] else piece
                    if content is None:
                        return None
                    binary.write(pa.decompress(content["bins"], content["bytes"], "zstd"))
            return library.Dataset(str(file), **said).construct()
        return None

    def _keep(self, path: Path, binned: Any) -> None:
        with contextlib.suppress(OSError, UnavailableError):  # a cache that cannot be written costs time only
            self.folder.mkdir(parents=True, exist_ok=True)
            with _beside(self.folder) as file:
                binned.save_binary(str(file))
                content = memoryview(file.read_bytes())
            keep_table(path, pa.table(_columns([self._kept(piece) for piece in cut(content)])))
            clean_up(self.folder, MOST_BYTES)

    def _kept(self, piece: memoryview) -> dict[str, Any]:
        """Keep a piece, and say where: in a file that all share who hold the same, or, a small one, here."""
        if len(piece) < APART:
            return _compressed(piece)
        name = hashlib.sha256(piece).hexdigest()
        if self._piece(name) is None:
            keep_table(self._path(name), pa.table(_columns([_compressed(piece)])))
        return {"name": name, "bins": b"", "bytes": len(piece)}

    def _piece(self, name: str) -> dict[str, Any] | None:
        table = kept_table(self._path(name))
        if table is None:
            return None
        used(self._path(name))
        return {"bins": table.column("bins")[0].as_buffer(), "bytes": table.column("bytes")[0].as_py()}

    def _path(self, name: str) -> Path:
        return self.folder / _PIECES / f"{name}.arrow"


def cut(content: memoryview) -> list[memoryview]:
    r"""Cut the library's binary where it cuts it: behind a mark, pieces that begin with their size, most of them one column each.

    What looks otherwise stays in one piece; put together, the pieces are the binary in any case.

    Examples
    --------
    >>> binary = b"mark\n" + bytes(3) + struct.pack("<Q", 2) + b"ab" + struct.pack("<Q", 1) + b"c"
    >>> [bytes(piece)[-2:] for piece in cut(memoryview(binary))]
    [b'\x00\x00', b'ab', b'\x00c']
    >>> len(cut(memoryview(binary[:-1])))
    1
    """
    end = bytes(content[:256]).find(b"\n") + 1
    at = -(-end // 8) * 8
    pieces = [content[:at]]
    while at < len(content):
        size = struct.unpack_from("<Q", content, at)[0] if at + 8 <= len(content) else len(content)
        pieces.append(content[at : at + 8 + size])
        at += 8 + size
    return pieces if end and at == len(content) else [content]


def _compressed(piece: memoryview) -> dict[str, Any]:
    return {"name": "", "bins": pa.compress(piece, "zstd", asbytes=True), "bytes": len(piece)}


def _columns(pieces: Sequence[Mapping[str, Any]]) -> dict[str, pa.Array]:
    kinds = {"name": pa.string(), "bins": pa.large_binary(), "bytes": pa.int64()}
    return {name: pa.array([piece[name] for piece in pieces], kind) for name, kind in kinds.items()}


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


def _key(library: Any, shape: tuple[int, int], content: Any, said: Mapping[str, Any]) -> str:
    deciding = {name: repr(value) for name, value in said["params"].items() if name not in _WITHOUT_BINS}
    return digest(
        {
            "format": FORMAT,
            "lightgbm": library.__version__,
            "settings": deciding,
            "categories": said["categorical_feature"],
            "shape": list(shape),
            "content": content,
        }
    )


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
