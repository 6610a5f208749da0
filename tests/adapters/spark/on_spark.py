"""Run the conformance table on a Spark of this machine and count the bits that differ from Python's.

Not part of the tests, for it needs Java and pyspark beside wager: `PYTHONPATH=src:tests python tests/adapters/spark/on_spark.py`.
"""

from __future__ import annotations

import sys

from expressions.conformance import TIMED, bits, every_case
from expressions.forms import literals
from wager.adapters.spark.emit import PHYSICAL, SETTINGS, functions, sql
from wager.expressions.evaluate import row_function
from wager.expressions.table.spark_sql import finite


def session(**more):
    """Start Spark with the settings that the SQL assumes."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    for name, value in {**SETTINGS, **more}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    for name, function in functions().items():
        spark.udf.register(name, function, "double")
    return spark


def computed(spark, case, rows):
    """Compute one case; columns are read as physical values."""
    names = list(case.columns)
    schema = ", ".join(["at long", *(f"{name} {PHYSICAL[case.columns[name]]}" for name in names)])
    frame = spark.createDataFrame(
        [(at, *(row[name] for name in names)) for at, row in enumerate(rows)], schema
    )
    frame.createOrReplaceTempView("rows")
    read = [
        finite(name) + f" AS {name}" if PHYSICAL[of] == "DOUBLE" else name
        for name, of in case.columns.items()
    ]
    text = sql(case.tree, case.columns, case.zone)
    found = spark.sql(f"SELECT at, {text} AS o FROM (SELECT {', '.join(['at', *read])} FROM rows)").collect()
    return [value for _, value in sorted(found, key=lambda row: row["at"])]


def judged(spark, case):
    """Count the values of a case, those that differ, and the overflows that were let through."""
    from pyspark.errors import PySparkException

    try:
        found = computed(spark, case, case.rows)
    except PySparkException as error:
        print("FAILED", case.name, str(error).partition("\n")[0][:300])
        return len(case.rows), len(case.rows), 0, 0
    pairs = list(zip(case.rows, found, case.values, strict=True))
    wrong = [pair for pair in pairs if bits(pair[1]) != bits(pair[2])]
    if wrong:
        print("DIFFERS", case.name, f"{len(wrong)} of {len(pairs)}", wrong[:3])
    overflowing = [] if case.tree.operator in TIMED else case.overflowing[:3]
    through = [row for row in overflowing if not refused(spark, case, row)]
    if through:
        print("OVERFLOWS", case.name, through)
    return len(pairs), len(wrong), len(overflowing), len(through)


def refused(spark, case, row):
    """Say whether one row is an error."""
    from pyspark.errors import PySparkException

    try:
        computed(spark, case, [row])
    except PySparkException:
        return True
    return False


def wrong_constants(spark):
    """Name the constants that come back as something else."""
    found = literals()
    texts = ", ".join(f"{sql(literal, {})} AS o{at}" for at, literal in enumerate(found))
    row = spark.sql(f"SELECT {texts}").collect()[0]
    return [
        each
        for each, value in zip(found, row, strict=True)
        if bits(value) != bits(row_function(each, {})({}))
    ]


def main(chosen):
    """Print one line for each case that differs, and the sums."""
    spark = session()
    counts = [0, 0, 0, 0]
    cases = [case for case in every_case() if not chosen or case.tree.operator in chosen]
    for case in cases:
        counts = [sum(pair) for pair in zip(counts, judged(spark, case), strict=True)]
    values, wrong, overflowing, through = counts
    constants = wrong_constants(spark)
    print(
        f"Spark {spark.version}: {len(cases)} forms of {len({case.tree.operator for case in cases})} operators"
    )
    print(
        f"{values} values, {wrong} differ; {overflowing} overflows, {through} let through; {constants} constants differ"
    )
    return 1 if wrong or through or constants else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
