# SPDX-License-Identifier: MIT
"""losses.golden: values and gradients of the losses, in double, with Keras's reduction 'sum_over_batch_size'.

A loss l of one sample is the mean over its last axis (regression, binary) or a sum over classes (categorical). The value is
sum(l) / N over N samples, and sum(w * l) / N with sample weights w.

<group>.targets, .predictions (or .probabilities and .logits), .sample_weights: the inputs. Groups: regression (5, 3),
binary_6x1, binary_4x3, categorical (6, 5; one-hot, with one row of mixed targets) and sparse (6 class indices in
sparse.targets, with the probabilities and logits of categorical). The logits have a row or more of +-200. categorical.sigmoids are
outputs in [0, 1] that do not sum to 1; two rows are clipped.

<case>.per_sample, .value, .gradient, .weighted_value, .weighted_gradient: the losses l, and value and gradient (with
respect to the predictions, probabilities or logits) without and with sample weights. Cases: mean_squared_error,
mean_absolute_error, huber_1, huber_0.5, and for each classification group <group>.from_probabilities and
<group>.from_logits, each also with _smoothed for label smoothing s = 0.1: y (1 - s) + s / 2 in binary, y (1 - s) + s / K
over K classes in categorical and sparse; for these also <group>.from_sigmoids.

Probabilities of categorical and sparse go through Keras's formula (keras/src/backend: categorical_crossentropy), also in their gradient:
divided by their sum, then clipped to [1e-7, 1 - 1e-7]. check_keras.py compares it with Keras.
"""

import numpy as np
import torch
from torch.nn import functional

from linnet_random import Random

SMOOTHING = 0.1


def reduce_loss(function, predictions, weights):
    """Per-sample losses, value and gradient with respect to the predictions, of sum(weights * losses) / N."""
    predictions = torch.tensor(predictions, requires_grad=True)
    losses = function(predictions)
    value = (losses * torch.from_numpy(weights)).sum() / len(losses)
    value.backward()
    return losses.detach().numpy(), value.detach().numpy(), predictions.grad.numpy()


def add_case(arrays, case, function, predictions, weights):
    losses, value, gradient = reduce_loss(function, predictions, np.ones_like(weights))
    arrays[f"{case}.per_sample"], arrays[f"{case}.value"], arrays[f"{case}.gradient"] = losses, value, gradient
    _, arrays[f"{case}.weighted_value"], arrays[f"{case}.weighted_gradient"] = reduce_loss(function, predictions, weights)


def add_regression(arrays, random):
    targets = np.round(random.uniform(-2, 2, (5, 3), np.float64), 2)
    errors = np.round(random.uniform(-1.5, 1.5, (5, 3), np.float64), 2)
    errors[1] = [0, 0.25, -0.125]
    predictions = np.round(targets + errors, 2)
    weights = np.array([1, 0.5, 2, 0, 1.25])
    arrays.update({"regression.targets": targets, "regression.predictions": predictions,
                   "regression.sample_weights": weights})
    y = torch.from_numpy(targets)
    cases = {
        "mean_squared_error": lambda p: functional.mse_loss(p, y, reduction="none").mean(1),
        "mean_absolute_error": lambda p: functional.l1_loss(p, y, reduction="none").mean(1),
        "huber_1": lambda p: functional.huber_loss(p, y, reduction="none", delta=1.0).mean(1),
        "huber_0.5": lambda p: functional.huber_loss(p, y, reduction="none", delta=0.5).mean(1),
    }
    for case, function in cases.items():
        add_case(arrays, case, function, predictions, weights)


def add_binary(arrays, random, samples, outputs):
    group = f"binary_{samples}x{outputs}"
    shape = (samples, outputs)
    targets = np.round(random.uniform(0, 1, shape, np.float64))
    targets[0], targets[1] = 0, 1
    probabilities = np.round(random.uniform(0.02, 0.98, shape, np.float64), 3)
    logits = np.round(random.uniform(-5, 5, shape, np.float64), 3)
    logits[0], logits[1], logits[2], logits[3, -1] = 200, 200, -200, 0
    weights = np.array([1, 0.5, 2, 0, 1.25, 3])[:samples]
    arrays.update({f"{group}.targets": targets, f"{group}.probabilities": probabilities, f"{group}.logits": logits,
                   f"{group}.sample_weights": weights})
    for suffix, s in ("", 0), ("_smoothed", SMOOTHING):
        y = torch.from_numpy(targets * (1 - s) + s / 2)
        add_case(arrays, f"{group}.from_probabilities{suffix}",
                 lambda p: functional.binary_cross_entropy(p, y, reduction="none").mean(1), probabilities, weights)
        add_case(arrays, f"{group}.from_logits{suffix}",
                 lambda z: functional.binary_cross_entropy_with_logits(z, y, reduction="none").mean(1), logits, weights)


def keras_crossentropy(p, y):
    """keras.losses.CategoricalCrossentropy from probabilities: per-sample losses."""
    return -(y * (p / p.sum(1, keepdim=True)).clip(1e-7, 1 - 1e-7).log()).sum(1)


def add_classification(arrays, group, targets, probabilities, sigmoids, logits, weights):
    """`targets` (N, K): one-hot, or mixed."""
    for suffix, s in ("", 0), ("_smoothed", SMOOTHING):
        y = torch.from_numpy(targets * (1 - s) + s / targets.shape[1])
        for case, p in ("probabilities", probabilities), ("sigmoids", sigmoids):
            add_case(arrays, f"{group}.from_{case}{suffix}", lambda p: keras_crossentropy(p, y), p, weights)
        add_case(arrays, f"{group}.from_logits{suffix}", lambda z: -(y * torch.log_softmax(z, 1)).sum(1), logits, weights)


def golden():
    random = Random(2)
    arrays = {}
    add_regression(arrays, random)
    add_binary(arrays, random, 6, 1)
    add_binary(arrays, random, 4, 3)

    labels = np.array([2, 0, 4, 1, 1, 3])
    one_hot = np.eye(5)[labels]
    mixed = one_hot.copy()
    mixed[3] = [0.5, 0.25, 0, 0.125, 0.125]
    parts = random.uniform(1, 9, (6, 5), np.float64).round()
    parts[:, 4] = 64 - parts[:, :4].sum(1)
    probabilities = parts / 64  # rows sum to exactly 1
    logits = np.round(random.uniform(-3, 3, (6, 5), np.float64), 3)
    logits[1] = [200, -200, 0, 1, -1]  # right and certain
    logits[2] = [200, -200, 200, 0, -200]  # wrong and certain
    logits[4] = 0.5
    sigmoids = np.round(random.uniform(0.02, 0.98, (6, 5), np.float64), 3)
    sigmoids[0] = 0.9
    sigmoids[3] = [1e-9, 0.5, 0, 0.25, 1e-3]  # the first and the third are clipped
    sigmoids[5] = [0, 0, 0, 1, 0]  # all are
    weights = np.array([1, 0.5, 2, 0, 1.25, 3])
    arrays.update({"categorical.targets": mixed, "categorical.probabilities": probabilities, "categorical.logits": logits,
                   "categorical.sigmoids": sigmoids, "categorical.sample_weights": weights, "sparse.targets": labels})
    add_classification(arrays, "categorical", mixed, probabilities, sigmoids, logits, weights)
    add_classification(arrays, "sparse", one_hot, probabilities, sigmoids, logits, weights)
    return arrays
