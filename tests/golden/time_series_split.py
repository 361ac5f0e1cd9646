# SPDX-License-Identifier: MIT
"""time_series_split.golden: scikit-learn's TimeSeriesSplit.

case<k> (5): samples, n_splits, max_train_size, test_size, gap; 0 stands for scikit-learn's None.
case<k>.ranges (n_splits, 4): first sample and end of those that train, then of those that test.
"""

import numpy as np
from sklearn.model_selection import TimeSeriesSplit

CASES = [(10, 3, 0, 0, 0), (6, 5, 0, 0, 0), (23, 5, 0, 0, 0), (23, 4, 0, 2, 0), (23, 4, 0, 0, 3), (40, 3, 7, 0, 0), (40, 3, 7, 5, 2),
         (40, 2, 100, 12, 15), (1000, 7, 333, 50, 24)]


def ends(indices):
    assert (np.diff(indices) == 1).all()
    return [indices[0], indices[-1] + 1]


def golden():
    arrays = {}
    for k, (samples, n_splits, max_train_size, test_size, gap) in enumerate(CASES):
        splits = TimeSeriesSplit(n_splits, max_train_size=max_train_size or None, test_size=test_size or None, gap=gap)
        arrays[f"case{k}"] = np.array(CASES[k])
        arrays[f"case{k}.ranges"] = np.array([ends(train) + ends(test) for train, test in splits.split(np.zeros(samples))])
    return arrays
