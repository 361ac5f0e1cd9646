#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_sample_weights.golden: evaluate and fit of models of Keras with sample_weight, metrics and weighted_metrics, in double.

The cases stand below: layers, a loss, metrics (the same with and without weights), and the shape of the weights. 7 samples in batches of 3.

<case>.x, .targets, .weights: the data. <case>.parameters: at the start, in linnet's order, which is Keras's.
<case>.evaluated: evaluate with sample_weight: the loss, the metrics, the weighted metrics.
<case>.fitted (2, 1 + 2 metrics): loss and metrics of two epochs without shuffle, SGD 0.5, trained with sample_weight.
<case>.validated: the same of validation_data with the weights in reverse order.
<case>.by_class: if the targets are classes, loss and metrics of one epoch from the start with class_weight {0: 2, 2: 0.5}.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

from pathlib import Path

from keras_steps import LEARNING_RATE, write_or_check  # before Keras: it sets the backend and double

import keras
import numpy as np
from keras import layers, losses, metrics

PATH = Path(__file__).resolve().parent / "keras_sample_weights.golden"
CASES = {
    "sparse": ((4,), [layers.Dense(3, activation="softmax")], losses.SparseCategoricalCrossentropy(),
               [metrics.SparseCategoricalAccuracy, lambda: metrics.SparseTopKCategoricalAccuracy(2),
                metrics.SparseCategoricalCrossentropy], (7,)),
    "binary": ((4,), [layers.Dense(2, activation="sigmoid")], losses.BinaryCrossentropy(), [metrics.BinaryAccuracy], (7,)),
    "numbers": ((4,), [layers.Dense(2)], losses.MeanSquaredError(),
                [metrics.MeanSquaredError, metrics.MeanAbsoluteError, metrics.MeanAbsolutePercentageError], (7,)),
    "steps": ((5, 4), [layers.Dense(3, activation="softmax")], losses.SparseCategoricalCrossentropy(),
              [metrics.SparseCategoricalAccuracy], (7, 5)),
}


def targets_of(name, random):
    if name == "binary":
        return random.integers(0, 2, (7, 2)).astype(float)
    if name == "numbers":
        return np.round(8 * random.uniform(-2, 2, (7, 2))) / 8
    return random.integers(0, 3, (7, 5) if name == "steps" else (7,))


def golden_of(name, shape, head, loss, metric_classes, weights, seed):
    random = np.random.default_rng(seed)
    model = keras.Sequential([layers.Input(shape), *head])
    start = [np.round(512 * random.uniform(-0.75, 0.75, variable.shape)) / 512 for variable in model.trainable_variables]
    x = np.round(8 * random.uniform(-2, 2, (7, *shape))) / 8
    y = targets_of(name, random)
    w = np.round(4 * random.uniform(0, 2, weights)) / 4

    def compile():
        for variable, value in zip(model.trainable_variables, start):
            variable.assign(value)
        model.compile(keras.optimizers.SGD(LEARNING_RATE), loss, metrics=[make() for make in metric_classes],
                      weighted_metrics=[make() for make in metric_classes])

    names = [make().name for make in metric_classes]

    def rows(results, prefix=""):
        return np.array([results[prefix + column] for column in ["loss", *names, *("weighted_" + name for name in names)]]).T

    compile()
    arrays = {"x": x, "targets": y, "weights": w, "parameters": np.concatenate([value.ravel() for value in start])}
    arrays["evaluated"] = rows(model.evaluate(x, y, batch_size=3, sample_weight=w, verbose=0, return_dict=True))
    history = model.fit(x, y, sample_weight=w, batch_size=3, epochs=2, shuffle=False, verbose=0,
                        validation_data=(x, y, w[::-1])).history
    arrays["fitted"], arrays["validated"] = rows(history), rows(history, "val_")
    if name == "sparse":
        compile()
        history = model.fit(x, y, class_weight={0: 2.0, 1: 1.0, 2: 0.5}, batch_size=3, shuffle=False, verbose=0).history
        arrays["by_class"] = rows(history)[0]
    return arrays


def golden():
    arrays = {}
    for seed, (name, case) in enumerate(CASES.items(), 1):
        arrays.update({f"{name}.{part}": array for part, array in golden_of(name, *case, seed).items()})
    return arrays


if __name__ == "__main__":
    write_or_check(PATH, golden())
