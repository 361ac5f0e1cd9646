#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_optimizers.golden: 12 steps of 17 parameters under given gradients, by keras.optimizers, each asserted against plain numpy.

Start and gradients are those of optimizers.golden. <optimizer>_f64 (12, 17): the parameters after each step, in double, with Keras's
defaults; amsgrad, rmsprop, rmsprop_momentum (0.9), rmsprop_centered, rmsprop_both, nadam, adagrad, lion; amsgrad_fast (beta_2 0.75),
where the largest v is far above v. --check writes nothing and compares. Run by hand, needs Keras with JAX and no PyTorch:

    python3 -m venv keras && keras/bin/pip install keras jax && keras/bin/python tests/golden/keras_optimizers.py
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy as np

from golden_file import format_line, read_golden

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")

FOLDER = Path(__file__).resolve().parent

OPTIMIZERS = {
    "amsgrad": lambda: keras.optimizers.Adam(amsgrad=True),
    "amsgrad_fast": lambda: keras.optimizers.Adam(beta_2=0.75, amsgrad=True),
    "rmsprop": lambda: keras.optimizers.RMSprop(),
    "rmsprop_momentum": lambda: keras.optimizers.RMSprop(momentum=0.9),
    "rmsprop_centered": lambda: keras.optimizers.RMSprop(centered=True),
    "rmsprop_both": lambda: keras.optimizers.RMSprop(momentum=0.9, centered=True),
    "nadam": lambda: keras.optimizers.Nadam(),
    "adagrad": lambda: keras.optimizers.Adagrad(),
    "lion": lambda: keras.optimizers.Lion(),
}


def keras_steps(make, parameters, gradients):
    variable, optimizer, steps = keras.Variable(parameters, dtype="float64"), make(), []
    optimizer.build([variable])
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")])
        steps.append(keras.ops.convert_to_numpy(variable).copy())
    return np.array(steps)


def numpy_steps(name, parameters, gradients):
    """The same from the formulas."""
    p, rate, steps = parameters.copy(), 0.001, []
    m, v, d, largest = (np.zeros_like(p) for _ in range(4))
    accumulator, product = np.full_like(p, 0.1), 1.0
    b2 = 0.75 if name == "amsgrad_fast" else 0.999
    momentum, centered = 0.9 * (name in ("rmsprop_momentum", "rmsprop_both")), name in ("rmsprop_centered", "rmsprop_both")
    for t, g in enumerate(gradients, 1):
        if name.startswith("rmsprop"):
            v = 0.9 * v + 0.1 * g * g
            m = 0.9 * m + 0.1 * g
            d = momentum * d + rate * g / np.sqrt(v - centered * m * m + 1e-7)
            p = p - d
        elif name == "adagrad":
            accumulator = accumulator + g * g
            p = p - rate * g / np.sqrt(accumulator + 1e-7)
        elif name == "lion":
            p = p - rate * np.sign(0.9 * m + 0.1 * g)
            m = 0.99 * m + 0.01 * g
        else:
            m = 0.9 * m + 0.1 * g
            v = b2 * v + (1 - b2) * g * g
            largest = np.maximum(largest, v)
            if name == "nadam":
                now, after = (0.9 * (1 - 0.5 * 0.96**k) for k in (t, t + 1))
                product *= now
                ahead = after * m / (1 - product * after) + (1 - now) * g / (1 - product)
                p = p - rate * ahead / (np.sqrt(v / (1 - b2**t)) + 1e-7)
            else:
                p = p - rate * np.sqrt(1 - b2**t) / (1 - 0.9**t) * m / (np.sqrt(largest) + 1e-7)
        steps.append(p)
    return np.array(steps)


def main():
    given, path, arrays = read_golden(FOLDER / "optimizers.golden"), FOLDER / "keras_optimizers.golden", {}
    for name, make in OPTIMIZERS.items():
        steps = keras_steps(make, given["parameters"], given["gradients"])
        plain = numpy_steps(name, given["parameters"], given["gradients"])
        print(f"{name}: Keras and numpy differ by up to {np.abs(steps - plain).max():.1e}")
        assert np.allclose(steps, plain, rtol=0, atol=1e-9), name
        arrays[f"{name}_f64"] = steps
    if "--check" in sys.argv[1:]:
        stored = read_golden(path)
        assert stored.keys() == arrays.keys() and all(np.allclose(stored[k], arrays[k], 1e-9, 1e-13) for k in arrays)
    else:
        path.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__}")


if __name__ == "__main__":
    main()
