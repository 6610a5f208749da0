"""wager.toml: what the whole project has in common."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from wager.foundation.amounts import CURRENCIES, AmountError
from wager.foundation.errors import nearest
from wager.foundation.finding import Finding
from wager.foundation.keys import FILE_NAME
from wager.foundation.moments import time_zone
from wager.foundation.sizes import parse_size, size_text

FORMAT = 1
KEYS = ("wager", "name", "currency", "time_zone", "engine", "stores", "policy", "limits")
ENGINES = ("duckdb", "spark")
STORES = ("registry", "objects", "online")
POLICIES = ("required", "blocks", "examples")
LIMITS = ("memory", "cache")
LEAST_MEMORY = 200 * 10**6
CACHE = 20 * 10**9
"""Bytes that computed columns may take where nothing is said."""


@dataclass(frozen=True)
class Config:
    """The project's settings.

    Attributes
    ----------
    name : str
    currency : str or None
        ISO 4217; None where there is no file: the currency of the amounts.
    time_zone : str
        IANA name.
    engine : str
    stores : dict of str to str
        URL, path, `env:NAME` or `file:PATH` of those that are not local.
    required : tuple of str
        Block kinds that each design must have besides those that wager asks for.
    blocks : dict of str to tuple of str
        Block kinds of the project's own, each with the keys that must be answered.
    examples : bool
        True where each feature file that a model reads must have an example before a hypothesis about it is frozen.
    path : str
        Empty where there is no file.
    memory : int or None
        Bytes that computing may take; None for most of what the machine has.
    cache : int
        Bytes that computed columns may take on disk.
    """

    name: str
    currency: str | None = None
    time_zone: str = "UTC"
    engine: str = "duckdb"
    stores: dict[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    blocks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    examples: bool = False
    path: str = ""
    memory: int | None = None
    cache: int = CACHE

    @property
    def policy(self) -> dict[str, Any]:
        """The table `[policy]`."""
        return {"required": self.required, "blocks": self.blocks, "examples": self.examples}


def read_config(text: str, path: str = "wager.toml", over: str = "") -> tuple[Config | None, list[Finding]]:
    r"""Read a project's settings.

    Parameters
    ----------
    text : str
        The TOML.
    path : str
        Named in findings.
    over : str
        TOML that lies over it by key, as `wager.prod.toml` does.

    Returns
    -------
    Config or None
        None where something is wrong.
    list of Finding

    Examples
    --------
    >>> text = 'wager = 1\nname = "flights"\ncurrency = "USD"\ntime_zone = "UTC"'
    >>> read_config(text)[0].currency
    'USD'
    >>> print(read_config(text.replace("UTC", "UCT+1"))[1][0].code)
    E105
    """
    reader = _ConfigReader(path, text)
    values = reader.toml(text)
    if over and values is not None:
        values = _laid_over(values, reader.toml(over) or {})
    config = None if values is None else reader.config(values)
    return (None if reader.findings else config), sorted(reader.findings)


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        inner = below.get(key)
        merged[key] = (
            _laid_over(inner, value) if isinstance(value, dict) and isinstance(inner, dict) else value
        )
    return merged


class _ConfigReader:
    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.split("\n")
        self.findings: list[Finding] = []

    def fault(self, key: str, code: str, message: str) -> None:
        pattern = re.compile(rf"\s*(?:\[\s*{re.escape(key)}\s*\]|[\"']?{re.escape(key)}[\"']?\s*(?:=|\.))")
        line = next((number for number, one in enumerate(self.lines, 1) if pattern.match(one)), 1)
        self.findings.append(Finding(self.path, line, code, message))

    def toml(self, text: str) -> dict[str, Any] | None:
        try:
            return tomllib.loads(text)
        except (
            ValueError,
            RecursionError,
        ) as error:  # also a number of too many digits, and lists in lists in lists
            said = str(error)
            at = re.search(r"at line (\d+)", said)
            line = int(at[1]) if at else len(text.rstrip().split("\n"))
            self.findings.append(Finding(self.path, line, "E000", f"not valid TOML: {said}"))
            return None

    def config(self, values: dict[str, Any]) -> Config | None:
        self.unknown(values, KEYS, "wager.toml")
        for key in ("wager", "name", "currency", "time_zone"):
            if key not in values:
                self.findings.append(Finding(self.path, 1, "E102", f"wager.toml needs the key {key!r}"))
        self.format(values.get("wager", FORMAT))
        currency = self.one_of(values, "currency", CURRENCIES, "currency of ISO 4217")
        engine = self.one_of(values, "engine", ENGINES, "engine") or "duckdb"
        zone = self.zone(values)
        stores = self.stores(values.get("stores", {}))
        policy = self.table(values.get("policy", {}), "policy", POLICIES)
        blocks = self.blocks(policy.get("blocks", {}))
        required = self.required(policy.get("required", []), blocks)
        limits = self.limits(values.get("limits", {}))
        examples = policy.get("examples", False)
        if not isinstance(examples, bool):
            self.fault("examples", "E103", "examples of [policy] should be true or false")
        name = self.text(values, "name")
        if name is not None and not name.strip():
            self.fault("name", "E103", "name should not be empty")
        return Config(
            name or "", currency, zone or "UTC", engine, stores, required, blocks, examples is True, self.path,
            limits.get("memory"), limits.get("cache", CACHE),
        )  # fmt: skip

    def unknown(self, values: dict[str, Any], known: Iterable[str], what: str) -> None:
        known = tuple(known)
        for key in values:
            if key not in known:
                self.fault(
                    key, "E101", f"{what} has no key {key!r}{nearest(key, known)}; it has {', '.join(known)}"
                )

    def format(self, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault("wager", "E103", f"wager should be the number of the formats, {FORMAT}, not {value!r}")
        elif value > FORMAT:
            self.fault(
                "wager",
                "E103",
                f"the project has format {value}, and this wager knows {FORMAT}; use a newer wager",
            )

    def text(self, values: dict[str, Any], key: str) -> str | None:
        value = values.get(key)
        if value is not None and not isinstance(value, str):
            self.fault(key, "E103", f"{key} should be a text in quotes, not {value!r}")
            return None
        return value

    def one_of(self, values: dict[str, Any], key: str, known: Iterable[str], what: str) -> str | None:
        value = self.text(values, key)
        if value is not None and value not in known:
            self.fault(key, "E105", f"{value!r} is no {what}{nearest(value, known)}")
            return None
        return value

    def zone(self, values: dict[str, Any]) -> str | None:
        zone = self.text(values, "time_zone")
        if zone is None:
            return None
        try:
            time_zone(zone)
        except AmountError as error:
            from zoneinfo import available_timezones

            self.fault("time_zone", "E105", f"{error}{nearest(zone, available_timezones())}")
            return None
        return zone

    def table(self, values: Any, key: str, known: Iterable[str]) -> dict[str, Any]:
        if not isinstance(values, dict):
            self.fault(key, "E103", f"{key} should be a table, `[{key}]`")
            return {}
        self.unknown(values, known, f"[{key}]")
        return values

    def stores(self, values: Any) -> dict[str, str]:
        table = self.table(values, "stores", STORES)
        return {key: value for key in table if key in STORES and (value := self.text(table, key)) is not None}

    def limits(self, values: Any) -> dict[str, int]:
        """Read `[limits]`: how much memory and disk may be taken."""
        table = self.table(values, "limits", LIMITS)
        found: dict[str, int] = {}
        for key in table:
            text = self.text(table, key) if key in LIMITS else None
            try:
                size = None if text is None else parse_size(text)
            except ValueError as error:
                self.fault(key, "E103", f"{key} of [limits]: {error}")
                continue
            if key == "memory" and size is not None and size < LEAST_MEMORY:
                self.fault(
                    key, "E103", f"memory of [limits] is {text}; expected {size_text(LEAST_MEMORY)} or more"
                )
            elif size is not None:
                found[key] = size
        return found

    def blocks(self, values: Any) -> dict[str, tuple[str, ...]]:
        """Read `[policy.blocks]`: the project's own kinds of block, and the keys that each asks for."""
        from wager.design.block_kinds import KINDS

        if not isinstance(values, dict):
            said = 'blocks of [policy] should be a table: `[policy.blocks]`, and `fairness = ["affected_groups"]` below'
            self.fault("blocks", "E103", said)
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for kind, keys in values.items():
            if kind in KINDS:
                self.fault(
                    kind,
                    "E107",
                    f"{kind!r} of [policy.blocks] is a kind of block that wager has; name it otherwise",
                )
            elif not FILE_NAME.fullmatch(kind):
                self.fault(
                    kind, "E104", f"{kind!r} is no name for a kind of block; expected lower-case letters"
                )
            elif not isinstance(keys, list) or not all(isinstance(key, str) and key.strip() for key in keys):
                self.fault(
                    kind, "E103", f"{kind} of [policy.blocks] should be a list of the keys to be answered"
                )
            else:
                found[kind] = tuple(keys)
        return found

    def required(self, required: Any, blocks: Iterable[str]) -> tuple[str, ...]:
        from wager.design.block_kinds import KINDS

        kinds = (*KINDS, *blocks)
        if not isinstance(required, list):
            self.fault("required", "E103", "required of [policy] should be a list of block kinds")
            return ()
        for kind in required:
            if kind not in kinds:
                near = nearest(str(kind), kinds) or "; a kind of your own has its keys under [policy.blocks]"
                self.fault("required", "E105", f"{kind!r} is no kind of block{near}")
        return tuple(kind for kind in required if kind in kinds)
