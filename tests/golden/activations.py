# SPDX-License-Identifier: MIT
"""activations.golden: values and gradients of the activation functions, in double.

input, upstream: the input x and the gradient of the loss with respect to the output, 35 values each.
<activation>.forward, <activation>.gradient: the output, and the gradient with respect to the input, for linear, relu,
leaky_relu_0.3, leaky_relu_0.1, sigmoid, tanh, elu_1, elu_0.5, gelu, gelu_tanh, silu, softplus, relu6 and hard_sigmoid, which is Keras
3's: relu6(x + 3) / 6.
At x = 0 the gradient is that of the negative side; hard_sigmoid's is 0 at -3 and 3.
softmax.input, .upstream, .forward, .gradient: the same for the rows of a (6, 10) matrix.
"""

import numpy as np
import torch
from torch.nn import functional

from linnet_random import Random

MAGNITUDES = [20, 15.5, 10, 7.25, 5, 3, 2, 1.5, 1, 0.75, 0.5, 0.25, 0.1, 0.01, 1e-3, 1e-5, 1e-8]


def elu(x, alpha):
    """torch's own elu takes exp(x) - 1 in some versions, which loses the digits of a tiny x."""
    return torch.where(x > 0, x, alpha * torch.expm1(x))


def gelu(x):
    """torch's own adds 1 and erf(x / sqrt 2), which loses the digits of a negative x."""
    return x * torch.special.erfc(-x / np.sqrt(2)) / 2


def gelu_tanh(x):
    """The same holds for 1 and tanh."""
    return x * torch.sigmoid(2 * np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))


def softplus(x):
    """torch's own takes x above 20."""
    return functional.softplus(x, threshold=100)


ACTIVATIONS = {
    "linear": lambda x: x * 1.0,
    "relu": functional.relu,
    "leaky_relu_0.3": lambda x: functional.leaky_relu(x, 0.3),
    "leaky_relu_0.1": lambda x: functional.leaky_relu(x, 0.1),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "elu_1": lambda x: elu(x, 1.0),
    "elu_0.5": lambda x: elu(x, 0.5),
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "silu": functional.silu,
    "softplus": softplus,
    "relu6": functional.relu6,
    "hard_sigmoid": lambda x: functional.relu6(x + 3) / 6,  # torch's own has a gradient with 1/6 in float
}


def softmax_input(random):
    rows = np.round(random.uniform(-4, 4, (6, 10), np.float64), 3)
    rows[1] = 1.25
    rows[2, 4] = 100
    rows[3, 7] = -100
    rows[4, :5], rows[4, 5:] = 100, -100
    rows[5] = [-100, 100, 99, -99, 0, 50, -50, 1, -1, 98.5]
    return rows


def differentiate(function, x, upstream):
    """function(x) and the gradient of sum(upstream * function(x)) with respect to x."""
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    y = function(x)
    y.backward(torch.from_numpy(upstream))
    return y.detach().numpy(), x.grad.numpy()


def golden():
    random = Random(1)
    x = np.array([-m for m in MAGNITUDES] + [0.0] + MAGNITUDES[::-1])
    upstream = np.round(random.uniform(-2, 2, x.shape, np.float64), 3)
    arrays = {"input": x, "upstream": upstream}
    for name, function in ACTIVATIONS.items():
        arrays[f"{name}.forward"], arrays[f"{name}.gradient"] = differentiate(function, x, upstream)

    x = softmax_input(random)
    upstream = np.round(random.uniform(-2, 2, x.shape, np.float64), 3)
    arrays["softmax.input"], arrays["softmax.upstream"] = x, upstream
    arrays["softmax.forward"], arrays["softmax.gradient"] = differentiate(lambda x: torch.softmax(x, 1), x, upstream)
    return arrays
