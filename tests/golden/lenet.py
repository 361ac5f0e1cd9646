# SPDX-License-Identifier: MIT
"""lenet.golden: the first 20 training steps of LeNet-5 on MNIST.

28 x 28 x 1 inputs, Conv2D 6 of 5 x 5 tanh with padding same, AveragePooling2D 2, Conv2D 16 of 5 x 5 tanh, AveragePooling2D 2,
Flatten, Dense 120 tanh, Dense 84 tanh, Dense 10 softmax.
Weights: Glorot-uniform float kernels from Random(7), layer after layer, zero biases. Data: the first 640 training images,
pixel / 255 in float, in file order, batch 32. Loss: the mean cross-entropy of the softmax, before each step.

adam_losses_f32, adam_losses_f64 (20): Adam 0.001 in Keras's form, in float and in double from the same float weights.
sgd_losses_f32, sgd_losses_f64 (20): SGD 0.05 with momentum 0.9.
adam_predictions_f64 (20, 10): softmax of the first 20 test images after the 20 Adam steps.
first_weights_f32, last_weights_f32 (16): of the second Conv2D's kernel, one of its first tap and one of its last, at the start.
"""

import copy

import numpy as np
import torch

from idx import TEST, TRAIN
from linnet_random import Random, glorot_uniform, glorot_uniform_convolution
from torch_cnn import FlattenChannelsLast, conv2d, load_images
from torch_mlp import linear, train

SEED, STEPS, BATCH = 7, 20, 32


def lenet():
    """float32 network up to its logits, and the kernel of its second convolution."""
    random = Random(SEED)
    kernels = [glorot_uniform_convolution(random, shape, np.float32) for shape in ((5, 5, 1, 6), (5, 5, 6, 16))]
    dense = [linear(glorot_uniform(random, *sizes, np.float32)) for sizes in ((400, 120), (120, 84), (84, 10))]
    tanh, pool = torch.nn.Tanh(), torch.nn.AvgPool2d(2)
    network = torch.nn.Sequential(conv2d(kernels[0], 2), tanh, pool, conv2d(kernels[1], 0), tanh, pool, FlattenChannelsLast(),
                                  dense[0], tanh, dense[1], tanh, dense[2])
    return network, kernels[1]


def golden(data):
    images, labels = load_images(data, TRAIN, STEPS * BATCH)
    test_images, _ = load_images(data, TEST, 20)
    start, kernel = lenet()
    arrays = {"first_weights_f32": kernel[0, 0, 0], "last_weights_f32": kernel[-1, -1, -1]}
    for suffix, dtype, number in ("f32", torch.float32, np.float32), ("f64", torch.float64, np.float64):
        network = copy.deepcopy(start).to(dtype)
        optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
        arrays[f"adam_losses_{suffix}"] = np.array(train(network, optimizer, images.to(dtype), labels, BATCH), number)
        if dtype == torch.float64:
            with torch.no_grad():
                arrays["adam_predictions_f64"] = torch.softmax(network(test_images.to(dtype)), 1).numpy()
        network = copy.deepcopy(start).to(dtype)
        optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
        arrays[f"sgd_losses_{suffix}"] = np.array(train(network, optimizer, images.to(dtype), labels, BATCH), number)
    return arrays
