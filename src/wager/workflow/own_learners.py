"""Give every model whose learner is the project's own the digest of the code behind it, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wager.design.models.algorithms import OWN
from wager.design.models.model_file import ModelFile
from wager.features.code.code import Code, read_code
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.finding import Finding


def with_learners(
    models: Mapping[str, ModelFile], root: Path
) -> tuple[dict[str, ModelFile], dict[str, Code], list[Finding]]:
    """Read the files behind learners; nothing of them is run.

    Parameters
    ----------
    models : mapping of str to ModelFile
        As read; heirs get what they inherit when they are resolved.
    root : Path
        Of the project.

    Returns
    -------
    dict of str to ModelFile
        The same, with the digest of their code.
    dict of str to Code
        By what it is called.
    list of Finding
        E103, E106, E108 and E109, at the model file or at the line of the module.
    """
    found, codes, faults = dict(models), dict[str, Code](), dict[Finding, None]()
    for name, model in models.items():
        call = model.parameters.get("call")
        if model.algorithm != OWN or not isinstance(call, str):
            continue
        try:
            codes[call] = read_code(root, call, None, (model.path, model.lines.get("algorithm", 1)))
            found[name] = replace(model, code=codes[call].digest)
        except BadInputError as error:
            faults |= dict.fromkeys(error.findings)
        except OSError as error:
            raise UnavailableError(f"{error.filename} cannot be read: {error.strerror}") from error
    return found, codes, list(faults)


def learner_files(codes: Iterable[Code]) -> tuple[str, ...]:
    """Name all files of the project that some learners follow from."""
    return tuple(sorted({path for code in codes for path, _ in (*code.files, *code.locks)}))


def code_of(learners: Mapping[str, Code], model: ModelFile) -> Code | None:
    """Return the code of a model's learner; None where that is not the project's own."""
    return learners.get(str(model.parameters.get("call"))) if model.algorithm == OWN else None
