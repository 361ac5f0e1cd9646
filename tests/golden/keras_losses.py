#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_losses.golden: values and gradients of Keras's losses that losses.golden lacks, in double.

<group>.targets, .predictions, .sample_weights: the inputs. Groups: numbers, vectors, counts, sides (-1 and 1),
choices (the same as 0 and 1), shares (distributions with zeros; one prediction is clipped), labels
(with probabilities), label_logits, classes (with numbers that do not sum to 1) and class_logits.

<case>.per_sample, .value, .gradient, .weighted_value, .weighted_gradient: the losses l of the samples, and sum(w l) / N over N samples
with its gradient with respect to the predictions, without and with sample weights.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

from pathlib import Path

from keras_steps import write_or_check  # before Keras: it sets the backend and double

import numpy as np
import torch
from keras import losses

from linnet_random import Random

PATH = Path(__file__).resolve().parent / "keras_losses.golden"
WEIGHTS = np.array([1, 0.5, 2, 0, 1.25])
CASES = {
    "log_cosh": (losses.LogCosh, {}, "numbers"),
    "cosine_similarity": (losses.CosineSimilarity, {}, "vectors"),
    "poisson": (losses.Poisson, {}, "counts"),
    "hinge": (losses.Hinge, {}, "sides"),
    "hinge_of_choices": (losses.Hinge, {}, "choices"),
    "squared_hinge": (losses.SquaredHinge, {}, "sides"),
    "categorical_hinge": (losses.CategoricalHinge, {}, "classes"),
    "categorical_hinge_of_scores": (losses.CategoricalHinge, {}, "class_logits"),
    "kl_divergence": (losses.KLDivergence, {}, "shares"),
    "binary_focal": (losses.BinaryFocalCrossentropy, {}, "labels"),
    "binary_focal_balanced": (losses.BinaryFocalCrossentropy, {"apply_class_balancing": True}, "labels"),
    "binary_focal_settings": (losses.BinaryFocalCrossentropy,
                              {"apply_class_balancing": True, "alpha": 0.75, "gamma": 1.5, "label_smoothing": 0.125}, "labels"),
    "binary_focal_logits": (losses.BinaryFocalCrossentropy, {"from_logits": True, "label_smoothing": 0.125}, "label_logits"),
    "categorical_focal": (losses.CategoricalFocalCrossentropy, {}, "classes"),
    "categorical_focal_settings": (losses.CategoricalFocalCrossentropy,
                                   {"alpha": 0.75, "gamma": 1.5, "label_smoothing": 0.125}, "classes"),
    "categorical_focal_logits": (losses.CategoricalFocalCrossentropy, {"from_logits": True, "label_smoothing": 0.125},
                                 "class_logits"),
}


def groups():
    """(targets, predictions) by the name of the group, five rows each."""
    random = Random(19)

    def uniform(low, high, width, digits=2):
        return np.round(random.uniform(low, high, (5, width), np.float64), digits)

    found = {}
    numbers = uniform(-2, 2, 3)
    errors = uniform(-1.5, 1.5, 3)
    errors[0], errors[1] = [0, 40, -40], [1e-3, -1e-3, 500]
    found["numbers"] = numbers, numbers + errors
    vectors = uniform(-2, 2, 4)
    vectors[1] = [3, 0, -4, 0]
    other = uniform(-2, 2, 4)
    other[1], other[2] = -2 * vectors[1], 5 * vectors[2]
    found["vectors"] = vectors, other
    counts = np.floor(uniform(0, 9, 3))
    counts[0, 0] = 0
    found["counts"] = counts, uniform(0.1, 8, 3)
    sides, scores = np.sign(uniform(-1, 1, 3) + 0.001), uniform(-2, 2, 3)
    found["sides"] = sides, scores
    found["choices"] = (sides + 1) / 2, scores
    shares = np.floor(uniform(1, 9, 4)) / 64
    shares[:, 3] += 1 - shares.sum(1)
    shares[1], shares[2] = [0, 1, 0, 0], [0, 0.5, 0.5, 0]
    predicted = np.floor(uniform(1, 9, 4)) / 64
    predicted[:, 3] += 1 - predicted.sum(1)
    predicted[2] = [1e-9, 0.25, 0.5, 0.25]
    found["shares"] = shares, predicted
    labels = np.round(uniform(0, 1, 3))
    found["labels"], found["label_logits"] = (labels, uniform(0.02, 0.98, 3)), (labels, uniform(-5, 5, 3))
    classes = np.eye(4)[[2, 0, 3, 1, 1]]
    classes[3] = [0.5, 0.25, 0.125, 0.125]
    probabilities = uniform(0.05, 0.95, 4)  # do not sum to 1
    probabilities[4] = [0, 0.25, 0.5, 0.25]  # the first is clipped
    found["classes"], found["class_logits"] = (classes, probabilities), (classes, uniform(-3, 3, 4))
    return found


def reduce_loss(loss, targets, predictions, weights):
    p = torch.tensor(predictions, requires_grad=True)
    each = loss(torch.from_numpy(targets), p)
    value = (each * torch.from_numpy(weights)).sum() / len(each)
    value.backward()
    return each.detach().numpy(), value.detach().numpy(), p.grad.numpy()


def golden():
    arrays, inputs = {}, groups()
    for name, (targets, predictions) in inputs.items():
        arrays.update({f"{name}.targets": targets, f"{name}.predictions": predictions, f"{name}.sample_weights": WEIGHTS})
    for case, (kind, settings, group) in CASES.items():
        loss = kind(**settings, reduction=None)
        each, value, gradient = reduce_loss(loss, *inputs[group], np.ones_like(WEIGHTS))
        arrays[f"{case}.per_sample"], arrays[f"{case}.value"], arrays[f"{case}.gradient"] = each, value, gradient
        _, arrays[f"{case}.weighted_value"], arrays[f"{case}.weighted_gradient"] = reduce_loss(loss, *inputs[group], WEIGHTS)
    return arrays


if __name__ == "__main__":
    write_or_check(PATH, golden())
