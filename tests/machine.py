"""How slow the machine is just now: a bound in CPU seconds is one of seconds at a clock that is named."""

import time

STEPS = 3_000_000
REFERENCE = 0.15
"""CPU seconds that the steps took where the bounds were set, 50 ns each; there they move between 0.13 and 0.2 from minute to minute."""


def slowness() -> float:
    """Say how many times as long as there the same work takes here; 1 on all that are quicker.

    Machines that are shared run at half their clock for minutes: the least of three, taken beside what is measured,
    tells that from code that became slower.
    """
    return max(1.0, min(_spent() for _ in range(3)) / REFERENCE)


def _spent() -> float:
    begun, total = time.process_time(), 0
    for step in range(STEPS):
        total += step & 7
    return time.process_time() - begun
