#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_branches.golden: inference and two steps of three models of Keras's functional API, in double.

The models stand below, each written with functional layers in the order in which linnet counts their parameters: branch after branch.
Mean cross-entropy of the softmax, SGD 0.1, a batch of 3. The learning rate, and momentum 0.99 and epsilon 0.001 of BatchNormalization,
are floats, as linnet holds them. Convolutions before BatchNormalization have no bias: its gradient would be rounding and nothing else.

<model>.x (3, ...), <model>.labels (3): the batch.
<model>.parameters, <model>.state: all of them at the start, in linnet's order, one after the other; state is moving mean and variance.
<model>.predictions (3, 3): of the start, in inference mode.
<model>.losses (2): of two steps on the batch, in training mode.
<model>.trained_parameters, <model>.trained_state: after them. <model>.trained_predictions: of them, in inference mode.

--check writes nothing and compares. Run by hand, needs Keras with JAX and no PyTorch:

    python3 -m venv keras && keras/bin/pip install keras jax && keras/bin/python tests/golden/keras_branches.py
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np
from keras.src.backend.common import dtypes

from golden_file import format_line, read_golden

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # otherwise BatchNormalization and tanh compute in float and return double

PATH = Path(__file__).resolve().parent / "keras_branches.golden"
LEARNING_RATE, MOMENTUM, EPSILON = (float(np.float32(number)) for number in (0.1, 0.99, 1e-3))


class Layers:
    """Makes the layers of keras.layers with their Keras names and keeps them in the order of their making."""

    def __init__(self):
        self.all = []

    def __getattr__(self, name):
        def make(*args, **settings):
            self.all.append(getattr(keras.layers, name)(*args, **settings))
            return self.all[-1]

        return make

    def conv2d(self, filters, kernel, **settings):
        return self.Conv2D(filters, kernel, padding="same", activation="relu", **settings)

    def normalized(self, x):
        return self.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON)(x)


def inception(layers):
    """The block of GoogLeNet; then a sum of its output, a convolution, and a block of its own with branches of two scales."""
    x = keras.Input((8, 8, 2))
    stem = layers.conv2d(3, 3)(x)
    one = layers.conv2d(2, 1)(stem)
    three = layers.conv2d(2, 1)(stem)
    three = layers.conv2d(3, 3)(three)
    five = layers.conv2d(2, 1)(stem)
    five = layers.conv2d(2, 5)(five)
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(stem)
    pooled = layers.conv2d(2, 1)(pooled)
    block = layers.Concatenate()([one, three, five, pooled])
    mixed = layers.conv2d(9, 1)(block)
    near = layers.conv2d(4, 1)(block)
    far = layers.conv2d(2, 1)(block)
    far = layers.conv2d(5, 3)(far)
    inner = layers.Concatenate()([near, far])
    y = layers.GlobalAveragePooling2D()(layers.Add()([block, mixed, inner]))
    return keras.Model(x, layers.Dense(3, activation="softmax")(y))


def two_scales(layers):
    """A signal of 32 steps seen through windows of 3 and of 9."""
    x = keras.Input((32, 2))
    near = layers.Conv1D(4, 3, padding="same", activation="relu")(x)
    near = layers.MaxPooling1D(4)(near)
    far = layers.Conv1D(3, 9, strides=4, padding="same", activation="tanh")(x)
    y = layers.Flatten()(layers.Concatenate()([near, far]))
    return keras.Model(x, layers.Dense(3, activation="softmax")(y))


def mobilenet(layers):
    """Inverted residuals of MobileNetV2."""

    def activated(y):
        return layers.ReLU(6.0)(layers.normalized(y))

    def block(x, expanded, filters, strides):
        y = activated(layers.Conv2D(expanded, 1, use_bias=False)(x))
        y = activated(layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(y))
        y = layers.normalized(layers.Conv2D(filters, 1, use_bias=False)(y))
        return layers.Add()([y, x]) if strides == 1 else y

    x = keras.Input((8, 8, 2))
    y = activated(layers.Conv2D(3, 3, padding="same", use_bias=False)(x))
    y = block(y, 6, 3, 1)
    y = block(y, 6, 4, 2)
    y = block(y, 8, 4, 1)
    y = activated(layers.Conv2D(6, 1, use_bias=False)(y))
    return keras.Model(x, layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling2D()(y)))


def start(variable, random):
    """Numbers that are short in the file; gamma takes some cells of relu6 beyond 6."""
    low, high = {"gamma": (2, 4), "moving_variance": (0.5, 2)}.get(variable.name, (-0.75, 0.75))
    variable.assign(np.round(1024 * random.uniform(low, high, variable.shape)) / 1024)


def flat(variables):
    return np.concatenate([np.zeros(0), *(keras.ops.convert_to_numpy(variable).ravel() for variable in variables)])


def golden_of(build, seed):
    layers, random = Layers(), np.random.default_rng(seed)
    model = build(layers)
    parameters = [variable for layer in layers.all for variable in layer.trainable_variables]
    state = [variable for layer in layers.all for variable in layer.non_trainable_variables]
    assert len(parameters) == len(model.trainable_variables) and len(state) == len(model.non_trainable_variables)
    for variable in parameters + state:
        start(variable, random)
    x, labels = np.round(8 * random.uniform(-2, 2, (3, *model.input_shape[1:]))) / 8, np.array([2, 0, 1])
    arrays = {"x": x, "labels": labels, "parameters": flat(parameters), "state": flat(state),
              "predictions": model.predict_on_batch(x)}
    model.compile(keras.optimizers.SGD(LEARNING_RATE), "sparse_categorical_crossentropy")
    arrays["losses"] = []
    for _ in range(2):
        arrays["losses"].append(float(model.train_on_batch(x, labels)))
        model.reset_metrics()  # train_on_batch returns the mean of the losses since the last reset
    arrays.update({"trained_parameters": flat(parameters), "trained_state": flat(state),
                   "trained_predictions": model.predict_on_batch(x)})
    return {name: np.asarray(array, np.float64) for name, array in arrays.items()}


def main():
    arrays = {}
    for seed, build in enumerate((inception, two_scales, mobilenet), 1):
        arrays.update({f"{build.__name__}.{name}": array for name, array in golden_of(build, seed).items()})
    if "--check" in sys.argv[1:]:
        stored = read_golden(PATH)
        assert stored.keys() == arrays.keys() and all(np.allclose(stored[k], arrays[k], 1e-9, 1e-13) for k in arrays)
    else:
        PATH.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__}")


if __name__ == "__main__":
    main()
