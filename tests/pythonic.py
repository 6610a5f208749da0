"""The rides with features of the project's own Python, and a model that reads them."""

from rides import write_rides
from wager.interfaces import api

FEATURES = """\
features: weather
owner: timetable
python:
  wetness:
    call: features/weather.py:wetness
    reads: [rain, history.line_late_10d]
    unit: mm
    means: rain that counts more where a line is often late
  band: {call: 'features/weather.py:band', reads: [rain, line], type: category}
"""
MODULE = '''\
"""Weather, as drivers see it."""

import numpy as np
from features.scales import per_line


def wetness(rain, late):
    return per_line(np.nan_to_num(rain), np.nan_to_num(late))


def band(rain, line):
    return [None if r != r else f"{l}-{'wet' if r > 1 else 'dry'}" for r, l in zip(rain, line)]
'''
SCALES = "def per_line(a, b):\n    return a * (1 + b)\n"
MODEL = """\
model: by-history
design: late-bus
features: [clock.hour, weather.*]
algorithm: {lightgbm: {n_estimators: 12}}
seed: 3
"""


def write_pythonic(folder, module=MODULE):
    """Write the project into a folder that is not there yet."""
    root = write_rides(folder)
    (root / "features/weather.yaml").write_text(FEATURES)
    (root / "features/weather.py").write_text(module)
    (root / "features/scales.py").write_text(SCALES)
    (root / "models/by-history.yaml").write_text(MODEL)
    (root / "models/by-more.yaml").unlink()
    (root / "requirements.txt").write_text("numpy==2.0\n")
    return root


def checked(root):
    """What `check` finds, as texts."""
    return [str(one) for one in api.open(root).check().findings]
