"""A model file: how the question of a design is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from wager.design.kinds.question import Objective, Rows, key_lines
from wager.design.kinds.split import Split
from wager.design.kinds.worth import MoneyBlock
from wager.design.models.model_keys import ESSENTIAL_BLOCKS, KEYS, OWN_BLOCKS, read_blocks
from wager.design.models.selection import EVERYTHING, Step, selected
from wager.design.reading.fields import FieldReader
from wager.design.reading.yaml_fault import read_part
from wager.expressions.tree import Tree
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding


@dataclass(frozen=True)
class ModelTest:
    """An expectation of a model: a direction, or what it answers for one row.

    Attributes
    ----------
    name : str
    feature, direction : str or None
        `up`: more of the feature never lowers the answer.
    row : dict or None
    expect : str or None
        An action or a range.
    """

    name: str
    feature: str | None = None
    direction: str | None = None
    row: dict[str, Any] | None = None
    expect: str | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Search:
    """How parameters are looked for: `over` maps `lightgbm.num_leaves` to values, or to `{log: [a, b]}`."""

    over: dict[str, Any]
    method: str = "grid"
    trials: int | None = None
    folds: int = 3


@dataclass(frozen=True)
class ModelFile:
    """A model file as it was written, or resolved with what it inherits.

    Attributes
    ----------
    name, path : str
    design : str or None
        Where rows, objective, split and money come from.
    extends : str or None
        The model that it inherits from; None once resolved.
    features, also, except_ : tuple of str
        Names and patterns as written.
    selection : tuple of Step
        The same as steps; once resolved with those inherited.
    algorithm : str
        Empty while it is inherited.
    parameters : dict
        Of the algorithm. Of a `rule`: ACTION to condition (Tree); empty for the best single split.
    encode : dict
        Column to encoding, as written.
    calibrate : str or None
        `isotonic` or `sigmoid`.
    policy : 'money', or dict
        `{"threshold": {action: number}}` or `{"rank": Tree}`.
    train_on, weight : Tree or None
    refit : bool
    search : Search or None
    loss : str or dict or None
    tests : tuple of ModelTest
    seed : int
    code : str
        Digest of the code behind `python`; empty of other algorithms, and where nobody looked.
    own : dict
        The blocks `rows`, `objective`, `split`, `money` where there is no design.
    given : frozenset of str
        Keys that were written.
    lines : dict of str to int
        Line of each key, and of each entry within as `encode.subject`.
    """

    name: str
    path: str
    design: str | None = None
    extends: str | None = None
    features: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()
    selection: tuple[Step, ...] = ()
    algorithm: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    encode: dict[str, Any] = field(default_factory=dict)
    calibrate: str | None = None
    policy: str | dict[str, Any] = "money"
    train_on: Tree | None = None
    weight: Tree | None = None
    refit: bool = False
    search: Search | None = None
    loss: str | dict[str, Any] | None = None
    tests: tuple[ModelTest, ...] = ()
    seed: int = 0
    code: str = ""
    own: dict[str, Rows | Objective | Split | MoneyBlock] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def columns(self, names: Iterable[str], only_by_name: Iterable[str] = ()) -> tuple[str, ...]:
        """Select the columns and features it takes from those that may be used; see `selected`."""
        return selected(self.selection, names, only_by_name)

    @property
    def thresholds(self) -> dict[str, float] | None:
        """The probability from which each action is taken; None where money decides."""
        if not isinstance(self.policy, dict) or "threshold" not in self.policy:
            return None
        return {str(action): float(least) for action, least in self.policy["threshold"].items()}

    @property
    def rank(self) -> Tree | None:
        """Who goes first where a capacity is short: the larger value; None where the policy does not say."""
        return self.policy.get("rank") if isinstance(self.policy, dict) else None

    def to_json(self) -> dict[str, Any]:
        """Write all that its meaning depends on: the input of fingerprints."""
        from wager.design.as_json import as_json

        left_out = {"path", "lines", "given", "extends", "features", "also", "except_"}
        left_out |= set() if self.code else {"code"}
        written = {key: as_json(value) for key, value in vars(self).items() if key not in left_out}
        if self.algorithm == "rule" and len(self.parameters) > 1:
            written["order"] = [str(action) for action in self.parameters]  # the first that holds decides
        return written


def read_model(
    text: str, path: str, *, currency: str | None = None, zone: str = "UTC", stem: str | None = ""
) -> tuple[ModelFile | None, list[Finding]]:
    r"""Read a model file.

    Parameters
    ----------
    text, path : str
    currency, zone : str
        Of the project.
    stem : str or None
        What the file is called, without its ending; None where it is no file. Default: by the path.

    Returns
    -------
    ModelFile or None
        None where it cannot be used at all.
    list of Finding
        Faults within the file; `rules.check_model` finds those between it and its surroundings.

    Examples
    --------
    >>> model, findings = read_model("model: a\ndesign: d\nfeatures: [x]\nalgorithm: lightgbm", "models/a.yaml")
    >>> model.algorithm, model.columns(("w", "x")), findings
    ('lightgbm', ('x',), [])
    """
    node, findings = read_part(text, path)
    if node is None:
        return None, findings
    reader = FieldReader(path, zone=zone, currency=currency, lines=text.split("\n"))
    values = reader.record(node, "model", KEYS)
    if values is None:
        return None, reader.findings
    lines = _lines(node)
    stem = path.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml") if stem == "" else stem
    name = values.pop("model")
    if stem is not None and name != stem:
        reader.fault(
            name.line, "E104", f"model {name!r} stands in a file called {stem!r}; they should be one name"
        )
    values["own"] = read_blocks(reader, {key: values.pop(key) for key in OWN_BLOCKS if key in values})
    values["algorithm"], values["parameters"] = values.pop("algorithm", ("", {}))
    values["except_"] = values.pop("except", ())
    values["tests"] = tuple(ModelTest(**test) for test in values.get("tests", ()))
    if "search" in values:
        values["search"] = Search(**values["search"])
    if values.get("calibrate") == "none":
        del values["calibrate"]
    model = ModelFile(name=name, path=path, lines=lines, given=frozenset(key_lines(node)), **values)
    _belongs_together(reader, model)
    if reader.to_fill:
        return None, sorted(set(reader.findings))
    return replace(model, selection=_steps(model)), sorted(set(reader.findings))


def _lines(node: Any) -> dict[str, int]:
    lines = key_lines(node)
    for entry in node.entries:
        lines |= {f"{entry.key}.{key}": line for key, line in key_lines(entry.value).items()}
        for inner in getattr(entry.value, "entries", ()):
            lines |= {f"{entry.key}.{inner.key}.{key}": line for key, line in key_lines(inner.value).items()}
    return lines


def _steps(model: ModelFile) -> tuple[Step, ...]:
    steps: list[Step] = []
    if model.features:
        steps.append(("features", model.features))
    if model.also:
        steps.append(("also", model.also))
    if model.except_:
        steps.append(("except", model.except_))
    return tuple(steps)


def _belongs_together(reader: FieldReader, model: ModelFile) -> None:
    first, said = model.lines["model"], _said_keys(model)
    if not said & {"extends", "algorithm"}:
        reader.fault(first, "E102", f"model {model.name} needs `algorithm`, or `extends` with another model")
    if not said & {"extends", "design"}:
        for key in (key for key in ESSENTIAL_BLOCKS if key not in said):
            message = f"model {model.name} needs `design`; without one it holds the block {key!r} itself"
            reader.fault(first, "E102", message)
    if model.design is not None and model.extends is not None:
        message = (
            f"model {model.name} inherits its design from {model.extends!r}; give `design` only at the root"
        )
        reader.fault(model.lines["design"], "E101", message)
    elif model.design is not None or model.extends is not None:
        for key in (key for key in OWN_BLOCKS if key in model.lines):
            whence = "its design" if model.extends is None else f"{model.extends!r}"
            message = f"model {model.name} has {key!r} from {whence}; leave it out here"
            reader.fault(model.lines[key], "E101", message)


def _said_keys(model: ModelFile) -> set[str]:
    """Name the keys that are written, and those that misspelt ones were meant to be: what is named once is not missing, too."""
    unknown = (key for key in model.lines if "." not in key and key not in KEYS)
    return {key for key in model.lines if key in KEYS} | {
        key for wrong in unknown for key in KEYS if f"{key!r}" in nearest(wrong, KEYS)
    }


def bare_model(design: str, algorithm: str) -> ModelFile:
    """Make the model that a bare algorithm stands for: every column, default parameters."""
    steps: tuple[Step, ...] = (("features", (EVERYTHING,)),)
    return ModelFile(algorithm, "", design, selection=steps, algorithm=algorithm)
