"""Call a function of the project: arrays in, one checked array out, and every fault told at a line of the user's code."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from wager.expressions.tree import Type
from wager.features.code.code import Code
from wager.features.code.imports import module_files
from wager.features.python.arrays import PHYSICAL, MisfitError, handed, taken
from wager.features.python.called import Called
from wager.features.python.modules import function_of
from wager.foundation.errors import BadInputError, WagerError
from wager.foundation.finding import Finding

CODE = "E114"
"""Of a function that breaks, or gives what it should not."""


_INSTALL = "; install it and add it to the project's lock file, or correct the import"


class Function:
    """A function of the project, ready to be called.

    Parameters
    ----------
    code : Code
    feature : str
        Whose values it gives, for messages.
    reads : sequence of (str, Type)
        What it is given.
    gives : Type
        What it declares.

    Raises
    ------
    BadInputError
        If its file cannot be imported (E114): at the line of the user's code that is at fault.
    """

    def __init__(self, code: Code, feature: str, reads: Sequence[tuple[str, Type]], gives: Type) -> None:
        self.code, self.feature, self.reads, self.gives = code, feature, tuple(reads), gives
        try:
            self._call = function_of(code)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the user's code raises is told at its line
            raise self.fault(error, "importing it") from None
        if not callable(self._call):
            message = f"feature {feature}: {code.name} is a {type(self._call).__name__}; expected a function"
            raise BadInputError.of([Finding(code.path, code.line, CODE, message)])

    @classmethod
    def of(cls, call: Called) -> Function:
        """Import the function of a call."""
        reads = tuple(zip(call.names, call.types, strict=True))
        return cls(call.code, call.feature.name, reads, call.type)

    def values(self, columns: Sequence[pa.Array]) -> pa.Array:
        """Compute a value for each row.

        Parameters
        ----------
        columns : sequence of pa.Array
            What it reads, in physical form, all of one length.

        Raises
        ------
        BadInputError
            If it raises, or gives what is no array of the declared type (E114).
        """
        rows = len(columns[0])
        if not rows:
            return pa.array([], PHYSICAL.get(self.gives, pa.int64()))
        try:
            arrays = [self._handed(*one) for one in zip(columns, self.reads, strict=True)]
            with np.errstate(all="ignore"):  # as in the language: 1 / 0 warns nobody
                found = self._call(*arrays)
            return taken(found, self.gives, rows)
        except MisfitError as error:
            message = f"feature {self.feature}: {self.code.name} {error}"
            raise BadInputError.of([Finding(self.code.path, self.code.line, CODE, message)]) from None
        except WagerError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001
            raise self.fault(error, "calling it") from None

    def _handed(self, values: pa.Array, read: tuple[str, Type]) -> Any:
        try:
            return handed(values, read[1])
        except MisfitError as error:
            message = f"feature {self.feature}: the column {read[0]} {error}"
            raise BadInputError.of([Finding(self.code.path, self.code.line, CODE, message)]) from None

    def fault(self, error: BaseException, doing: str) -> BadInputError:
        """Tell what the user's code raised, at the last line of it that was reached."""
        if isinstance(error, WagerError):
            said = str(error)
            return BadInputError.of(
                [Finding(self.code.path, self.code.line, CODE, f"feature {self.feature}: {said}")]
            )
        path, line = user_line(error, self.code)
        kind, said = type(error).__name__, str(error).strip().partition("\n")[0]
        hint = ""
        if isinstance(error, ModuleNotFoundError):
            here = error.name is not None and module_files(self.code.root, self.code.path, error.name)
            hint = (
                "; write an `import` statement, by which its file is found and fingerprinted"
                if here
                else _INSTALL
            )
        elif "read-only" in said:
            hint = "; copy the array before writing into it"
        message = f"feature {self.feature}: {doing} ended in {kind}{f': {said}' if said else ''}{hint}"
        return BadInputError.of([Finding(path, line, CODE, message)])


def user_line(error: BaseException, code: Code) -> tuple[str, int]:
    """Name the last line of the project's files that an error went through.

    Parameters
    ----------
    error : BaseException
    code : Code
        Whose files are the user's.
    """
    files = {str(code.root / path): path for path, _ in code.files}
    if isinstance(error, SyntaxError) and error.filename in files:
        return files[error.filename], error.lineno or 1
    found = [one for one in traceback.extract_tb(error.__traceback__) if one.filename in files]
    return (files[found[-1].filename], found[-1].lineno or 1) if found else (code.path, code.line)
