# SPDX-License-Identifier: MIT
"""mlp.golden: the first 50 training steps of the 784-256-64-32-10 network on MNIST.

Weights: Glorot-uniform float kernels from Random(7), layer after layer, zero biases. Data: the first 2,500 training images,
pixel / 255 in float, in file order, batch 50. Loss: the mean cross-entropy of the softmax, before each step.

adam_losses_f32, adam_losses_f64 (50): Adam 0.001 in Keras's form, in float and in double from the same float weights.
sgd_losses_f32, sgd_losses_f64 (50): SGD 0.05 with momentum 0.9.
adam_predictions_f32, adam_predictions_f64 (20, 10): softmax of the first 20 test images after the 50 Adam steps.
first_weights_f32 (8), last_weights_f32 (8): of the first kernel's first row and the last kernel's last row, at the start.
"""

import copy

import numpy as np
import torch

from idx import TEST, TRAIN, load_mnist
from torch_mlp import mlp, train

SEED, STEPS, BATCH = 7, 50, 50


def golden(data):
    images, labels = (torch.from_numpy(array) for array in load_mnist(data, TRAIN, STEPS * BATCH))
    test_images = torch.from_numpy(load_mnist(data, TEST, 20)[0])
    start = mlp(SEED)
    arrays = {"first_weights_f32": start[0].weight[:8, 0].detach().numpy(),
              "last_weights_f32": start[-1].weight[-8:, -1].detach().numpy()}
    for suffix, dtype, number in ("f32", torch.float32, np.float32), ("f64", torch.float64, np.float64):
        network = copy.deepcopy(start).to(dtype)
        losses = train(network, torch.optim.Adam(network.parameters(), lr=0.001), images.to(dtype), labels, BATCH)
        arrays[f"adam_losses_{suffix}"] = np.array(losses, number)
        with torch.no_grad():
            arrays[f"adam_predictions_{suffix}"] = torch.softmax(network(test_images.to(dtype)), 1).numpy()
        network = copy.deepcopy(start).to(dtype)
        optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
        losses = train(network, optimizer, images.to(dtype), labels, BATCH)
        arrays[f"sgd_losses_{suffix}"] = np.array(losses, number)
    return arrays
