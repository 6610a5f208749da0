"""The loop on Metaflow: a flow of steps whose results are kept; `resume STEP` clones the steps before it.

python metaflow_loop.py run | resume STEP        (leaves and offset stand in parameters.json)
"""

import json
from pathlib import Path

from metaflow import FlowSpec, step

import floor_flights as floor


def parameter(name):
    """Read a parameter: `resume` takes no other ones than the run had."""
    return json.loads(Path("parameters.json").read_text())[name]


class Loop(FlowSpec):
    """From the files to the money, a step for each set of columns."""

    @step
    def start(self):
        """Read."""
        self.flights, self.weather = floor.read_flights(), floor.read_weather()
        self.next(self.weather_columns)

    @step
    def weather_columns(self):
        """Compute the columns of the weather."""
        self.of_weather = floor.weather_features(self.flights, self.weather)
        self.next(self.history_columns)

    @step
    def history_columns(self):
        """Compute the columns of the carrier's past."""
        self.of_history = floor.history_features(self.flights)
        self.next(self.timetable_columns)

    @step
    def timetable_columns(self):
        """Compute the columns of the timetable, last, for they are what changes."""
        timetable = floor.timetable_features(self.flights, parameter("offset"))
        self.matrix = floor.assemble(self.flights, timetable, self.of_weather, self.of_history)
        self.next(self.fit)

    @step
    def fit(self):
        """Grow the trees and measure them."""
        self.booster = floor.fit(self.matrix, self.flights, parameter("leaves"))
        self.evaluation = floor.evaluate(self.booster, self.matrix, self.flights)
        self.next(self.end)

    @step
    def end(self):
        """Say it."""
        print(self.evaluation)


if __name__ == "__main__":
    Loop()
