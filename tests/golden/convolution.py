# SPDX-License-Identifier: MIT
"""convolution.golden: outputs and gradients of the layers for images and sequences, in double.

The layouts are linnet's and Keras's: images (N, H, W, C), sequences (N, steps, C), kernels (KH, KW, C, F), (K, C, F) for Conv1D
and (KH, KW, C, M) for DepthwiseConv2D. PyTorch's channels-first arrays are views of them, so gradients come out in the same
layouts.

Padding `same` is Keras's: ceil(in / stride) outputs, total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - in, 0)
cells of padding, total // 2 of them before the input and the rest after it. PyTorch pads both sides alike, so the input is
padded by functional.pad, and what follows is a convolution without padding.

<layer>.x, .dy: the input and the gradient of the loss with respect to the output. <layer>.parameter_<i>: the parameters in
linnet's order (kernel, bias; depthwise kernel, pointwise kernel, bias; gamma, beta).
<layer>.y, .dx, .gradient_<i>: the output and the gradients. x, dy and the parameters are whole numbers, so that most of the
others are short.

conv2d.<setting>: valid (relu), same (kernel 2 x 3, whose padding is not symmetric), same_2 and same_3 (these strides),
same_2x3, dilation_2, same_dilation_2, no_bias, kernel_3x5, pointwise (1 x 1), pointwise_2 (the same with stride 2).
conv1d.<setting>: same (kernel 4), same_2, valid (stride 2), dilation_2.
depthwise_conv2d.<setting>: 1 and 2 (the multiplier; output channel c * M + m; 2 with relu6), same_2 (stride 2, multiplier 2).
separable_conv2d.<setting>: valid (relu), same (multiplier 2), same_2 (stride 2, no bias).
max_pooling2d.<setting>, average_pooling2d.<setting>: valid (2), same_2 (3 with stride 2), overlapping (2 x 3 with stride 1).
max_pooling1d.same_2, average_pooling1d.same_2 (3 with stride 2); global_{max,average}_pooling{2d,1d}.
Cells of padding do not count: the maxima are of negative numbers, and a mean is divided by the cells inside the image.
zero_padding2d: 1 row above, 3 below, 2 columns on the left, none on the right.

batch_normalization.<setting>: features (N, C), image (N, H, W, C); no_scale, no_center: without gamma, beta.
y, dx, gradient_<i>: in training, by the mean and the biased variance of the batch. moving_mean, moving_variance: at the start.
moving_mean.after, moving_variance.after: momentum * moving + (1 - momentum) * batch, of the biased variance (torch's own
running_var would take the unbiased one). inference: the output for the same x by these. Momentum 0.99 and epsilon 0.001 are
floats, as linnet holds them.
"""

import numpy as np
import torch
from torch.nn import functional

from linnet_random import Random

MOMENTUM, EPSILON = float(np.float32(0.99)), float(np.float32(1e-3))


def same_padding(size, kernel, stride, dilation):
    """Cells before and after an axis of `size` numbers, as Keras places them."""
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def pad_same(x, kernel, strides, dilation=1, value=0.0):
    """x (N, C, H, W) with `value` around it."""
    top, bottom = same_padding(x.shape[2], kernel[0], strides[0], dilation)
    left, right = same_padding(x.shape[3], kernel[1], strides[1], dilation)
    return functional.pad(x, (left, right, top, bottom), value=value)


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def conv2d(x, kernel, bias=None, strides=(1, 1), dilation=1, same=False):
    x = channels_first(x)
    if same:
        x = pad_same(x, kernel.shape, strides, dilation)
    return channels_last(functional.conv2d(x, kernel.permute(3, 2, 0, 1), bias, strides, 0, dilation))


def conv1d(x, kernel, bias=None, stride=1, dilation=1, same=False):
    x = x.permute(0, 2, 1)
    if same:
        x = functional.pad(x, same_padding(x.shape[2], kernel.shape[0], stride, dilation))
    return functional.conv1d(x, kernel.permute(2, 1, 0), bias, stride, 0, dilation).permute(0, 2, 1)


def depthwise_conv2d(x, kernel, bias=None, strides=(1, 1), same=False):
    rows, columns, channels, multiplier = kernel.shape
    x = channels_first(x)
    if same:
        x = pad_same(x, kernel.shape, strides)
    kernel = kernel.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, rows, columns)
    return channels_last(functional.conv2d(x, kernel, bias, strides, groups=channels))


def separable_conv2d(x, depthwise, pointwise, bias=None, strides=(1, 1), same=False):
    return conv2d(depthwise_conv2d(x, depthwise, None, strides, same), pointwise, bias)


def max_pooling2d(x, pool, strides, same=False):
    x = channels_first(x)
    if same:
        x = pad_same(x, pool, strides, value=-torch.inf)
    return channels_last(functional.max_pool2d(x, pool, strides))


def average_pooling2d(x, pool, strides, same=False):
    x = channels_first(x)
    cells = torch.ones_like(x)
    if same:
        x, cells = pad_same(x, pool, strides), pad_same(cells, pool, strides)
    sums, counts = (functional.avg_pool2d(a, pool, strides, divisor_override=1) for a in (x, cells))
    return channels_last(sums / counts)


def zero_padding2d(x):
    return channels_last(functional.pad(channels_first(x), (2, 0, 1, 3)))


def whole_numbers(random, shape):
    """Numbers -4, -3, ... 4."""
    return np.round(random.uniform(-4.5, 4.5, shape, np.float64)).clip(-4, 4)


def negative_numbers(random, shape):
    """-1, -2, ... in random order: no two are equal, so the largest of a window is one of them."""
    order = np.argsort(random.uniform(0, 1, shape, np.float64), axis=None)
    return -(order.reshape(shape) + 1.0)


def add_layer(arrays, random, name, layer, x, parameter_shapes=()):
    """Input x, random parameters and dy, what comes out, and the gradients of sum(dy * layer(x, *parameters))."""
    tensors = {"x": x, **{f"parameter_{i}": whole_numbers(random, shape) for i, shape in enumerate(parameter_shapes)}}
    leaves = [torch.tensor(value, requires_grad=True) for value in tensors.values()]
    y = layer(*leaves)
    dy = whole_numbers(random, tuple(y.shape))
    y.backward(torch.from_numpy(dy))
    gradients = ["dx", *(f"gradient_{i}" for i in range(len(parameter_shapes)))]
    tensors.update({"dy": dy, "y": y.detach().numpy(), **{n: leaf.grad.numpy() for n, leaf in zip(gradients, leaves)}})
    arrays.update({f"{name}.{key}": value for key, value in tensors.items()})


def add_convolutions(arrays, random):
    def add(name, layer, image, *parameters):
        add_layer(arrays, random, name, layer, whole_numbers(random, (2, *image)), parameters)

    add("conv2d.valid", lambda x, k, b: functional.relu(conv2d(x, k, b)), (4, 5, 2), (3, 3, 2, 17), (17,))
    add("conv2d.same", lambda x, k, b: conv2d(x, k, b, same=True), (4, 5, 2), (2, 3, 2, 3), (3,))
    add("conv2d.same_2", lambda x, k, b: conv2d(x, k, b, (2, 2), same=True), (5, 6, 2), (3, 3, 2, 3), (3,))
    add("conv2d.same_3", lambda x, k, b: conv2d(x, k, b, (3, 3), same=True), (7, 8, 2), (3, 3, 2, 3), (3,))
    add("conv2d.same_2x3", lambda x, k, b: conv2d(x, k, b, (2, 3), same=True), (6, 7, 2), (5, 4, 2, 3), (3,))
    add("conv2d.dilation_2", lambda x, k, b: conv2d(x, k, b, dilation=2), (6, 7, 2), (3, 3, 2, 3), (3,))
    add("conv2d.same_dilation_2", lambda x, k, b: conv2d(x, k, b, dilation=2, same=True), (5, 6, 2), (3, 2, 2, 3), (3,))
    add("conv2d.no_bias", conv2d, (4, 5, 3), (3, 3, 3, 2))
    add("conv2d.kernel_3x5", conv2d, (5, 7, 2), (3, 5, 2, 3), (3,))
    add("conv2d.pointwise", conv2d, (3, 4, 5), (1, 1, 5, 3), (3,))
    add("conv2d.pointwise_2", lambda x, k, b: conv2d(x, k, b, (2, 2)), (5, 4, 5), (1, 1, 5, 3), (3,))
    add("conv1d.same", lambda x, k, b: conv1d(x, k, b, same=True), (9, 3), (4, 3, 5), (5,))
    add("conv1d.same_2", lambda x, k, b: conv1d(x, k, b, 2, same=True), (10, 3), (3, 3, 5), (5,))
    add("conv1d.valid", lambda x, k, b: conv1d(x, k, b, 2), (10, 3), (3, 3, 5), (5,))
    add("conv1d.dilation_2", lambda x, k, b: conv1d(x, k, b, dilation=2), (9, 3), (3, 3, 5), (5,))
    add("depthwise_conv2d.1", depthwise_conv2d, (4, 5, 3), (3, 3, 3, 1), (3,))
    add("depthwise_conv2d.2", lambda x, k, b: functional.relu6(depthwise_conv2d(x, k, b)), (4, 5, 3), (3, 2, 3, 2), (6,))
    add("depthwise_conv2d.same_2", lambda x, k, b: depthwise_conv2d(x, k, b, (2, 2), same=True),
        (5, 6, 3), (3, 3, 3, 2), (6,))
    add("separable_conv2d.valid", lambda x, d, p, b: functional.relu(separable_conv2d(x, d, p, b)),
        (4, 5, 3), (3, 3, 3, 1), (1, 1, 3, 4), (4,))
    add("separable_conv2d.same", lambda x, d, p, b: separable_conv2d(x, d, p, b, same=True),
        (4, 5, 3), (3, 2, 3, 2), (1, 1, 6, 4), (4,))
    add("separable_conv2d.same_2", lambda x, d, p: separable_conv2d(x, d, p, None, (2, 2), same=True),
        (5, 6, 3), (3, 3, 3, 1), (1, 1, 3, 4))


def add_poolings(arrays, random):
    def as_row(pooling):
        """A pooling of sequences (N, steps, C): of images with one row."""
        return lambda x, pool, stride, same: pooling(x[:, None], (1, pool), (1, stride), same)[:, 0]

    for name, pooling, numbers in (("max", max_pooling2d, negative_numbers), ("average", average_pooling2d, whole_numbers)):
        for setting, pool, strides, same in (("valid", (2, 2), (2, 2), False), ("same_2", (3, 3), (2, 2), True),
                                             ("overlapping", (2, 3), (1, 1), False)):
            add_layer(arrays, random, f"{name}_pooling2d.{setting}",
                      lambda x: pooling(x, pool, strides, same), numbers(random, (2, 5, 6, 3)))
        add_layer(arrays, random, f"{name}_pooling1d.same_2",
                  lambda x: as_row(pooling)(x, 3, 2, True), numbers(random, (2, 8, 3)))
        over = (lambda x, axes: x.amax(axes)) if name == "max" else (lambda x, axes: x.mean(axes))
        add_layer(arrays, random, f"global_{name}_pooling2d", lambda x: over(x, (1, 2)), numbers(random, (2, 3, 4, 5)))
        add_layer(arrays, random, f"global_{name}_pooling1d", lambda x: over(x, 1), numbers(random, (2, 6, 5)))


def add_batch_normalization(arrays, random, name, shape, scale=True, center=True):
    channels = shape[-1]
    moving_mean = whole_numbers(random, (channels,))
    moving_variance = 5 + whole_numbers(random, (channels,))

    def normalize(x, parameters, mean=None, variance=None):
        parameters = list(parameters)
        gamma = parameters.pop(0) if scale else None
        beta = parameters.pop(0) if center else None
        y = functional.batch_norm(x.movedim(-1, 1), mean, variance, gamma, beta, training=mean is None, eps=EPSILON)
        return y.movedim(1, -1)

    add_layer(arrays, random, name, lambda x, *parameters: normalize(x, parameters),
              whole_numbers(random, shape), [(channels,)] * (scale + center))
    x = arrays[f"{name}.x"].reshape(-1, channels)
    after = [MOMENTUM * moving + (1 - MOMENTUM) * batch
             for moving, batch in ((moving_mean, x.mean(0)), (moving_variance, x.var(0)))]
    parameters = [torch.from_numpy(arrays[f"{name}.parameter_{i}"]) for i in range(scale + center)]
    inference = normalize(torch.from_numpy(arrays[f"{name}.x"]), parameters, *map(torch.from_numpy, after))
    arrays.update({f"{name}.moving_mean": moving_mean, f"{name}.moving_variance": moving_variance,
                   f"{name}.moving_mean.after": after[0], f"{name}.moving_variance.after": after[1],
                   f"{name}.inference": inference.numpy()})


def golden():
    arrays, random = {}, Random(5)
    add_convolutions(arrays, random)
    add_poolings(arrays, random)
    add_layer(arrays, random, "zero_padding2d", zero_padding2d, whole_numbers(random, (2, 2, 3, 3)))
    add_batch_normalization(arrays, random, "batch_normalization.features", (6, 5))
    add_batch_normalization(arrays, random, "batch_normalization.image", (2, 3, 2, 5))
    add_batch_normalization(arrays, random, "batch_normalization.no_scale", (6, 5), scale=False)
    add_batch_normalization(arrays, random, "batch_normalization.no_center", (6, 5), center=False)
    return arrays
