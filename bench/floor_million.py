"""The floor of `million.py`: one bare script with pandas and LightGBM, as somebody writes it by hand.

python bench/floor_million.py CSV
"""

import sys

import lightgbm
import numpy as np
import pandas as pd


def main():
    """Read, derive, fit, evaluate."""
    cases = pd.read_csv(sys.argv[1], parse_dates=["at"])
    cases["hour"] = cases["at"].dt.hour
    cases["sum"] = cases.x0 + cases.x1
    cases["product"] = cases.x2 * cases.x3
    names = [f"x{place}" for place in range(30)] + ["hour", "sum", "product"]
    train = cases["at"] < "2024-08-07"
    tune = (cases["at"] >= "2024-08-08") & (cases["at"] < "2024-10-20")
    parameters = {
        "objective": "binary", "num_leaves": 63, "learning_rate": 0.05, "deterministic": True,
        "force_row_wise": True, "seed": 7, "verbosity": -1,
    }  # fmt: skip
    truth = cases.bad.astype("int64")
    booster = lightgbm.train(
        parameters, lightgbm.Dataset(cases.loc[train, names], truth[train]), num_boost_round=20
    )
    score, happened = booster.predict(cases.loc[tune, names]), truth[tune].to_numpy()
    order = pd.Series(score).rank().to_numpy()
    positive = happened.sum()
    auc = (order[happened == 1].sum() - positive * (positive + 1) / 2) / positive / (len(happened) - positive)
    money = np.where(score > 0.2, -4, -20 * happened)
    print(f"tune AUC {auc:.3f}, money per 1000 cases {1000 * money.mean():,.0f} USD")


if __name__ == "__main__":
    main()
