"""The steps of the loop as Hamilton has them: functions named by what they yield."""

import pandas as pd

import floor_flights as floor


def flights() -> pd.DataFrame:
    """Read the flights."""
    return floor.read_flights()


def weather() -> pd.DataFrame:
    """Read the weather."""
    return floor.read_weather()


def timetable_features(flights: pd.DataFrame, offset: int) -> pd.DataFrame:
    """Compute the columns of the timetable."""
    return floor.timetable_features(flights, offset)


def weather_features(flights: pd.DataFrame, weather: pd.DataFrame) -> pd.DataFrame:
    """Compute the columns of the weather."""
    return floor.weather_features(flights, weather)


def history_features(flights: pd.DataFrame) -> pd.DataFrame:
    """Compute the columns of the carrier's past."""
    return floor.history_features(flights)


def matrix(
    flights: pd.DataFrame,
    timetable_features: pd.DataFrame,
    weather_features: pd.DataFrame,
    history_features: pd.DataFrame,
) -> pd.DataFrame:
    """Put the columns side by side."""
    return floor.assemble(flights, timetable_features, weather_features, history_features)


def booster(matrix: pd.DataFrame, flights: pd.DataFrame, leaves: int) -> object:
    """Grow the trees."""
    return floor.fit(matrix, flights, leaves)


def evaluation(booster: object, matrix: pd.DataFrame, flights: pd.DataFrame) -> dict:
    """Measure them."""
    return floor.evaluate(booster, matrix, flights)
