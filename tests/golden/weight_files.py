#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files that PyTorch and Keras wrote, and what their models predict: weight_files.py torch|keras|read FILE

torch  writes torch_*.safetensors and torch_weights.golden. Made with PyTorch 1.13, recurrent modules and attention with 2.15, and safetensors 0.8.
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

    class Lstm(nn.Module):
        """Two layers with two directions in one module."""

        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)
            self.head = nn.Linear(8 * 5, 2)

        def forward(self, x):
            return torch.softmax(self.head(torch.flatten(self.lstm(x)[0], 1)), 1)

    class Gru(nn.Module):
        """The last layer is a cell that is called for each step."""

        def __init__(self):
            super().__init__()
            self.rnn = nn.RNN(3, 4, nonlinearity="relu", batch_first=True)
            self.gru = nn.GRU(4, 3, batch_first=True)
            self.cell = nn.GRUCell(3, 3, bias=False)
            self.head = nn.Linear(3, 2)

        def forward(self, x):
            h = None
            for frame in self.gru(self.rnn(x)[0])[0].unbind(1):
                h = self.cell(frame, h)
            return self.head(h)

    class Encoder(nn.Module):
        """Two blocks of a transformer, whose modules of one shape are told apart by their numbers."""

        def __init__(self):
            super().__init__()
            layer = nn.TransformerEncoderLayer(6, nhead=2, dim_feedforward=10, activation="gelu", batch_first=True)
            self.encoder = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
            self.head = nn.Linear(6 * 5, 2)

        def forward(self, x):
            return self.head(torch.flatten(self.encoder(x), 1))

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

    def add(name, model, x, channels_last=True, predict=None):
        with torch.no_grad():
            for tensor in model.state_dict().values():
                if tensor.dtype == torch.float32:
                    tensor.copy_(torch.rand_like(tensor) + (0.5 if tensor.dim() == 1 else -0.5))
            model.eval()
            x_torch = torch.from_numpy(x if channels_last else np.moveaxis(x, -1, 1).copy())
            y = predict(x_torch) if predict else model(x_torch)
        save_file(model.state_dict(), FOLDER / f"{name}.safetensors")
        arrays.update({f"{name}_x_f32": x, f"{name}_y_f32": y.numpy()})

    for name, (model, x) in models.items():
        add(name, model, x, channels_last=name == "torch_flat")
    add("torch_nested", Nested(), inputs(3, 10, 10, 1), channels_last=False)  # made here: it draws random numbers
    add("torch_lstm", Lstm(), inputs(3, 5, 3))
    add("torch_gru", Gru(), inputs(3, 5, 3))
    lstm = nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True)  # alone: the names have no dots
    add("torch_only_lstm", lstm, inputs(3, 5, 3), predict=lambda x: lstm(x)[0])
    gru = nn.GRU(3, 4, batch_first=True)
    add("torch_only_gru", gru, inputs(3, 5, 3), predict=lambda x: gru(x)[1][0])
    attention = nn.MultiheadAttention(6, 2, batch_first=True)
    add("torch_only_attention", attention, inputs(3, 5, 6), predict=lambda x: attention(x, x, x)[0])
    add("torch_encoder", Encoder(), inputs(3, 5, 6))
    write_golden("torch_weights", arrays)


def with_keras():
    import os

    os.environ.setdefault("KERAS_BACKEND", "numpy")
    import keras
    from keras import layers
    from safetensors.numpy import save_file

    def to_numpy(tensor):
        return np.array(keras.ops.convert_to_numpy(tensor), order="C")  # safetensors writes a transposed array in the wrong order


    flat = keras.Sequential([
        layers.Input((8, 8, 2)), layers.Normalization(), layers.Conv2D(4, 3, padding="same", activation="relu"), layers.BatchNormalization(),
        layers.DepthwiseConv2D(3, depth_multiplier=2), layers.SeparableConv2D(5, 3, strides=2, activation="tanh"),
        layers.BatchNormalization(scale=False), layers.Flatten(), layers.Dropout(0.5), layers.Dense(6, activation="elu"),
        layers.Dense(3, activation="softmax")])
    body = keras.Sequential([layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization(), layers.Flatten(), layers.Dense(6, activation="elu"),
                             layers.Dense(6, activation="relu")])
    head = keras.Sequential([layers.Dense(6, activation="tanh"), layers.Dense(3, activation="softmax", name="names")])
    nested = keras.Sequential([layers.Input((8, 8, 2)), layers.Normalization(), body, head])
    recurrent = keras.Sequential([
        layers.Input((5, 3)), layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
        layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="sum"),
        layers.GRU(3, return_sequences=True, go_backwards=True, reset_after=False),
        layers.TimeDistributed(layers.Dense(3, activation="tanh")), layers.SimpleRNN(3), layers.Dense(2)])
    random = np.random.default_rng(3)
    arrays = {}
    for name, model in {"keras_cnn": flat, "keras_nested": nested, "keras_recurrent": recurrent}.items():
        for weight in model.weights:
            if weight.name == "count":
                continue
            low = 0.5 if len(weight.shape) == 1 else -0.5
            weight.assign(random.uniform(low, low + 1, weight.shape).astype(np.float32))
        if model is not recurrent:
            model.layers[0].finalize_state()
        x = inputs(3, *model.input_shape[1:])
        y = to_numpy(model(x, training=False))
        arrays |= {f"{name}_x_f32": x, f"{name}_y_f32": y}
        weights = {f"{layer.name}/{w.name}": to_numpy(w) for layer in flat.layers for w in layer.weights}
        save_file(weights if model is flat else {w.path: to_numpy(w) for w in model.weights}, FOLDER / f"{name}.safetensors")
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
