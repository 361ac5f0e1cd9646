# SPDX-License-Identifier: MIT
"""preprocessing.golden: scikit-learn's scalers and Keras's Normalization, in double.

x (20, 5): features of very different scales; 2 is constant, 3 is 0.1 everywhere, which rounding makes almost constant, 4 is small
and far from 0. other (3, 5): data that is scaled by the statistics of x.
standard.mean, .variance, .scale, .x, .other and min_max.minimum, .maximum, .scale, .x, .other: the statistics of x, and both arrays
transformed by them.
normalization.x (6, 2, 3), .mean, .variance (3), .y: y = (x - mean) / max(sqrt(variance), 1e-7) over the last axis, the formula in
keras/src/layers/preprocessing/normalization.py, written out in numpy; channel 2 is constant. check_keras.py compares it with Keras.
"""

import numpy as np
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from linnet_random import Random


def table(random, rows):
    x = random.uniform(-1, 1, (rows, 5), np.float64)
    x[:, 1] = 1e6 + 1e3 * x[:, 1]
    x[:, 2] = 7
    x[:, 3] = 0.1
    x[:, 4] = 1e-3 * x[:, 4] - 50
    return x


def golden():
    random = Random(31)
    arrays = {"x": table(random, 20), "other": table(random, 3) + 0.5}
    standard, min_max = StandardScaler().fit(arrays["x"]), MinMaxScaler().fit(arrays["x"])
    arrays.update({"standard.mean": standard.mean_, "standard.variance": standard.var_, "standard.scale": standard.scale_,
                   "min_max.minimum": min_max.data_min_, "min_max.maximum": min_max.data_max_, "min_max.scale": 1 / min_max.scale_})
    for name, scaler in (("standard", standard), ("min_max", min_max)):
        arrays.update({f"{name}.{data}": scaler.transform(arrays[data]) for data in ("x", "other")})

    x = random.uniform(-4, 4, (6, 2, 3), np.float64)
    x[..., 2] = 3
    mean, variance = x.mean((0, 1)), x.var((0, 1))
    arrays.update({"normalization.x": x, "normalization.mean": mean, "normalization.variance": variance,
                   "normalization.y": (x - mean) / np.maximum(np.sqrt(variance), 1e-7)})
    return arrays
