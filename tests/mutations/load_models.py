"""Load models that may be damaged, in a process of their own: one line in, one line out.

Run as a script. A model is refused with a message, or gives finite answers, the same by every way; anything else is
written as `wrong`. A crash or a hang ends the process: a hang because each model has so many seconds of CPU.
"""

import base64
import json
import os
import resource
import signal
import sys

import numpy as np

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.foundation.errors import BadInputError
from wager.training.columns import take
from wager.training.contributions import contributions
from wager.training.fit import FittedModel

CPU_SECONDS = 20
MEMORY = 6 << 30


def outcome(files, columns, rows):
    """Say what became of a model: `refused`, `answered`, or what is wrong."""
    try:
        model = FittedModel.from_files(files, EstimatorCatalogue(threads=1))
    except BadInputError as error:
        return "refused" if len(str(error)) < 400 else "wrong: a long message"
    if model.to_files() != files:
        return "wrong: what is written is not what was read"
    try:
        answer = model.predict(columns)
    except BadInputError:  # asks for columns that are not there, or hold something else
        return "refused"
    if not np.isfinite(answer).all():
        return "wrong: an answer is not finite"
    ask = model.for_one()
    among = answer.reshape(len(rows), -1)
    if any(ask(row).tobytes() != among[place].tobytes() for place, row in enumerate(rows)):
        return "wrong: one row gets another answer"
    try:
        parts = contributions(model, take(columns, np.array([3])))
    except BadInputError:
        return "answered, not parted"
    finite = all(np.isfinite(part).all() for part in (parts.base, *parts.of.values()))
    return "answered" if finite else "wrong: a contribution is not finite"


def main():
    import pyarrow as pa

    from mutations.models import asked

    said = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the library speaks on the standard output
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    columns = asked()
    rows = pa.table(columns).to_pylist()
    for line in sys.stdin:
        files = {name: base64.b64decode(data) for name, data in json.loads(line).items()}
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        try:
            found = outcome(files, columns, rows)
        except Exception as error:  # noqa: BLE001 # whatever it is, the test must see it
            found = f"wrong: {type(error).__name__}: {error}"
        print(found.replace("\n", " "), file=said, flush=True)


if __name__ == "__main__":
    main()
