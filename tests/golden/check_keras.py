#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Optional, and run by hand: compares convolution.golden, Normalization, relu6, hard_sigmoid and the categorical losses with Keras 3.

What PyTorch does otherwise (padding `same`, the variance that BatchNormalization keeps) was written by hand in convolution.py;
this says whether Keras agrees. It needs Keras with JAX and no PyTorch:

    python3 -m venv keras && keras/bin/pip install keras jax && keras/bin/python tests/golden/check_keras.py

Where a number meets a kink of relu6 or hard_sigmoid, JAX shares the gradient between both sides, while PyTorch, TensorFlow and
linnet give 0: these gradients are left out.
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np
from keras import layers

from golden_file import read_golden

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")

FOLDER = Path(__file__).resolve().parent
BATCH_NORMALIZATION = {"momentum": float(np.float32(0.99)), "epsilon": float(np.float32(1e-3))}
TOLERANCE = 1e-6  # means and variances go through float in Keras, whatever its floatx

LAYERS = {
    "conv2d.valid": layers.Conv2D(17, 3, activation="relu"),
    "conv2d.same": layers.Conv2D(3, (2, 3), padding="same"),
    "conv2d.same_2": layers.Conv2D(3, 3, strides=2, padding="same"),
    "conv2d.same_3": layers.Conv2D(3, 3, strides=3, padding="same"),
    "conv2d.same_2x3": layers.Conv2D(3, (5, 4), strides=(2, 3), padding="same"),
    "conv2d.dilation_2": layers.Conv2D(3, 3, dilation_rate=2),
    "conv2d.same_dilation_2": layers.Conv2D(3, (3, 2), dilation_rate=2, padding="same"),
    "conv2d.no_bias": layers.Conv2D(2, 3, use_bias=False),
    "conv2d.kernel_3x5": layers.Conv2D(3, (3, 5)),
    "conv2d.pointwise": layers.Conv2D(3, 1),
    "conv2d.pointwise_2": layers.Conv2D(3, 1, strides=2),
    "conv1d.same": layers.Conv1D(5, 4, padding="same"),
    "conv1d.same_2": layers.Conv1D(5, 3, strides=2, padding="same"),
    "conv1d.valid": layers.Conv1D(5, 3, strides=2),
    "conv1d.dilation_2": layers.Conv1D(5, 3, dilation_rate=2),
    "depthwise_conv2d.1": layers.DepthwiseConv2D(3),
    "depthwise_conv2d.2": layers.DepthwiseConv2D((3, 2), depth_multiplier=2, activation="relu6"),
    "depthwise_conv2d.same_2": layers.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2),
    "separable_conv2d.valid": layers.SeparableConv2D(4, 3, activation="relu"),
    "separable_conv2d.same": layers.SeparableConv2D(4, (3, 2), padding="same", depth_multiplier=2),
    "separable_conv2d.same_2": layers.SeparableConv2D(4, 3, strides=2, padding="same", use_bias=False),
    "max_pooling2d.valid": layers.MaxPooling2D(2),
    "max_pooling2d.same_2": layers.MaxPooling2D(3, strides=2, padding="same"),
    "max_pooling2d.overlapping": layers.MaxPooling2D((2, 3), strides=1),
    "max_pooling1d.same_2": layers.MaxPooling1D(3, strides=2, padding="same"),
    "average_pooling2d.valid": layers.AveragePooling2D(2),
    "average_pooling2d.same_2": layers.AveragePooling2D(3, strides=2, padding="same"),
    "average_pooling2d.overlapping": layers.AveragePooling2D((2, 3), strides=1),
    "average_pooling1d.same_2": layers.AveragePooling1D(3, strides=2, padding="same"),
    "global_max_pooling2d": layers.GlobalMaxPooling2D(),
    "global_max_pooling1d": layers.GlobalMaxPooling1D(),
    "global_average_pooling2d": layers.GlobalAveragePooling2D(),
    "global_average_pooling1d": layers.GlobalAveragePooling1D(),
    "zero_padding2d": layers.ZeroPadding2D(((1, 3), (2, 0))),
    "batch_normalization.features": layers.BatchNormalization(**BATCH_NORMALIZATION),
    "batch_normalization.image": layers.BatchNormalization(**BATCH_NORMALIZATION),
    "batch_normalization.no_scale": layers.BatchNormalization(scale=False, **BATCH_NORMALIZATION),
    "batch_normalization.no_center": layers.BatchNormalization(center=False, **BATCH_NORMALIZATION),
}


def layer_numbers(layer, stored):
    """What Keras has for the entries of one layer, from their x, dy, parameters and moving statistics."""
    x = stored["x"]
    layer.build(x.shape)
    parameters = [stored[f"parameter_{i}"] for i in range(len(layer.trainable_variables))]
    moving = [stored[name] for name in ("moving_mean", "moving_variance") if name in stored]

    def forward(x, parameters):
        return layer.stateless_call(parameters, moving, x, **({"training": True} if moving else {}))

    y, pull_back, moving_after = jax.vjp(forward, x, parameters, has_aux=True)
    dx, gradients = pull_back(np.asarray(stored["dy"]))
    found = {"y": y, "dx": dx, **{f"gradient_{i}": gradient for i, gradient in enumerate(gradients)}}
    if moving:
        found["moving_mean.after"], found["moving_variance.after"] = moving_after
        found["inference"] = layer.stateless_call(parameters, moving_after, x, training=False)[0]
    return found


def activation_numbers(name, stored):
    y, pull_back = jax.vjp(getattr(keras.activations, name), stored["input"])
    return {f"{name}.forward": y, f"{name}.gradient": pull_back(stored["upstream"])[0]}


def categorical_loss_numbers(group, form, smoothing, golden):
    """Value and gradient of a categorical cross-entropy; 1e-7 is the epsilon of Keras."""
    loss = keras.losses.CategoricalCrossentropy(from_logits=form == "logits", label_smoothing=smoothing)
    y = golden["categorical.targets"] if group == "categorical" else np.eye(5)[golden["sparse.targets"].astype(int)]
    if group == "sparse" and smoothing == 0:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=form == "logits")
        y = golden["sparse.targets"]
    value, gradient = jax.value_and_grad(lambda p: loss(y, p))(golden[f"categorical.{form}"])
    case = f"{group}.from_{form}{'_smoothed' if smoothing else ''}"
    return {f"{case}.value": value, f"{case}.gradient": gradient}


def main():
    failures, worst = [], 0.0

    def compare(name, stored, found, where=True):
        nonlocal worst
        found = np.asarray(found)
        if found.shape != stored.shape:
            failures.append(f"{name}: shape {stored.shape} in the file, {found.shape} in Keras")
            return
        error = np.max(np.abs(found - stored), where=where, initial=0) / max(np.abs(stored).max(), 1e-300)
        worst = max(worst, error)
        if not error < TOLERANCE:
            failures.append(f"{name}: differs by {error:g} of the largest number")

    golden = read_golden(FOLDER / "convolution.golden")
    given = {"x", "dy", "moving_mean", "moving_variance"}
    compared = set()
    for name, layer in LAYERS.items():
        stored = {key[len(name) + 1 :]: value for key, value in golden.items() if key.startswith(name + ".")}
        found = layer_numbers(layer, stored)
        for key, value in found.items():
            if layer.get_config().get("activation") != "relu6" or key == "y":
                compare(f"{name}.{key}", stored[key], value)
        compared |= {f"{name}.{key}" for key in stored if key in given or key in found or key.startswith("parameter_")}
    failures.extend(f"{name}: not compared" for name in sorted(golden.keys() - compared))

    golden = read_golden(FOLDER / "preprocessing.golden")
    normalization = layers.Normalization()
    normalization.adapt(golden["normalization.x"])
    for key, value in (("mean", np.ravel(normalization.mean)), ("variance", np.ravel(normalization.variance)),
                       ("y", normalization(golden["normalization.x"]))):
        compare(f"normalization.{key}", golden[f"normalization.{key}"], value)

    golden = read_golden(FOLDER / "activations.golden")
    for name, kinks in (("relu6", [0, 6]), ("hard_sigmoid", [-3, 3])):
        smooth = ~np.isin(golden["input"], kinks)
        for key, value in activation_numbers(name, golden).items():
            compare(key, golden[key], value, where=smooth | key.endswith("forward"))

    golden = read_golden(FOLDER / "losses.golden")
    for group in "categorical", "sparse":
        for form in "probabilities", "sigmoids", "logits":
            for smoothing in 0, 0.1:
                for key, value in categorical_loss_numbers(group, form, smoothing, golden).items():
                    compare(key, golden[key], value)

    for failure in failures:
        print(failure)
    if not failures:
        print(f"Keras {keras.__version__} agrees; the largest difference is {worst:.1e} of the largest number of an array")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
