"""wager: a design document that runs.

```python
import wager

project = wager.open(".")
run = project.run("delay-gbt")
```

The names below are loaded when they are first used, so that `import wager` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wager.data.seal import new_seal_key, seal_rows
    from wager.foundation.errors import (
        BadInputError,
        ConflictError,
        NotFoundError,
        RefusedError,
        UnavailableError,
        UsageError,
        WagerError,
    )
    from wager.interfaces.api import Project, init, open, try_file  # noqa: A004 - the name people expect

__all__ = [
    "BadInputError",
    "ConflictError",
    "NotFoundError",
    "Project",
    "RefusedError",
    "UnavailableError",
    "UsageError",
    "WagerError",
    "__version__",
    "init",
    "new_seal_key",
    "open",
    "seal_rows",
    "try_file",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'wager' has no attribute {name!r}")
    if name == "__version__":
        from importlib.metadata import version

        return version("wager")
    if name.endswith("Error"):
        from wager.foundation import errors as home
    elif "seal" in name:
        from wager.data import seal as home  # type: ignore[no-redef]
    else:
        from wager.interfaces import api as home  # type: ignore[no-redef]
    return getattr(home, name)


def __dir__() -> list[str]:
    return __all__
