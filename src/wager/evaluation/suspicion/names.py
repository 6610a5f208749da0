"""Names of columns that come after the fact."""

from __future__ import annotations

from collections.abc import Iterable

_AFTERWARDS = frozenset(
    "outcome outcomes result results actual actuals final finally finished refund refunded refunds cancelled canceled "
    "cancellation cancelation cancel churned churn closed closing resolved resolution settled settlement paid repaid "
    "chargeback chargedoff defaulted returned completed completion delivered landed arrived arrival arr checkout "
    "discharged discharge died dead death survived terminated termination ended left quit won lost winner verdict "
    "target label truth prediction predicted score_final followup afterwards after post ex_post recovered recovery "
    "collected converted conversion".split()
)
_BEFOREHAND = frozenset(
    "sched scheduled plan planned expected estimated forecast forecasted budget prior previous prev past last lag "
    "lagged history historical initial original requested booked quoted baseline before".split()
)
_STEM = 5


def speaks_of_the_outcome(name: str, label: Iterable[str]) -> str:
    """Say which word of a column's name speaks of what comes after the decision; empty where none does.

    Parameters
    ----------
    name : str
        Of the column.
    label : iterable of str
        Names of the outcome, and of what it is made of.

    Examples
    --------
    >>> speaks_of_the_outcome("cancelled_at", ["cancelled"]), speaks_of_the_outcome("arr_time", ["late"])
    ('cancelled', 'arr')
    >>> speaks_of_the_outcome("sched_arr_time", ["arr_delay"]), speaks_of_the_outcome("dep_delay", ["arr_delay"])
    ('', 'delay')
    """
    words = name.split("_")
    if set(words) & _BEFOREHAND:
        return ""
    for word in words:
        if word in _AFTERWARDS:
            return word
    stems = {word[:_STEM]: word for said in label for word in said.split("_") if len(word) >= _STEM}
    return next((word for word in words if len(word) >= _STEM and word[:_STEM] in stems), "")
