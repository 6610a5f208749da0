"""The loop with MLflow, by hand: one script that logs parameters, metrics and the model (`python mlflow_loop.py LEAVES OFFSET`)."""

import sys

import mlflow

import floor_flights as floor


def main() -> None:
    """Go through all steps, and log."""
    leaves, offset = map(int, sys.argv[1:])
    mlflow.set_tracking_uri("sqlite:///mlflow.db")
    mlflow.set_experiment("loop")
    with mlflow.start_run():
        mlflow.log_params({"leaves": leaves, "offset": offset})
        flights = floor.read_flights()
        matrix = floor.assemble(
            flights,
            floor.timetable_features(flights, offset),
            floor.weather_features(flights, floor.read_weather()),
            floor.history_features(flights),
        )
        booster = floor.fit(matrix, flights, leaves)
        found = floor.evaluate(booster, matrix, flights)
        mlflow.log_metrics(found)
        mlflow.lightgbm.log_model(booster, name="model")
    print(found)


if __name__ == "__main__":
    main()
