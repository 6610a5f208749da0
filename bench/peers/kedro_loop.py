"""The loop as a pipeline of Kedro, whose nodes keep what they yield as files; `--from-nodes` starts in the middle.

python kedro_loop.py LEAVES OFFSET [NODE]
"""

import sys

from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro.runner import SequentialRunner
from kedro_datasets.pandas import ParquetDataset
from kedro_datasets.pickle import PickleDataset

import floor_flights as floor

TABLES = ("flights", "weather", "of_timetable", "of_weather", "of_history", "matrix")


def pipeline() -> Pipeline:
    """Name the nodes."""
    return Pipeline(
        [
            node(floor.read_flights, None, "flights", name="read_flights"),
            node(floor.read_weather, None, "weather", name="read_weather"),
            node(floor.weather_features, ["flights", "weather"], "of_weather", name="weather"),
            node(floor.history_features, "flights", "of_history", name="history"),
            node(floor.timetable_features, ["flights", "params:offset"], "of_timetable", name="timetable"),
            node(
                floor.assemble,
                ["flights", "of_timetable", "of_weather", "of_history"],
                "matrix",
                name="matrix",
            ),
            node(floor.fit, ["matrix", "flights", "params:leaves"], "model", name="fit"),
            node(floor.evaluate, ["model", "matrix", "flights"], "evaluation", name="evaluate"),
        ]
    )


def main() -> None:
    """Run all nodes, or those from one on."""
    leaves, offset, *first = sys.argv[1:]
    catalog = DataCatalog(
        {
            **{name: ParquetDataset(filepath=f"{name}.parquet") for name in TABLES},
            "model": PickleDataset(filepath="model.pkl"),
            "params:leaves": MemoryDataset(int(leaves)),
            "params:offset": MemoryDataset(int(offset)),
        }
    )
    steps = pipeline()
    steps = steps.from_nodes(*first) if first else steps
    found = SequentialRunner().run(steps, catalog)["evaluation"]
    print(found.load() if hasattr(found, "load") else found)


if __name__ == "__main__":
    main()
