"""A model file as an object of Python: the same keys, and the same meaning in both forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wager.foundation.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    UnavailableError,
    UsageError,
    nearest,
)

if TYPE_CHECKING:
    from wager.design.models.model_file import ModelFile

Names = str | Sequence[str]

EXCEPT = "except_"
"""How the key `except` is called where Python would take it for a word of its own."""


class Model:
    """A model: which features, which algorithm, and what becomes of its answers.

    The keys are those of a model file (docs/reference/files.md), and mean the same; what is None is not said. A value is a text, a
    number, a truth value, a list or a mapping; expressions, days, moments and lengths of time may be those of Python.

    Parameters
    ----------
    model : str
        Its name.
    design, extends, features, also, except_, algorithm, encode, calibrate, policy, train_on, weight, refit, search, loss, tests,
    seed, rows, objective, split, money
        The keys. `except` is `except_`, or given as `**{"except": …}`.

    Raises
    ------
    BadInputError
        If it cannot be a model file; a line is that of `to_yaml()`.

    Examples
    --------
    >>> model = Model("delay", design="flight-protect", features=["carrier", "history.*"], algorithm={"lightgbm": {"num_leaves": 31}})
    >>> print(model.to_yaml(), end="")
    model: delay
    design: flight-protect
    features: [carrier, history.*]
    algorithm:
      lightgbm: {num_leaves: 31}
    >>> Model(**model.to_dict()) == model
    True
    >>> Model("delay", design="flight-protect", feature="carrier", algorithm="logistic")
    Traceback (most recent call last):
        ...
    wager.foundation.errors.UsageError: a model has no key 'feature'; did you mean 'features'?
    """

    def __init__(
        self,
        model: str,
        *,
        design: str | None = None,
        extends: str | None = None,
        features: Names | None = None,
        also: Names | None = None,
        except_: Names | None = None,
        algorithm: str | Mapping[str, Any] | None = None,
        encode: Mapping[str, Any] | None = None,
        calibrate: str | None = None,
        policy: str | Mapping[str, Any] | None = None,
        train_on: Any = None,
        weight: Any = None,
        refit: bool | None = None,
        search: Mapping[str, Any] | None = None,
        loss: str | Mapping[str, Any] | None = None,
        tests: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
        seed: int | None = None,
        rows: Mapping[str, Any] | None = None,
        objective: Mapping[str, Any] | None = None,
        split: Mapping[str, Any] | None = None,
        money: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        from wager.foundation.yaml_text import plain_values

        given = {key: value for key, value in locals().items() if key not in {"self", "more", "plain_values"}}
        excepted = more.pop("except", None)
        if more:
            wrong, known = next(iter(more)), [EXCEPT.strip("_") if key == EXCEPT else key for key in given]
            raise UsageError(f"a model has no key {wrong!r}{nearest(wrong, known)}")
        if excepted is not None and except_ is not None:
            raise UsageError("`except` and `except_` are one key; give it once")
        given[EXCEPT] = except_ if excepted is None else excepted
        said = {key.rstrip("_"): value for key, value in given.items() if value is not None}
        self._hold({key: plain_values(value, key) for key, value in said.items()})

    def _hold(self, keys: dict[str, Any]) -> None:
        self._keys = keys
        self._record = _read(self.to_yaml(), f"Model({keys['model']})", stem=None)

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Model:
        """Read a model file; its comments are not among what it means.

        Raises
        ------
        NotFoundError
            If it is not there.
        BadInputError
            With every fault and its line.
        """
        from wager.design.reading.fields import value_of
        from wager.foundation.yaml_file import read_yaml

        path = Path(path)
        text = _text_of(path)
        _read(text, str(path), stem=path.stem)
        return cls(**value_of(read_yaml(text, str(path))))

    def write(self, path: str | PathLike[str], *, force: bool = False) -> Path:
        """Write the model file; one that says the same already stays as it is, with its comments.

        Parameters
        ----------
        path : path
            The file, called as the model is; or the folder that it lies in.
        force : bool
            Write over a file that says something else.

        Raises
        ------
        UsageError
            If the file is not called as the model is.
        ConflictError
            If a file is there that says something else.
        """
        path = Path(path)
        path = path / f"{self.name}.yaml" if path.is_dir() else path
        if path.name != f"{self.name}.yaml":
            raise UsageError(f"{path} is not the file of model {self.name}; call it {self.name}.yaml")
        if path.exists() and not force:
            if self._is_said_by(path):
                return path
            raise ConflictError(f"{path} is there and says something else; `force=True` writes over it")
        from wager.interfaces.written_file import FileKind, demand_place, write_whole

        kind = FileKind("a model file", (".yaml",))
        demand_place(path, kind)
        write_whole(self.to_yaml(), path, kind)
        return path

    def _is_said_by(self, path: Path) -> bool:
        try:
            return Model.read(path) == self
        except BadInputError:
            return False

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self._keys["model"])

    @property
    def record(self) -> ModelFile:
        """The record that wager works on, without what is inherited."""
        return self._record

    def to_yaml(self) -> str:
        """Write the text of its file."""
        from wager.foundation.yaml_text import yaml_text

        return yaml_text(self._keys)

    def to_dict(self) -> dict[str, Any]:
        """Return what was said, by the keys of a model file: `Model(**model.to_dict())` is the same model."""
        found: dict[str, Any] = _of_python(self._keys)
        return found

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(self.to_yaml())}</pre>"

    def __getattr__(self, name: str) -> Any:
        """Return a key of the file; None where it is not said."""
        from wager.design.models.model_keys import KEYS

        key = name.rstrip("_")
        if name.startswith("_") or key not in KEYS:
            raise AttributeError(f"a model has no key {name!r}{nearest(name, KEYS)}")
        return _of_python(self._keys.get(key))

    def __repr__(self) -> str:
        """Show how it is made."""
        said = (f"{key}={value!r}" for key, value in self.to_dict().items() if key not in {"model", "except"})
        excepted = (f"except_={self.except_!r}" for _ in range("except" in self._keys))
        return f"wager.Model({', '.join([repr(self.name), *said, *excepted])})"

    def __eq__(self, other: object) -> bool:
        """Tell whether two files would mean the same: one value and a list of it, blanks in an expression are no difference."""
        return isinstance(other, Model) and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        """Hash what it means."""
        from wager.foundation.fingerprint import digest

        return hash(digest(self._meaning()))

    def _meaning(self) -> dict[str, Any]:
        from wager.design.as_json import as_json

        one = self._record
        inherits = {"given": sorted(one.given), "extends": one.extends, "selection": as_json(one.selection)}
        return {**one.to_json(), **inherits}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}:1: E000 the file is not text in UTF-8; save it as UTF-8") from error
    except FileNotFoundError as error:
        there = (one.name for one in path.parent.glob("*.yaml")) if path.parent.is_dir() else ()
        raise NotFoundError(f"there is no model file {path}{nearest(path.name, there)}") from error
    except OSError as error:
        raise UnavailableError(f"{path} cannot be read: {error.strerror}") from error


def _read(text: str, shown: str, *, stem: str | None) -> ModelFile:
    from wager.design.models.model_file import read_model

    record, findings = read_model(text, shown, stem=stem)
    faults = [one for one in findings if one.is_error]
    if record is None or faults:
        raise BadInputError.of(faults or findings)
    return record


def _of_python(value: Any) -> Any:
    """Give decimals as floats, where these are written alike."""
    if isinstance(value, dict):
        return {key: _of_python(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_of_python(one) for one in value]
    if isinstance(value, Decimal) and f"{Decimal(repr(float(value))):f}" == f"{value:f}":
        return float(value)
    return value
