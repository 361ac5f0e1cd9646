# SPDX-License-Identifier: MIT
"""Parts of the convolutional networks in PyTorch, with linnet's initial weights."""

import torch
from torch.nn import functional

from idx import load_mnist


def conv2d(kernel, padding, bias=True):
    """torch.nn.Conv2d of a Conv2D kernel (KH, KW, C, F), with zero biases."""
    rows, columns, channels, filters = kernel.shape
    kernel = torch.from_numpy(kernel)
    layer = torch.nn.Conv2d(channels, filters, (rows, columns), padding=padding, bias=bias, dtype=kernel.dtype)
    with torch.no_grad():
        layer.weight.copy_(kernel.permute(3, 2, 0, 1))
        if bias:
            layer.bias.zero_()
    return layer


class FlattenChannelsLast(torch.nn.Module):
    """(N, C, H, W) to (N, H * W * C), the order of linnet and Keras."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


class BatchNorm(torch.nn.BatchNorm2d):
    """Keras's BatchNormalization: momentum 0.99, epsilon 0.001. It keeps the biased variance, torch's own the unbiased one."""

    def __init__(self, channels):
        super().__init__(channels, eps=1e-3)

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            rows = x.movedim(1, -1).flatten(0, -2)
            for moving, batch in ((self.running_mean, rows.mean(0)), (self.running_var, rows.var(0, unbiased=False))):
                moving.mul_(0.99).add_(0.01 * batch)
        return functional.batch_norm(x, None, None, self.weight, self.bias, training=True, eps=self.eps)


def load_images(folder, part, count):
    """First `count` samples: float32 images (count, 1, 28, 28) in [0, 1] and int64 labels, as tensors."""
    images, labels = load_mnist(folder, part, count)
    return torch.from_numpy(images.reshape(-1, 1, 28, 28)), torch.from_numpy(labels)
