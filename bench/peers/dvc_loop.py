"""The steps of the loop as stages of DVC: each reads and writes files (`python dvc_loop.py STAGE`); dvc.yaml is in `peers.py`."""

import json
import sys
from pathlib import Path

import lightgbm
import pandas as pd

import floor_flights as floor


def parameter(name):
    """Read a parameter."""
    return json.loads(Path("parameters.json").read_text())[name]


def read(name):
    """Read a table that a stage wrote."""
    return pd.read_parquet(f"{name}.parquet")


def main() -> None:
    """Do one stage."""
    stage = sys.argv[1]
    if stage == "read":
        floor.read_flights().to_parquet("flights.parquet")
        floor.read_weather().to_parquet("weather.parquet")
        return
    flights = read("flights")
    if stage == "timetable":
        floor.timetable_features(flights, parameter("offset")).to_parquet("of_timetable.parquet")
    elif stage == "weather":
        floor.weather_features(flights, read("weather")).to_parquet("of_weather.parquet")
    elif stage == "history":
        floor.history_features(flights).to_parquet("of_history.parquet")
    else:
        matrix = floor.assemble(flights, read("of_timetable"), read("of_weather"), read("of_history"))
        if stage == "fit":
            floor.fit(matrix, flights, parameter("leaves")).save_model("model.txt")
        else:
            found = floor.evaluate(lightgbm.Booster(model_file="model.txt"), matrix, flights)
            Path("evaluation.json").write_text(json.dumps(found))
            print(found)


if __name__ == "__main__":
    main()
