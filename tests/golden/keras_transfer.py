#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_transfer.golden: models of Keras of which some layers are frozen (trainable = False), then trained as a whole, in double.

The model: a convolution of 4 filters (L2), BatchNormalization, a sum of its input and of a convolution and a BatchNormalization, Dropout 0,
Flatten, Dense 5 (L2), Dense 3. The cases say which of these layers are frozen. SGD 0.25 with momentum 0.5, a batch of 6.

x (6, 5, 5, 2), targets (6), parameters, state: the start, in linnet's order, which is Keras's, one after the other.
<case>.losses (8): of the steps while layers are frozen, <case>.parameters and <case>.state after them.
<case>.tuned_losses (6), <case>.tuned_parameters and <case>.tuned_state: of steps of all layers, with SGD 0.0625, that follow.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

from pathlib import Path

from keras_steps import write_or_check  # before Keras: it sets the backend and double

import keras
import numpy as np
from keras import layers, regularizers

PATH = Path(__file__).resolve().parent / "keras_transfer.golden"
EPSILON = float(np.float32(1e-3))
CASES = {
    "first": ["conv", "norm", "conv_in", "norm_in"],
    "middle": ["norm", "conv_in", "norm_in"],
    "last": ["conv_in", "norm_in", "dense", "head"],
    "both_ends": ["conv", "norm", "head"],
    "all_but_head": ["conv", "norm", "conv_in", "norm_in", "dense"],
}


def build():
    norm = {"momentum": 0.5, "epsilon": EPSILON}
    inputs = keras.Input((5, 5, 2))
    h = layers.Conv2D(4, 3, activation="relu", kernel_regularizer=regularizers.L2(1 / 64), name="conv")(inputs)
    h = layers.BatchNormalization(**norm, name="norm")(h)
    r = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv_in")(h)
    r = layers.BatchNormalization(**norm, name="norm_in")(r)
    h = layers.Dropout(0.0)(layers.Add()([r, h]))
    h = layers.Dense(5, activation="tanh", kernel_regularizer=regularizers.L2(1 / 64), name="dense")(layers.Flatten()(h))
    return keras.Model(inputs, layers.Dense(3, activation="softmax", name="head")(h))


def numbers_of(model):
    """Parameters and state of the layers, one after the other."""
    all_of = {"parameters": [], "state": []}
    for layer in model.layers:
        for variable in layer.weights:
            part = "state" if "moving" in variable.name else "parameters"
            all_of[part].append(keras.ops.convert_to_numpy(variable).ravel())
    return {part: np.concatenate(arrays) for part, arrays in all_of.items()}


def start(model):
    random = np.random.default_rng(5)
    for layer in model.layers:
        for variable in layer.weights:
            least, most = (0.5, 1.5) if "variance" in variable.name or "gamma" in variable.name else (-0.75, 0.75)
            variable.assign(np.round(512 * random.uniform(least, most, variable.shape)) / 512)
    return np.round(8 * random.uniform(-2, 2, (6, 5, 5, 2))) / 8, random.integers(0, 3, 6)


def steps(model, x, y, rate, count):
    model.compile(keras.optimizers.SGD(rate, momentum=0.5), keras.losses.SparseCategoricalCrossentropy())
    losses = []
    for _ in range(count):
        losses.append(model.train_on_batch(x, y, return_dict=True)["loss"])
        model.reset_metrics()  # train_on_batch returns the mean of the losses since the last reset
    return losses


def golden():
    model = build()
    x, y = start(model)
    arrays = {"x": x, "targets": y, **numbers_of(model)}
    for name, frozen in CASES.items():
        model = build()
        start(model)
        for layer in frozen:
            model.get_layer(layer).trainable = False
        arrays[f"{name}.losses"] = steps(model, x, y, 0.25, 8)
        arrays.update({f"{name}.{part}": array for part, array in numbers_of(model).items()})
        for layer in model.layers:
            layer.trainable = True
        arrays[f"{name}.tuned_losses"] = steps(model, x, y, 0.0625, 6)
        arrays.update({f"{name}.tuned_{part}": array for part, array in numbers_of(model).items()})
    return arrays


if __name__ == "__main__":
    write_or_check(PATH, golden())
