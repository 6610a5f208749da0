"""What a version was made with: this package and what it stands on, Python, the machine, and what steers them."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path
from typing import Any

from wager.workflow.wiring import Wiring

PACKAGE = Path(__file__).resolve().parents[2]
"""The folder of the installed package."""

NAME = "wager"

STEERING = ("LANG", "LC_ALL", "OMP_NUM_THREADS", "PYTHONHASHSEED", "TZ")
"""Variables that must not change a result: recorded, and never handed on."""

KERNELS = (
    "GLIBC_TUNABLES",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
)
"""Variables that choose a processor's instructions, and with them the last bits of sums: part of the machine."""

CPU = Path("/proc/cpuinfo")
"""Where Linux describes its processor."""

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can hold


def environment(
    wiring: Wiring,
    threads: int,
    variables: Mapping[str, str] = os.environ,
    cpu: Path = CPU,
    *,
    imports: Iterable[str] = (),
) -> dict[str, Any]:
    """Say what runs, and keep it: `Version.environment`.

    Parameters
    ----------
    wiring : Wiring
        Its store takes the list of what is installed, and the package itself.
    threads : int
        How many may work; 0 for all.
    variables : mapping of str to str
        The process's.
    cpu : Path
        Where the system describes its processor.
    imports : iterable of str
        What the Python features of the project import from elsewhere.

    Returns
    -------
    dict
        `lock` and `wager` (objects), `python`, `platform`, `cpu`, `threads`, `variables`, and `imports` where there are some.
    """
    imported = sorted(imports)
    return {
        "lock": wiring.objects.put_bytes(installed(imported).encode()),
        **({"imports": imported} if imported else {}),
        "wager": wiring.objects.put_bytes(package()),
        "python": python(),
        "platform": platform.platform(),
        "cpu": processor(cpu),
        "threads": threads,
        "variables": {name: variables[name] for name in (*KERNELS, *STEERING) if name in variables},
    }


def python() -> str:
    """Name the interpreter: `CPython 3.11.7`."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def installed(imports: Iterable[str] = ()) -> str:
    """List what this package stands on, as installed: a line `name==version` for each distribution, sorted.

    What brings modules that a project imports is listed as well.

    These are its requirements and theirs in turn. What is not installed (an extra, what only another system
    needs) is left out, and so is the package itself, whose files are kept.

    Examples
    --------
    >>> [line for line in installed().splitlines() if line.startswith("wager")]
    []
    """
    found: dict[str, str] = {}
    waiting: list[tuple[str, frozenset[str]]] = [(name, frozenset()) for name in (NAME, *_bringing(imports))]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        if name != NAME:
            found[name] = one.version
        fresh = set(_required(one.requires or (), extras)) - seen
        seen |= fresh
        waiting += sorted(fresh, key=lambda asked: (asked[0], sorted(asked[1])))
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found))


def _bringing(imports: Iterable[str]) -> list[str]:
    """Name the distributions that bring some modules."""
    wanted = set(imports)
    if not wanted:
        return []
    found = packages_distributions()  # reads all that is installed, so it is not asked in vain
    return sorted({_normal(one) for name in wanted for one in found.get(name, ())})


def _required(
    requirements: list[str] | tuple[str, ...], extras: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Read names and extras of requirements; of those that an extra brings, only what was asked for."""
    for written in requirements:
        named, _, condition = written.partition(";")
        brought_by = {_normal(extra) for extra in _EXTRA.findall(condition)}
        found = _REQUIREMENT.match(named)
        if found is not None and (not brought_by or brought_by & extras):
            asked = frozenset(
                _normal(extra.strip()) for extra in (found[2] or "").split(",") if extra.strip()
            )
            yield _normal(found[1]), asked


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def package(folder: Path = PACKAGE) -> bytes:
    """Write the package as a zip: equal code gives equal bytes.

    Files lie as in an installation, so that the zip, unpacked, is a folder to import from; beside them stands
    what `importlib.metadata` asks for: name, version and requirements. Nothing is compressed, as compressors
    differ from one machine to the next.

    Examples
    --------
    >>> package() == package()
    True
    """
    files = {
        f"{NAME}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*.py")
    }
    own = distribution(NAME)
    said = [f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {own.version}\n"]
    said += [f"Requires-Dist: {one}\n" for one in sorted(own.requires or ())]
    files[f"{NAME}-{own.version}.dist-info/METADATA"] = "".join(said).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = (
                3,
                0o644 << 16,
            )  # else it says on which system it was made
            archive.writestr(entry, files[name])
    return packed.getvalue()


def processor(described: Path = CPU) -> dict[str, str]:
    """Name the processor and digest what it can do, where the system says so.

    Examples
    --------
    >>> processor(Path("no such file"))["flags"]
    ''
    """
    try:
        text = described.read_text("utf-8", "replace")
    except OSError:
        text = ""
    said = {}
    for line in text.partition("\n\n")[0].splitlines():  # the first core speaks for all
        key, _, value = line.partition(":")
        said[key.strip().lower()] = value.strip()
    flags = " ".join(sorted((said.get("flags") or said.get("features") or "").split()))
    return {
        "model": said.get("model name") or platform.machine(),
        "flags": hashlib.sha256(flags.encode()).hexdigest() if flags else "",
    }
