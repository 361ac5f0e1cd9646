# SPDX-License-Identifier: MIT
"""residual.golden: one step of a small network with two Residuals, in double.

6 x 7 x 3 inputs, Conv2D 4 of 3 x 3 relu, Residual of Conv2D 4 of 3 x 3 tanh and Conv2D 4 of 3 x 3, relu, Residual of a
projection (Conv2D 5 of 1 x 1 with stride 2 and no bias, BatchNormalization) and of Conv2D 5 of 3 x 3 with stride 2 and no bias,
BatchNormalization, relu, Conv2D 5 of 3 x 3; relu, GlobalAveragePooling2D, Dense 3 softmax. All convolutions of 3 x 3 have
padding same, as Keras places it. Mean cross-entropy of the softmax, SGD 0.1, a batch of 4. The learning rate, and momentum 0.99
and epsilon 0.001 of BatchNormalization, are floats, as linnet holds them.

x (4, 6, 7, 3), labels (4), <layer>.parameter_<i>: the start; multiples of 1/8.
Layers: conv2d, residual, projected, dense. The parameters of a Residual are those of its layers, then those of its projection.
loss: in training mode. x.gradient, <layer>.gradient_<i>: of the loss.
projected.state_<i>: moving mean and variance of the layers, then of the projection, after the step.
predictions (4, 3), loss.after: in inference mode after one step of SGD.
"""

import numpy as np
import torch
from torch.nn import functional

from convolution import EPSILON, MOMENTUM, conv2d
from linnet_random import Random

SHAPES = {
    "conv2d": [(3, 3, 3, 4), (4,)],
    "residual": [(3, 3, 4, 4), (4,), (3, 3, 4, 4), (4,)],
    "projected": [(3, 3, 4, 5), (5,), (5,), (3, 3, 5, 5), (5,), (1, 1, 4, 5), (5,), (5,)],
    "dense": [(5, 3), (3,)],
}


class Normalizer:
    """BatchNormalization of x (N, H, W, C) with moving statistics, of the biased variance."""

    def __init__(self, channels):
        self.mean, self.variance = torch.zeros(channels, dtype=torch.float64), torch.ones(channels, dtype=torch.float64)

    def __call__(self, x, gamma, beta, training):
        mean, variance = self.mean, self.variance
        if training:
            rows = x.flatten(0, -2)
            mean, variance = rows.mean(0), rows.var(0, unbiased=False)
            self.mean = MOMENTUM * self.mean + (1 - MOMENTUM) * mean.detach()
            self.variance = MOMENTUM * self.variance + (1 - MOMENTUM) * variance.detach()
        return gamma * (x - mean) / torch.sqrt(variance + EPSILON) + beta


def forward(x, parameters, normalizers, training):
    """Logits."""
    x = functional.relu(conv2d(x, *parameters["conv2d"], same=True))
    p = parameters["residual"]
    x = functional.relu(x + conv2d(torch.tanh(conv2d(x, *p[:2], same=True)), *p[2:], same=True))
    p = parameters["projected"]
    main = normalizers[0](conv2d(x, p[0], strides=(2, 2), same=True), *p[1:3], training)
    main = conv2d(functional.relu(main), *p[3:5], same=True)
    skip = normalizers[1](conv2d(x, p[5], strides=(2, 2)), *p[6:], training)
    kernel, bias = parameters["dense"]
    return functional.relu(main + skip).mean((1, 2)) @ kernel + bias


def golden():
    random = Random(11)

    def eighths(shape):
        return np.round(8 * random.uniform(-1, 1, shape, np.float64)) / 8

    arrays = {"x": eighths((4, 6, 7, 3)), "labels": np.array([2.0, 0, 1, 2])}
    parameters = {layer: [eighths(shape) for shape in shapes] for layer, shapes in SHAPES.items()}
    arrays.update({f"{layer}.parameter_{i}": p for layer, ps in parameters.items() for i, p in enumerate(ps)})

    x, labels = torch.tensor(arrays["x"], requires_grad=True), torch.tensor(arrays["labels"]).long()
    parameters = {layer: [torch.tensor(p, requires_grad=True) for p in ps] for layer, ps in parameters.items()}
    normalizers = [Normalizer(5) for _ in range(2)]
    loss = functional.cross_entropy(forward(x, parameters, normalizers, True), labels)
    loss.backward()
    arrays.update({"loss": loss.item(), "x.gradient": x.grad.numpy()})
    arrays.update({f"{layer}.gradient_{i}": p.grad.numpy() for layer, ps in parameters.items() for i, p in enumerate(ps)})
    moving = [statistic for normalizer in normalizers for statistic in (normalizer.mean, normalizer.variance)]
    arrays.update({f"projected.state_{i}": statistic.numpy() for i, statistic in enumerate(moving)})
    torch.optim.SGD([p for ps in parameters.values() for p in ps], lr=float(np.float32(0.1))).step()
    with torch.no_grad():
        logits = forward(x, parameters, normalizers, False)
        arrays["predictions"] = torch.softmax(logits, 1).numpy()
        arrays["loss.after"] = functional.cross_entropy(logits, labels).item()
    return arrays
