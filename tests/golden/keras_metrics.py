#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_metrics.golden: metrics of Keras that metrics.golden lacks, in double.

numbers.targets, .predictions (40, 3), one target 0: .root_mean_squared_error, .mean_absolute_percentage_error.

<problem>.labels (40), .scores (40): <problem>.precision_at_recall_200 and .precision_at_recall_5, with 200 and 5 thresholds: the figure
at the recalls of recalls. Problems: random; quarters, whose scores meet the 5 thresholds; negatives, without a positive.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

from pathlib import Path

from keras_steps import write_or_check  # before Keras: it sets the backend and double

import numpy as np
from keras import metrics

from linnet_random import Random

PATH = Path(__file__).resolve().parent / "keras_metrics.golden"
RECALLS = [0, 0.25, 0.5, 0.8, 0.95, 1]


def figure(metric, targets, predictions):
    metric.update_state(targets, predictions)
    return float(metric.result())


def golden():
    random = Random(23)
    targets = np.round(random.uniform(-3, 5, (40, 3), np.float64), 2)
    targets[7, 1] = 0
    predictions = targets + np.round(random.uniform(-1, 1, (40, 3), np.float64), 2)
    predictions[7, 1] = 2e-7
    arrays = {"numbers.targets": targets, "numbers.predictions": predictions, "recalls": np.array(RECALLS)}
    for metric in metrics.RootMeanSquaredError(), metrics.MeanAbsolutePercentageError():
        arrays[f"numbers.{metric.name}"] = figure(metric, targets, predictions)
    labels = (random.uniform(0, 1, (40,), np.float64) < 0.4).astype(int)
    scores = np.clip(0.3 * labels + random.uniform(-0.1, 0.8, (40,), np.float64), 0, 1).round(3)
    problems = {"random": (labels, scores), "quarters": (labels, np.round(4 * scores) / 4), "negatives": (0 * labels, scores)}
    for name, (y, p) in problems.items():
        arrays[f"{name}.labels"], arrays[f"{name}.scores"] = y, p
        for thresholds in 200, 5:
            arrays[f"{name}.precision_at_recall_{thresholds}"] = [
                figure(metrics.PrecisionAtRecall(recall, thresholds), y, p) for recall in RECALLS]
    return arrays


if __name__ == "__main__":
    write_or_check(PATH, golden())
