#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""keras_own_loop.golden: steps of two variables (3, 4) and (4) under given gradients, by keras.optimizers, in double.

start_0, start_1 and gradients_0 (12, 3, 4), gradients_1 (12, 4); then of each case <case>_0 and <case>_1, the variables after each of the 12
gradients: accumulation (RMSprop, gradient_accumulation_steps 3), clipnorm (SGD, clipnorm 1.5), ema (Adam, use_ema, ema_momentum 0.8, and what
finalize_variable_values makes of them as a 13th), ema_overwrite (SGD with momentum, ema_overwrite_frequency 5). two_heads: weights, losses and the
weights after 5 steps of SGD of a Dense trunk with a softmax head and a linear head, compiled with loss_weights [1, 0.25]. --check writes nothing
and compares. Run by hand, needs Keras with TensorFlow:

    python3 -m venv keras && keras/bin/pip install keras tensorflow && keras/bin/python tests/golden/keras_own_loop.py
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras
import numpy as np

from golden_file import format_line, read_golden

keras.config.set_floatx("float64")
FOLDER = Path(__file__).resolve().parent
SHAPES = [(3, 4), (4,)]
CASES = {
    "accumulation": lambda: keras.optimizers.RMSprop(0.01, gradient_accumulation_steps=3),
    "clipnorm": lambda: keras.optimizers.SGD(0.1, clipnorm=1.5),
    "ema": lambda: keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.8),
    "ema_overwrite": lambda: keras.optimizers.SGD(0.1, momentum=0.9, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5),
}


def steps_of(name, start, gradients):
    variables = [keras.Variable(s, dtype="float64") for s in start]
    optimizer = CASES[name]()
    optimizer.build(variables)
    steps = []
    for gradient in zip(*gradients):
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float64") for g in gradient])
        steps.append([v.numpy().copy() for v in variables])
    if name == "ema":
        optimizer.finalize_variable_values(variables)
        steps.append([v.numpy().copy() for v in variables])
    return [np.array([step[i] for step in steps]) for i in range(len(variables))]


def two_heads(random, arrays):
    inputs = keras.Input((4,))
    trunk = keras.layers.Dense(5, activation="tanh")(inputs)
    kind = keras.layers.Dense(3, activation="softmax", name="kind")(trunk)
    size = keras.layers.Dense(2, name="size")(trunk)
    model = keras.Model(inputs, [kind, size])
    model.compile(
        optimizer=keras.optimizers.SGD(0.2),
        loss=[keras.losses.CategoricalCrossentropy(), keras.losses.MeanSquaredError()],
        loss_weights=[1.0, 0.25],
    )
    x, labels, sizes = random.normal(size=(8, 4)), random.integers(0, 3, 8), random.normal(size=(8, 2))
    model.set_weights([random.normal(size=w.shape) for w in model.get_weights()])
    arrays["heads_x"], arrays["heads_labels"], arrays["heads_sizes"] = x, labels.astype(float), sizes
    for i, weight in enumerate(model.get_weights()):
        arrays[f"heads_start_{i}"] = weight
    losses = []
    for _ in range(5):
        losses.append(float(np.ravel(model.train_on_batch(x, [np.eye(3)[labels], sizes]))[0]))
    logs = model.evaluate(x, [np.eye(3)[labels], sizes], batch_size=8, verbose=0, return_dict=True)
    arrays["heads_losses"] = np.array(losses)
    arrays["heads_end"] = np.array([logs["loss"], logs["kind_loss"], logs["size_loss"]])
    for i, weight in enumerate(model.get_weights()):
        arrays[f"heads_end_{i}"] = weight


def main():
    random, path, arrays = np.random.default_rng(19), FOLDER / "keras_own_loop.golden", {}
    start = [random.normal(size=s) for s in SHAPES]
    gradients = [random.normal(size=(12, *s)) for s in SHAPES]
    for i in range(2):
        arrays[f"start_{i}"], arrays[f"gradients_{i}"] = start[i], gradients[i]
    for name in CASES:
        for i, steps in enumerate(steps_of(name, start, gradients)):
            arrays[f"{name}_{i}"] = steps
    two_heads(random, arrays)
    if "--check" in sys.argv[1:]:
        stored = read_golden(path)
        assert stored.keys() == arrays.keys() and all(np.allclose(stored[k], arrays[k], 1e-6, 1e-9) for k in arrays)
    else:
        path.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__}")


if __name__ == "__main__":
    main()
