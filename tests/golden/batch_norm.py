# SPDX-License-Identifier: MIT
"""batch_norm.golden: the first 20 training steps of a network with BatchNormalization on MNIST, and its inference.

28 x 28 x 1 inputs, Conv2D 8 of 3 x 3 with padding same, BatchNormalization, relu, MaxPooling2D 2, Conv2D 16 of 3 x 3,
BatchNormalization, relu, GlobalAveragePooling2D, Dense 10 softmax. The Conv2D have no bias: BatchNormalization would take it
off again, so its gradient would be rounding and nothing else, of which Adam makes steps that no two programs share.
Weights: Glorot-uniform float kernels from Random(7), layer after layer, zero biases, gamma 1, beta 0. Data: the first 640
training images, pixel / 255 in float, in file order, batch 32. Adam 0.001 in Keras's form. torch_cnn.BatchNorm keeps the moving
statistics itself, of the biased variance.

losses_f32, losses_f64 (20): the mean cross-entropy of the softmax before each step, in float and in double.
After the 20 steps, of the network in double: moving_mean_0_f64, moving_variance_0_f64 (8), moving_mean_1_f64,
moving_variance_1_f64 (16) of the two layers, gamma_i_f64 and beta_i_f64 alike, and predictions_f64 (20, 10): softmax of the
first 20 test images in inference mode.
"""

import numpy as np
import torch

from idx import TEST, TRAIN
from linnet_random import Random, glorot_uniform, glorot_uniform_convolution
from torch_cnn import BatchNorm, conv2d, load_images
from torch_mlp import linear, train

SEED, STEPS, BATCH = 7, 20, 32


def network_of(dtype):
    """The network up to its logits, with the same float32 weights for each dtype."""
    random = Random(SEED)
    kernels = [glorot_uniform_convolution(random, shape, np.float32) for shape in ((3, 3, 1, 8), (3, 3, 8, 16))]
    dense = linear(glorot_uniform(random, 16, 10, np.float32))
    network = torch.nn.Sequential(conv2d(kernels[0], 1, bias=False), BatchNorm(8), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
                                  conv2d(kernels[1], 0, bias=False), BatchNorm(16), torch.nn.ReLU(),
                                  torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), dense)
    return network.to(dtype)


def golden(data):
    images, labels = load_images(data, TRAIN, STEPS * BATCH)
    test_images, _ = load_images(data, TEST, 20)
    arrays = {}
    for suffix, dtype, number in ("f32", torch.float32, np.float32), ("f64", torch.float64, np.float64):
        network = network_of(dtype)
        optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
        arrays[f"losses_{suffix}"] = np.array(train(network, optimizer, images.to(dtype), labels, BATCH), number)
    network.eval()
    with torch.no_grad():
        arrays["predictions_f64"] = torch.softmax(network(test_images.to(torch.float64)), 1).numpy()
    for i, layer in enumerate((network[1], network[5])):
        arrays.update({f"moving_mean_{i}_f64": layer.running_mean.numpy(),
                       f"moving_variance_{i}_f64": layer.running_var.numpy(),
                       f"gamma_{i}_f64": layer.weight.detach().numpy(), f"beta_{i}_f64": layer.bias.detach().numpy()})
    return arrays
