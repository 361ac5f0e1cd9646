# SPDX-License-Identifier: MIT
"""optimizers.golden: 12 steps of 17 parameters under given gradients, by torch.optim, each asserted against plain numpy.

parameters (17), gradients (12, 17): the start and the gradient of each step; exact in float and in double.
<optimizer>_f32, <optimizer>_f64 (12, 17): the parameters after each step. Optimizers:
sgd, sgd_momentum (0.9), sgd_nesterov (0.9): learning rate 0.05.
adam, adamw (weight decay 0.004): learning rate 0.001, Keras's form with epsilon 1e-7.
sgd_clip_norm (global norm at most 1), sgd_clip_value (each value within +-0.1): sgd of clipped gradients.
"""

import math

import numpy as np
import torch

from linnet_random import Random
from torch_mlp import set_keras_epsilon

STEPS, SIZE = 12, 17
WEIGHT_DECAY = 0.004


def exact(random, low, high, shape):
    """Uniform multiples of 1/1024, so that float and double start alike."""
    return np.round(random.uniform(low, high, shape, np.float64) * 1024) / 1024


def make_inputs():
    random = Random(3)
    parameters = exact(random, -1, 1, (SIZE,))
    gradients = exact(random, -1, 1, (STEPS, SIZE))
    gradients[3:6] /= 64  # small steps, whose norm needs no clipping
    gradients[:, 5] = 0  # never moves, except by weight decay
    gradients[:, 6] /= 2**20  # about Adam's epsilon
    gradients[:8, 7] = 0  # starts late
    gradients[1:, 8] = 0  # stops early
    return parameters, gradients


def clip_norm(g):
    return g * (1.0 / max(math.sqrt(float((g * g).sum())), 1.0))


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.001),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.001, weight_decay=WEIGHT_DECAY),
    "sgd_clip_norm": lambda p: torch.optim.SGD(p, lr=0.05),
    "sgd_clip_value": lambda p: torch.optim.SGD(p, lr=0.05),
}
CLIPS = {"sgd_clip_norm": clip_norm, "sgd_clip_value": lambda g: g.clip(-0.1, 0.1)}


def torch_steps(name, parameters, gradients, dtype):
    p = torch.nn.Parameter(torch.tensor(parameters, dtype=dtype))
    optimizer = OPTIMIZERS[name]([p])
    clip = CLIPS.get(name, lambda g: g)
    steps = []
    for t, gradient in enumerate(gradients, 1):
        p.grad = clip(torch.tensor(gradient, dtype=dtype))
        if name.startswith("adam"):
            set_keras_epsilon(optimizer, t)
        optimizer.step()
        steps.append(p.detach().numpy().copy())
    return np.array(steps)


def numpy_steps(name, parameters, gradients):
    """The same in double, as Keras writes the formulas."""
    p = parameters.copy()
    m, v = np.zeros_like(p), np.zeros_like(p)
    steps = []
    for t, g in enumerate(gradients, 1):
        g = CLIPS.get(name, lambda g: g)(g)
        if name.startswith("adam"):
            if name == "adamw":
                p -= 0.001 * WEIGHT_DECAY * p
            m += (g - m) * (1 - 0.9)
            v += (g * g - v) * (1 - 0.999)
            alpha = 0.001 * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            p -= alpha * m / (np.sqrt(v) + 1e-7)
        elif name in ("sgd_momentum", "sgd_nesterov"):
            m = 0.9 * m - 0.05 * g
            p += 0.9 * m - 0.05 * g if name == "sgd_nesterov" else m
        else:
            p -= 0.05 * g
        steps.append(p.copy())
    return np.array(steps)


def golden():
    parameters, gradients = make_inputs()
    arrays = {"parameters": parameters, "gradients": gradients}
    for name in OPTIMIZERS:
        single = torch_steps(name, parameters, gradients, torch.float32)
        double = torch_steps(name, parameters, gradients, torch.float64)
        assert np.allclose(double, numpy_steps(name, parameters, gradients), rtol=1e-12, atol=1e-13), name
        assert np.allclose(double, single, rtol=1e-6, atol=1e-6), name
        arrays[f"{name}_f32"], arrays[f"{name}_f64"] = single, double
    return arrays
