# SPDX-License-Identifier: MIT
"""mixed.golden: one step of a small network of many parts, in double.

12 inputs, Dense 9 tanh with L2 0.01 on its kernel, Dense 7 elu, Dense 5 leaky_relu 0.1 with L1 0.001 on its kernel,
Dense 3 sigmoid, MeanSquaredError, SGD 0.1, a batch of 6. Random(7) gives the Glorot-uniform kernels, layer after layer, then
from the same generator x in [-1, 1] and y in [0, 1]; biases start at zero.

x (6, 12), y (6, 3), kernel_0 ... kernel_3 (inputs, units): the start.
outputs (6, 3), data_loss, loss: the predictions, the mean squared error, and the same plus 0.01 sum(w^2) and 0.001 sum|w|.
kernel_i.gradient, bias_i.gradient, x.gradient: of the loss.
kernel_i.after, bias_i.after, loss.after: after one step of SGD.
"""

import numpy as np
import torch
from torch.nn import functional

from linnet_random import Random, glorot_uniform

SIZES = (12, 9, 7, 5, 3)
ACTIVATIONS = (torch.tanh, functional.elu, lambda x: functional.leaky_relu(x, 0.1), torch.sigmoid)


def forward(x, y, kernels, biases):
    """Outputs, mean squared error, and that plus the penalties."""
    for kernel, bias, activation in zip(kernels, biases, ACTIVATIONS):
        x = activation(x @ kernel + bias)
    data_loss = functional.mse_loss(x, y)
    return x, data_loss, data_loss + 0.01 * kernels[0].square().sum() + 0.001 * kernels[2].abs().sum()


def golden():
    random = Random(7)
    kernels = [glorot_uniform(random, inputs, units, np.float64) for inputs, units in zip(SIZES, SIZES[1:])]
    x = random.uniform(-1, 1, (6, SIZES[0]), np.float64)
    y = random.uniform(0, 1, (6, SIZES[-1]), np.float64)
    arrays = {"x": x, "y": y, **{f"kernel_{i}": kernel for i, kernel in enumerate(kernels)}}

    x, y = torch.tensor(x, requires_grad=True), torch.tensor(y)
    kernels = [torch.tensor(kernel, requires_grad=True) for kernel in kernels]
    biases = [torch.zeros(units, dtype=torch.float64, requires_grad=True) for units in SIZES[1:]]
    outputs, data_loss, loss = forward(x, y, kernels, biases)
    loss.backward()
    arrays.update({"outputs": outputs.detach().numpy(), "data_loss": data_loss.item(), "loss": loss.item(),
                   "x.gradient": x.grad.numpy()})
    parameters = {f"{role}_{i}": p for role, ps in (("kernel", kernels), ("bias", biases)) for i, p in enumerate(ps)}
    arrays.update({f"{name}.gradient": p.grad.numpy() for name, p in parameters.items()})
    torch.optim.SGD(parameters.values(), lr=0.1).step()
    arrays.update({f"{name}.after": p.detach().numpy() for name, p in parameters.items()})
    arrays["loss.after"] = forward(x, y, kernels, biases)[2].item()
    return arrays
