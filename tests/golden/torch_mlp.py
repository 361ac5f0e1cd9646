# SPDX-License-Identifier: MIT
"""The 784-256-64-32-10 network of the MNIST example in PyTorch, with linnet's initial weights and Keras's Adam."""

import math

import numpy as np
import torch
from torch.nn import functional

from linnet_random import Random, glorot_uniform

SIZES = (784, 256, 64, 32, 10)


def linear(kernel):
    """torch.nn.Linear of a Dense kernel (inputs, units), with zero biases."""
    layer = torch.nn.Linear(*kernel.shape, dtype=torch.from_numpy(kernel).dtype)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(kernel).t())
        layer.bias.zero_()
    return layer


def mlp(seed):
    """float32 network up to its logits: Glorot-uniform kernels, layer after layer from one generator, zero biases."""
    random = Random(seed)
    layers = []
    for inputs, units in zip(SIZES, SIZES[1:]):
        layers += [linear(glorot_uniform(random, inputs, units, np.float32)), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def set_keras_epsilon(optimizer, step):
    """Call before step 1, 2, ... of torch's Adam or AdamW: gives them Keras's form of epsilon.

    Keras divides the moment by sqrt(v) + epsilon, torch by sqrt(v / (1 - beta_2^t)) + eps.
    """
    for group in optimizer.param_groups:
        group["eps"] = 1e-7 / math.sqrt(1.0 - group["betas"][1] ** step)


def train(network, optimizer, images, labels, batch):
    """One pass over the images in their order. Losses before each step: the mean cross-entropy of the softmax."""
    losses = []
    for step, first in enumerate(range(0, len(images), batch), 1):
        loss = functional.cross_entropy(network(images[first : first + batch]), labels[first : first + batch])
        optimizer.zero_grad()
        loss.backward()
        if isinstance(optimizer, torch.optim.Adam):
            set_keras_epsilon(optimizer, step)
        optimizer.step()
        losses.append(loss.item())
    return losses
