#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files that PyTorch and Keras wrote, and what their models predict: weight_files.py torch|keras|read FILE

torch  writes torch_*.safetensors and torch_weights.golden. Made with PyTorch 1.13 and safetensors 0.8.
keras  writes keras_*.safetensors and keras_weights.golden. Made with Keras 3.15.1.
read   prints what Python's safetensors finds in a file of linnet, as a check by hand.

The golden files have for each model NAME its inputs NAME_x_f32 (3, ...) with channels last, and its predictions NAME_y_f32.
"""

import sys
from pathlib import Path

import numpy as np

from golden_file import format_line

FOLDER = Path(__file__).resolve().parent


def inputs(*dims):
    """Multiples of 1/16 in [-2, 2]."""
    size = int(np.prod(dims))
    return ((np.arange(size) * 37 % 65 - 32) / 16).astype(np.float32).reshape(dims)


def write_golden(name, arrays):
    (FOLDER / f"{name}.golden").write_text("".join(format_line(*entry) + "\n" for entry in arrays.items()))


def with_torch():
    import torch
    from safetensors.torch import save_file
    from torch import nn

    torch.manual_seed(5)

    class Named(nn.Module):
        """Modules with names, in an order that is not theirs."""

        def __init__(self):
            super().__init__()
            self.zoom = nn.Conv2d(2, 4, 3, groups=2)  # a depthwise convolution, multiplier 2
            self.across = nn.Conv2d(4, 4, 3, groups=4, bias=False)  # the halves of a separable one
            self.along = nn.Conv2d(4, 5, 1)
            self.norm = nn.BatchNorm1d(5 * 2 * 3)
            self.head = nn.Linear(5 * 2 * 3, 4)

        def forward(self, x):
            x = torch.relu(self.zoom(x))
            x = torch.tanh(self.along(self.across(x)))
            return torch.sigmoid(self.head(self.norm(torch.flatten(x, 1))))

    class Nested(nn.Module):
        """Modules in modules; three of one shape, whose numbers say their order."""

        def __init__(self):
            super().__init__()
            self.classifier = nn.ModuleDict({"fc2": nn.Linear(8, 8), "fc1": nn.Linear(4 * 4 * 4, 8)})
            self.features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(),
                                          nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, padding=1))
            self.head = nn.Sequential(nn.Linear(8, 3), nn.Softmax(1))

        def forward(self, x):
            x = torch.relu(self.classifier["fc1"](torch.flatten(torch.relu(self.features(x)), 1)))
            return self.head(torch.tanh(self.classifier["fc2"](x)))

    models = {
        "torch_cnn": (
            nn.Sequential(nn.Conv2d(1, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
                          nn.Conv2d(4, 6, (3, 2), stride=(1, 2), padding=(1, 0)), nn.ReLU(), nn.Flatten(), nn.Dropout(0.5),
                          nn.Linear(6 * 3 * 1, 7), nn.ReLU(), nn.Linear(7, 3), nn.Softmax(1)),
            inputs(3, 8, 8, 1)),
        "torch_named": (Named(), inputs(3, 6, 7, 2)),
        "torch_flat": (nn.Sequential(nn.Flatten(), nn.Linear(4 * 5, 3), nn.ReLU(), nn.Linear(3, 2)), inputs(3, 4, 5)),
        "torch_conv1d": (nn.Sequential(nn.Conv1d(2, 3, 4), nn.Tanh(), nn.Flatten(), nn.Linear(3 * 7, 2)), inputs(3, 10, 2)),
    }
    arrays = {}

    def add(name, model, x):
        with torch.no_grad():
            for tensor in model.state_dict().values():
                if tensor.dtype == torch.float32:
                    tensor.copy_(torch.rand_like(tensor) + (0.5 if tensor.dim() == 1 else -0.5))
            model.eval()
            images = x if name == "torch_flat" else np.moveaxis(x, -1, 1).copy()
            y = model(torch.from_numpy(images))
        save_file(model.state_dict(), FOLDER / f"{name}.safetensors")
        arrays.update({f"{name}_x_f32": x, f"{name}_y_f32": y.numpy()})

    for name, (model, x) in models.items():
        add(name, model, x)
    add("torch_nested", Nested(), inputs(3, 10, 10, 1))  # made here: it draws random numbers
    write_golden("torch_weights", arrays)


def with_keras():
    import os

    os.environ.setdefault("KERAS_BACKEND", "numpy")
    import keras
    from keras import layers
    from safetensors.numpy import save_file

    flat = keras.Sequential([
        layers.Input((8, 8, 2)), layers.Normalization(), layers.Conv2D(4, 3, padding="same", activation="relu"), layers.BatchNormalization(),
        layers.DepthwiseConv2D(3, depth_multiplier=2), layers.SeparableConv2D(5, 3, strides=2, activation="tanh"),
        layers.BatchNormalization(scale=False), layers.Flatten(), layers.Dropout(0.5), layers.Dense(6, activation="elu"),
        layers.Dense(3, activation="softmax")])
    body = keras.Sequential([layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization(), layers.Flatten(), layers.Dense(6, activation="elu"),
                             layers.Dense(6, activation="relu")])
    head = keras.Sequential([layers.Dense(6, activation="tanh"), layers.Dense(3, activation="softmax", name="names")])
    nested = keras.Sequential([layers.Input((8, 8, 2)), layers.Normalization(), body, head])
    random = np.random.default_rng(3)
    arrays = {}
    for name, model in {"keras_cnn": flat, "keras_nested": nested}.items():
        for weight in model.weights:
            if weight.name == "count":
                continue
            low = 0.5 if len(weight.shape) == 1 else -0.5
            weight.assign(random.uniform(low, low + 1, weight.shape).astype(np.float32))
        model.layers[0].finalize_state()
        x = inputs(3, 8, 8, 2)
        y = np.asarray(model(x, training=False))
        arrays |= {f"{name}_x_f32": x, f"{name}_y_f32": y}
        weights = {f"{layer.name}/{w.name}": np.asarray(w) for layer in flat.layers for w in layer.weights}
        save_file(weights if model is flat else {w.path: np.asarray(w) for w in nested.weights}, FOLDER / f"{name}.safetensors")
    write_golden("keras_weights", arrays)


def read(path):
    from safetensors import safe_open

    with safe_open(path, "np") as file:
        for key, value in (file.metadata() or {}).items():
            print(f"{key}: {value}")
        for name in file.keys():
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, tensor.shape, float(np.sum(tensor, dtype=np.float64)))


if __name__ == "__main__":
    {"torch": with_torch, "keras": with_keras, "read": read}[sys.argv[1]](*sys.argv[2:])
