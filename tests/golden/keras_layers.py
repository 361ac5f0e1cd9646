#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_layers.golden: inference and 20 steps of small models of Keras, in double, as recurrent.py makes them for recurrent layers.

The models stand below: layers around recurrent ones, which normalise, attend, resize and convolve. Epsilon of LayerNormalization is a
float, as linnet holds it. The arrays of each are those of recurrent.golden, without PyTorch.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

from pathlib import Path

import recurrent  # first: it chooses Keras's backend

import keras
import numpy as np
from keras import layers

PATH = Path(__file__).resolve().parent / "keras_layers.golden"


def attention(use_causal_mask=False, **settings):
    def apply(x):
        return layers.MultiHeadAttention(2, 3, **settings)(x, x, use_causal_mask=use_causal_mask)

    return apply


def gelu_tanh(x):
    return keras.activations.gelu(x, approximate=True)


MODELS = {
    "layer_normalization": ((4, 3), [layers.LayerNormalization(epsilon=float(np.float32(1e-3))), layers.Dense(2)]),
    "layer_normalization_plain": ((4, 3), [layers.Dense(5), layers.LayerNormalization(epsilon=float(np.float32(1e-3)), center=False, scale=False),
                                           layers.Dense(2)]),
    "attention": ((4, 3), [attention(), layers.Dense(2)]),
    "attention_causal": ((4, 3), [attention(use_causal_mask=True, use_bias=False), layers.Dense(2)]),
    "conv1d_causal": ((8, 3), [layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="tanh"),
                               layers.Conv1D(2, 2, padding="causal", strides=2)]),
    "conv2d_transpose": ((3, 2, 2), [layers.Conv2DTranspose(3, 3, activation="tanh"), layers.Conv2DTranspose(2, (3, 2), strides=(1, 2))]),
    "conv2d_transpose_same": ((3, 2, 2), [layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="tanh"),
                                          layers.Conv2DTranspose(2, 2, padding="same", use_bias=False)]),
    "conv2d_transpose_dilated": ((3, 2, 2), [layers.Conv2DTranspose(2, 2, dilation_rate=2, activation="tanh")]),
    "up_sampling_bilinear": ((2, 3, 2), [layers.Dense(3, activation="tanh"), layers.UpSampling2D((3, 2), interpolation="bilinear"),
                                         layers.Conv2D(2, 2)]),
    "up_sampling_nearest": ((2, 3, 2), [layers.Dense(3, activation="tanh"), layers.UpSampling2D((1, 2)), layers.Conv2D(2, 2)]),
    "resizing_1d": ((4, 3), [layers.Dense(3, activation="tanh"), layers.ZeroPadding1D((1, 0)), layers.UpSampling1D(2),
                             layers.Cropping1D((1, 2)), layers.Conv1D(2, 3)]),
    "gelu": ((3,), [layers.Dense(4, activation="gelu"), layers.Dense(2)]),
    "gelu_tanh": ((3,), [layers.Dense(4, activation=gelu_tanh), layers.Dense(2)]),
    "silu": ((3,), [layers.Dense(4, activation="silu"), layers.Dense(2)]),
    "softplus": ((3,), [layers.Dense(4, activation="softplus"), layers.Dense(2)]),
}


def golden_of(shape, list_of_layers, seed):
    random = np.random.default_rng(seed)
    x = y = keras.Input(shape)
    for layer in list_of_layers:
        y = layer(y)
    model = keras.Model(x, y)
    for variable in model.trainable_variables:
        variable.assign(recurrent.halves(random, variable.shape))
    x, targets = (np.round(8 * random.uniform(-2, 2, (3, *dims[1:]))) / 8 for dims in (model.input_shape, model.output_shape))
    return {"x": x, "targets": targets, **recurrent.with_keras(model, x, targets)}


def golden():
    arrays = {}
    for seed, (model, described) in enumerate(MODELS.items(), 1):
        arrays.update({f"{model}.{name}": array for name, array in golden_of(*described, seed).items()})
    return arrays


if __name__ == "__main__":
    recurrent.write_or_check(PATH, golden())
