"""The example of subscriptions, with as many customers as a test needs."""

import re
import shutil
from pathlib import Path

from wager.workflow.begin.made_up.subscriptions import write_subscriptions

EXAMPLE = Path(__file__).parents[1] / "examples" / "subscriptions"


def write_shop(folder, customers=1500, seed=3):
    """Write the project into a folder that is not there yet, without a search."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("data", ".wager", "*.log"))
    without_search(folder)
    write_subscriptions(folder, customers, seed)
    return folder


def without_search(folder):
    """Leave out what takes many fits."""
    for model in (folder / "models").glob("*.yaml"):
        text = model.read_text("utf-8")
        model.write_text(re.sub(r"search:\n(  .*\n)+", "", text), "utf-8")
