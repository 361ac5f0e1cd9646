#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_steps.golden: 20 steps of models of Keras with a target for each step of a sequence, in double.

The cases stand below: a GRU of 4 units that returns sequences, a head, a loss, and the kind of sample_weight. SGD 0.5 (a float, as linnet
holds it), a batch of 3 sequences of 5 steps of 3 features.

<case>.x (3, 5, 3), <case>.targets (3, 5) or (3, 5, outputs), <case>.weights (3, 1), of samples, or (3, 5), of steps, or absent: the batch.
<case>.parameters: at the start, in linnet's order, which is Keras's, one after the other.
<case>.predictions: of the start. <case>.evaluated: loss, accuracy and, of the categorical losses, the share of the best two and the
cross-entropy as a metric, of the start, without weights.
<case>.losses (20): of the steps on the weighted batch. <case>.trained_predictions: after them.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"  # the top k of TensorFlow are of float

import keras
import numpy as np
from keras import layers, losses, metrics
from keras.src.backend.common import dtypes

from golden_file import format_line, read_golden

keras.config.set_floatx("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # otherwise some functions compute in float and return double

PATH = Path(__file__).resolve().parent / "keras_steps.golden"
LEARNING_RATE = float(np.float32(0.5))
STEPS, LOGITS = 20, {"from_logits": True}
OF_SAMPLES, OF_STEPS = (3, 1), (3, 5)
CASES = {
    "sparse": ([layers.Dense(3, activation="softmax")], losses.SparseCategoricalCrossentropy(), None),
    "sparse_logits": ([layers.Dense(3)], losses.SparseCategoricalCrossentropy(**LOGITS), OF_SAMPLES),
    "sparse_step_weights": ([layers.Dense(3), layers.Softmax()], losses.SparseCategoricalCrossentropy(), OF_STEPS),
    "sparse_time_distributed": ([layers.TimeDistributed(layers.Dense(3, activation="softmax"))],
                                losses.SparseCategoricalCrossentropy(), OF_SAMPLES),
    "categorical": ([layers.Dense(3, activation="softmax")], losses.CategoricalCrossentropy(), OF_SAMPLES),
    "categorical_logits": ([layers.Dense(3)], losses.CategoricalCrossentropy(**LOGITS, label_smoothing=0.125), OF_STEPS),
    "binary": ([layers.Dense(2, activation="sigmoid")], losses.BinaryCrossentropy(), OF_SAMPLES),
    "binary_logits": ([layers.Dense(1)], losses.BinaryCrossentropy(**LOGITS, label_smoothing=0.125), OF_STEPS),
}


def metrics_of(name, loss):
    logits = loss.get_config()["from_logits"]
    if name.startswith("sparse"):
        return [metrics.SparseCategoricalAccuracy(), metrics.SparseTopKCategoricalAccuracy(2),
                metrics.SparseCategoricalCrossentropy(from_logits=logits)]
    if name.startswith("categorical"):
        return [metrics.CategoricalAccuracy(), metrics.TopKCategoricalAccuracy(2), metrics.CategoricalCrossentropy(from_logits=logits)]
    return [metrics.BinaryAccuracy(threshold=0.0 if logits else 0.5)]


def targets_of(name, random, outputs):
    labels = random.integers(0, 3, (3, 5))
    if name.startswith("sparse"):
        return labels
    if name.startswith("categorical"):
        return np.eye(3)[labels]
    return random.integers(0, 2, (3, 5, outputs)).astype(float)


def golden_of(name, head, loss, weights, seed):
    random = np.random.default_rng(seed)
    model = keras.Sequential([layers.Input((5, 3)), layers.GRU(4, return_sequences=True), *head])
    for variable in model.trainable_variables:
        variable.assign(np.round(512 * random.uniform(-0.75, 0.75, variable.shape)) / 512)
    x = np.round(8 * random.uniform(-2, 2, (3, 5, 3))) / 8
    y = targets_of(name, random, model.output_shape[-1])
    w = None if weights is None else np.round(4 * random.uniform(0, 2, weights)) / 4
    parameters = [keras.ops.convert_to_numpy(variable).ravel() for variable in model.trainable_variables]
    arrays = {"x": x, "targets": y, "parameters": np.concatenate(parameters), "predictions": model.predict(x, verbose=0)}
    if w is not None:
        arrays["weights"] = w
    model.compile(keras.optimizers.SGD(LEARNING_RATE), loss, metrics=metrics_of(name, loss))
    arrays["evaluated"] = model.evaluate(x, y, verbose=0)
    model.compile(keras.optimizers.SGD(LEARNING_RATE), loss)
    arrays["losses"] = []
    for _ in range(STEPS):
        arrays["losses"].append(model.train_on_batch(x, y, w, return_dict=True)["loss"])
        model.reset_metrics()  # train_on_batch returns the mean of the losses since the last reset
    arrays["trained_predictions"] = model.predict(x, verbose=0)
    return arrays


def golden():
    arrays = {}
    for seed, (name, case) in enumerate(CASES.items(), 1):
        arrays.update({f"{name}.{part}": array for part, array in golden_of(name, *case, seed).items()})
    return arrays


def write_or_check(path, arrays):
    if "--check" in sys.argv[1:]:
        stored = read_golden(path)
        assert stored.keys() == arrays.keys() and all(np.allclose(stored[k], arrays[k], 1e-9, 1e-13) for k in arrays)
    else:
        path.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__}")


if __name__ == "__main__":
    write_or_check(PATH, golden())
