"""The SQL that Spark is given, for every form of the conformance table; written anew by running this file.

`PYTHONPATH=tests .venv/bin/python tests/adapters/spark/golden.py`
"""

from pathlib import Path

from expressions.conformance import TIMED, ZONES
from expressions.forms import every_form, form_columns, form_tree
from wager.adapters.spark.emit import SETTINGS, sql
from wager.expressions.types import typed
from wager.expressions.write import to_text

FILE = Path(__file__).with_name("golden.sql")
ASSUMED = ", ".join(
    f"{name} = {SETTINGS[name]}" for name in ("spark.sql.ansi.enabled", "spark.sql.session.timeZone")
)
HEAD = """\
-- Made by golden.py, which says how to write it anew. One entry for each form of the conformance table: the expression and
-- the type of its result, the types of its columns, what the session is assumed to be set to beside the last two of
-- these, and the SQL.
"""


def golden():
    """Write the file as it should be."""
    settings = "".join(f"-- {name} = {value}\n" for name, value in SETTINGS.items())
    return (
        HEAD + settings + "".join(f"\n{_entry(form, zone)}" for form in every_form() for zone in _zones(form))
    )


def _zones(form):
    return ZONES if form[0] in TIMED and "time" in form[1:] else ZONES[:1]


def _entry(form, zone):
    tree, columns = form_tree(form), form_columns(form)
    given = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
    return (
        f"-- {to_text(tree)}: {typed(tree, columns)[1]}\n-- {given}; project in {zone}\n-- assumes {ASSUMED}\n"
        f"{sql(tree, columns, zone)}\n"
    )


if __name__ == "__main__":
    FILE.write_text(golden(), "utf-8")
