"""What each metric means, for the page of reference."""

from __future__ import annotations

from collections.abc import Mapping

METRICS: Mapping[str, tuple[str, str, str]] = {
    "money": ("money per 1000 rows", "the pay of the action taken, given the truth", "money"),
    "rate": ("rate of ACTION in CLASS", "share of the rows of that class (of all without `in`) that got this action", "pp"),
    "recall": (
        "recall of CLASS by ACTION",
        (
            "share of the rows of that class for which one of the named actions was taken; without `by` any but the first. "
            "`recall of each class`: share of each class whose largest probability is its own, sliced by `class`"
        ),
        "pp",
    ),
    "precision": ("precision of CLASS by ACTION", "share of that class among the rows for which one of the named actions was taken", "pp"),
    "false_positive_rate": (
        "false_positive_rate of CLASS by ACTION",
        "share of the rows outside that class for which one of the named actions was taken",
        "pp",
    ),
    "ratio": (
        "ratio of A to B",
        (
            "mean of one expression divided by the mean of another, both counted in the same. They read columns and features, the objective "
            "by its name, `action` (the name of what was done), and `prediction` where the objective is a number"
        ),
        "a number or pp",
    ),
    "auc": ("auc", "chance that a row of the class scores higher than one outside it; two classes", "a number or pp"),
    "average_precision": ("average_precision", "precision averaged over the rows of the class, each with all that score at least as high; two classes", "a number or pp"),
    "brier": ("brier", "mean squared distance of the probabilities from what happened", "a number or pp"),
    "log_loss": ("log_loss", "mean of minus the logarithm of the probability of what happened", "a number or pp"),
    "calibration": (
        "calibration",
        (
            "mean squared distance between probabilities and observed shares, in ten bins of about as many rows, without what chance adds "
            "(it may be a little below 0): the part of `brier` that better probabilities would save. Of several classes: of the largest "
            "probability. It needs 30 clusters"
        ),
        "a number or pp",
    ),
    "mae": ("mae", "mean absolute error of a predicted number", "a number"),
    "rmse": ("rmse", "root of the mean squared error of a predicted number", "a number"),
    "quantile_loss": (
        "quantile_loss of 0.9",
        (
            "mean loss of a predicted number that 90 % of outcomes should lie below: what an outcome exceeds it by counts 0.9 times, what "
            "it falls short by 0.1 times. Any share between 0 and 1; that of 0.5 is half of `mae`"
        ),
        "a number",
    ),
}  # fmt: skip
"""By kind: how it is written, what it means, and the unit of its amounts."""
