#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""recurrent.golden: inference and 20 steps of recurrent models of Keras, in double; PyTorch's modules give the same numbers.

The models stand below, each in front of a Dense of 2 units. Mean squared error, SGD 0.5 (a float, as linnet holds it), a batch of 3
sequences of 5 steps of 3 features. Keras runs on PyTorch. The script asserts that PyTorch's own RNN, LSTM and GRU with the same numbers
give the same predictions, gradients and losses; it has no GRU without reset_after. PyTorch adds two biases in RNN and LSTM: the second one
stays zero here. A layer that goes backwards reads a flipped sequence there.

<model>.x (3, 5, 3), <model>.targets: the batch.
<model>.parameters: at the start, in linnet's order, which is Keras's, one after the other.
<model>.predictions: of the start. <model>.x.gradient, <model>.gradients: of the first loss.
<model>.losses (20): of the steps on the batch. <model>.trained_predictions: after them.

--check writes nothing and compares. Run by hand, needs Keras and PyTorch.
"""

import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras import layers
from keras.src.backend.common import dtypes
from torch import nn

from golden_file import format_line, read_golden

keras.config.set_floatx("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # otherwise some functions compute in float and return double

PATH = Path(__file__).resolve().parent / "recurrent.golden"
LEARNING_RATE = float(np.float32(0.5))
SEQUENCES, NO_BIAS, BACKWARDS = {"return_sequences": True}, {"use_bias": False}, {"go_backwards": True}
MODELS = {
    "simple_rnn": [layers.SimpleRNN(4)],
    "simple_rnn_relu_sequences": [layers.SimpleRNN(4, activation="relu", **SEQUENCES)],
    "simple_rnn_backwards_no_bias": [layers.SimpleRNN(4, **BACKWARDS, **NO_BIAS)],
    "lstm": [layers.LSTM(4)],
    "lstm_sequences_backwards": [layers.LSTM(4, **SEQUENCES, **BACKWARDS)],
    "lstm_no_bias": [layers.LSTM(4, **NO_BIAS)],
    "gru": [layers.GRU(4)],
    "gru_sequences_backwards": [layers.GRU(4, **SEQUENCES, **BACKWARDS)],
    "gru_no_bias": [layers.GRU(4, **NO_BIAS)],
    "gru_reset_before": [layers.GRU(4, reset_after=False)],
    "gru_reset_before_sequences": [layers.GRU(4, reset_after=False, **SEQUENCES, **BACKWARDS)],
    "gru_reset_before_no_bias": [layers.GRU(4, reset_after=False, **NO_BIAS)],
    "bidirectional_simple_rnn": [layers.Bidirectional(layers.SimpleRNN(3))],
    "bidirectional_lstm_sequences": [layers.Bidirectional(layers.LSTM(3, **SEQUENCES))],
    "bidirectional_gru_sum": [layers.Bidirectional(layers.GRU(3), merge_mode="sum")],
    "bidirectional_gru_sum_sequences": [layers.Bidirectional(layers.GRU(3, **SEQUENCES), merge_mode="sum")],
    "stacked": [layers.GRU(4, **SEQUENCES), layers.Bidirectional(layers.LSTM(3, **SEQUENCES)), layers.SimpleRNN(3)],
    "time_distributed": [layers.LSTM(4, **SEQUENCES), layers.TimeDistributed(layers.Dense(3, activation="tanh")), layers.GRU(3)],
}


def halves(random, shape):
    """Numbers that are short in the file."""
    return np.round(512 * random.uniform(-0.75, 0.75, shape)) / 512


def flat(arrays):
    return np.concatenate([np.asarray(array).ravel() for array in arrays])


def numbers(variables):
    return [keras.ops.convert_to_numpy(variable).copy() for variable in variables]


def with_keras(model, x, targets):
    arrays = {"parameters": flat(numbers(model.trainable_variables))}
    input = torch.tensor(x, requires_grad=True)
    with torch.no_grad():
        arrays["predictions"] = model(input).numpy()
    variables = [variable.value for variable in model.trainable_variables]
    torch.mean((model(input) - torch.tensor(targets)) ** 2).backward()
    arrays.update({"x.gradient": input.grad.numpy(), "gradients": flat([v.grad.numpy() for v in variables])})
    model.zero_grad()
    model.compile(keras.optimizers.SGD(LEARNING_RATE), "mse")
    losses = []
    for _ in range(20):
        losses.append(float(model.train_on_batch(x, targets)))
        model.reset_metrics()  # train_on_batch returns the mean of the losses since the last reset
    with torch.no_grad():
        arrays.update({"losses": losses, "trained_predictions": model(torch.tensor(x)).numpy()})
    return arrays


def in_torchs_order(array, layer):
    """Keras's (C, gates U) as (gates U, C), with PyTorch's order of gates."""
    if isinstance(layer, layers.GRU):
        z, r, n = np.split(array, 3, -1)
        array = np.concatenate([r, z, n], -1)
    return torch.tensor(array.T.copy())


def in_kerass_order(array, layer):
    array = array.T
    if isinstance(layer, layers.GRU):
        r, z, n = np.split(array, 3, -1)
        array = np.concatenate([z, r, n], -1)
    return array


class Torch(nn.Module):
    """The same model of PyTorch's modules; sequences are (N, S, C)."""

    def __init__(self, model):
        super().__init__()
        self.layers, self.modules_ = model.layers, nn.ModuleList()
        for layer in self.layers:
            cells = self.cells(layer)
            if not cells:
                dense = getattr(layer, "layer", layer)
                module = nn.Linear(*dense.kernel.shape, dtype=torch.float64)
                pairs = zip((module.weight, module.bias), numbers(layer.trainable_variables))
                for to, array in pairs:
                    to.data = torch.tensor(array.T.copy())
            else:
                kind = {layers.SimpleRNN: nn.RNN, layers.LSTM: nn.LSTM, layers.GRU: nn.GRU}[type(cells[0])]
                settings = {"nonlinearity": cells[0].activation.__name__} if kind is nn.RNN else {}
                module = kind(cells[0].cell.kernel.shape[0], cells[0].units, bias=cells[0].use_bias, batch_first=True,
                              bidirectional=len(cells) == 2, dtype=torch.float64, **settings)
                for cell, suffix in zip(cells, ("", "_reverse")):
                    self.load(module, cell, "l0" + suffix)
            self.modules_.append(module)

    @staticmethod
    def cells(layer):
        if isinstance(layer, layers.Bidirectional):
            return [layer.forward_layer, layer.backward_layer]
        return [layer] if hasattr(layer, "cell") else []

    @staticmethod
    def load(module, layer, suffix):
        kernel, recurrent, *bias = numbers(layer.trainable_variables)
        tensors = {"weight_ih": kernel, "weight_hh": recurrent}
        if bias:
            two = bias[0] if bias[0].ndim == 2 else np.stack([bias[0], 0 * bias[0]])
            tensors.update({"bias_ih": two[0], "bias_hh": two[1]})
        for name, array in tensors.items():
            getattr(module, f"{name}_{suffix}").data = in_torchs_order(array, layer)
        if bias and bias[0].ndim == 1:
            getattr(module, f"bias_hh_{suffix}").requires_grad = False

    def forward(self, x):
        for layer, module in zip(self.layers, self.modules_):
            cells = self.cells(layer)
            if not cells:
                x = module(x)
                x = torch.tanh(x) if isinstance(layer, layers.TimeDistributed) else x
                continue
            x, state = module(x.flip(1) if cells[0].go_backwards else x)
            if not cells[0].return_sequences:
                state = state[0] if isinstance(state, tuple) else state
                x = torch.cat(list(state), -1)  # the last step of each direction
            if getattr(layer, "merge_mode", "concat") == "sum":
                x = x[..., :cells[0].units] + x[..., cells[0].units:]
        return x

    def numbers(self, of):
        """`of` all parameters, in Keras's order."""
        found = []
        for layer, module in zip(self.layers, self.modules_):
            cells = self.cells(layer)
            if not cells:
                found += [of(module.weight).T, of(module.bias)]
            for cell, suffix in zip(cells, ("l0", "l0_reverse")):
                names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"][: 4 if cell.use_bias else 2]
                tensors = [in_kerass_order(of(getattr(module, f"{n}_{suffix}")), cell) for n in names
                           if getattr(module, f"{n}_{suffix}").requires_grad]
                found += tensors[:2] + ([np.stack(tensors[2:])] if cell.use_bias else [])
        return flat(found)


def with_torch(model, x, targets):
    arrays = {"parameters": model.numbers(lambda p: p.detach().numpy())}
    input = torch.tensor(x, requires_grad=True)
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=LEARNING_RATE)
    losses = []
    for step in range(20):
        predictions = model(input)
        loss = torch.mean((predictions - torch.tensor(targets)) ** 2)
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            arrays.update({"predictions": predictions.detach().numpy(), "x.gradient": input.grad.numpy().copy(),
                           "gradients": model.numbers(lambda p: p.grad.numpy().copy())})
        optimizer.step()
    with torch.no_grad():
        arrays.update({"losses": losses, "trained_predictions": model(input).numpy()})
    return arrays


def golden_of(name, list_of_layers, seed):
    random = np.random.default_rng(seed)
    model = keras.Sequential([layers.Input((5, 3)), *list_of_layers, layers.Dense(2)])
    for variable in model.trainable_variables:
        variable.assign(halves(random, variable.shape))
    x = np.round(8 * random.uniform(-2, 2, (3, 5, 3))) / 8
    targets = np.round(8 * random.uniform(-2, 2, (3, *model.output_shape[1:]))) / 8
    torchs = None if "reset_before" in name else with_torch(Torch(model), x, targets)
    arrays = {"x": x, "targets": targets, **with_keras(model, x, targets)}
    for key, array in (torchs or {}).items():
        assert np.allclose(arrays[key], array, 1e-10, 1e-13), f"{name}.{key}: PyTorch differs from Keras"
    return arrays


def golden():
    arrays = {}
    for seed, (model, list_of_layers) in enumerate(MODELS.items(), 1):
        arrays.update({f"{model}.{name}": array for name, array in golden_of(model, list_of_layers, seed).items()})
    return arrays


def write_or_check(path, arrays):
    if "--check" in sys.argv[1:]:
        stored = read_golden(path)
        assert stored.keys() == arrays.keys() and all(np.allclose(stored[k], arrays[k], 1e-9, 1e-13) for k in arrays)
    else:
        path.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
    print(f"Keras {keras.__version__}, PyTorch {torch.__version__}")


if __name__ == "__main__":
    write_or_check(PATH, golden())
