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
    from wager.expressions.build import Expression, call, col, expression
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
    from wager.interfaces.model import Model

__all__ = [
    "BadInputError",
    "ConflictError",
    "Expression",
    "Model",
    "NotFoundError",
    "Project",
    "RefusedError",
    "UnavailableError",
    "UsageError",
    "WagerError",
    "__version__",
    "call",
    "col",
    "expression",
    "init",
    "new_seal_key",
    "open",
    "seal_rows",
    "try_file",
]


_HOMES = {
    "Model": "interfaces.model",
    "new_seal_key": "data.seal",
    "seal_rows": "data.seal",
    **dict.fromkeys(("Expression", "call", "col", "expression"), "expressions.build"),
    **dict.fromkeys((name for name in __all__ if name.endswith("Error")), "foundation.errors"),
}
"""Where a name lives; the others in `interfaces.api`."""


def __getattr__(name: str) -> Any:
    from importlib import import_module, metadata

    if name not in __all__:
        raise AttributeError(f"module 'wager' has no attribute {name!r}")
    if name == "__version__":
        return metadata.version("wager")
    return getattr(import_module(f"wager.{_HOMES.get(name, 'interfaces.api')}"), name)


def __dir__() -> list[str]:
    return __all__
