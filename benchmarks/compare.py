#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares linnet's speed with PyTorch and, for predict in float and int8, onnxruntime and LiteRT on one pinned core.

Networks: mlp is 784-256-64-32-10 (give it bench_mlp), cnn is conv 32, pool, conv 64, pool, dropout, dense 10 (bench_cnn). bench_recurrent has
several, compared one after the other: lstm64, gru64 and lstm128 over the 28 rows of an image, with a dense 10 behind; and lstm8 to gru32, which
take a single frame of 8 numbers and end in a dense 1. For these, PyTorch calls the layer step by step with its state.

The sides take turns for several rounds. Figures are medians over the rounds, ratios are medians of each round's ratio, and
time is CPU time of one thread, so that a busy machine matters little. A side that is not installed is skipped.

PyTorch trains with cross_entropy on logits, torch.optim.Adam at its defaults and batches gathered by a shuffled index from a
float tensor of 60000 images; it predicts under inference_mode with nn.Sequential or its frozen trace, whichever is faster. For the
cnn it tries images in both memory formats, contiguous and channels_last, and uses the faster one. Adam is the fused one where that is faster.
Times of onnxruntime and LiteRT exclude the cost of a call, which is measured with a model of one node.

In int8, onnxruntime runs a graph quantised by onnxruntime.quantization (static, QDQ, activations uint8, weights int8 per channel), LiteRT a
model of TensorFlow's converter for exactly this batch, with XNNPACK. "from int8" is int8 in and out; "from float" includes the conversions.
LiteRT's time is that of invoke alone: its input is already in place. Use a virtual environment of Python 3.11 for these two:

    pip install tensorflow==2.21.0 ai-edge-litert==2.3.0 onnxruntime==1.32.0 onnx==1.23.2

Debian's python3-torch brings the reference BLAS, on which PyTorch is several times slower than it needs to be. For a fair
comparison install libopenblas0-pthread; without it the tables say "reference BLAS".
"""

import os

for library in "OMP", "OPENBLAS", "MKL", "BLIS":
    os.environ[f"{library}_NUM_THREADS"] = "1"

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import argparse
import contextlib
import io
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import torch
except ImportError:
    torch = None
try:
    import numpy
    import onnx
    import onnxruntime
    from onnxruntime import quantization
except ImportError:
    onnxruntime = None
try:
    import ai_edge_litert
    from ai_edge_litert import interpreter as litert
    import numpy
    import tensorflow
except ImportError:
    litert = None

SIZES = (784, 256, 64, 32, 10)
IMAGES = 60000
INT8_BATCHES = (1, 64)
FROM_INT8, FROM_FLOAT = "predict_int8", "predict_int8_from_float"


class Mlp:
    prefix = ""
    train_batches = (1, 16, 50, 128)
    predict_batches = (1, 64, 256)
    shape = keras_shape = (784,)
    formats = ["contiguous_format"]

    @staticmethod
    def torch_network():
        layers = []
        for inputs, units in zip(SIZES, SIZES[1:]):
            layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
        return torch.nn.Sequential(*layers[:-1])

    @staticmethod
    def onnx_network():
        """Returns nodes, tensors, and the name of the output."""
        nodes, tensors, value = [], [], "x"
        for i, (inputs, units) in enumerate(zip(SIZES, SIZES[1:])):
            tensors += [random_tensor(f"kernel{i}", inputs, units), random_tensor(f"bias{i}", units)]
            activation = "Softmax" if units == SIZES[-1] else "Relu"
            nodes += [onnx.helper.make_node("Gemm", [value, f"kernel{i}", f"bias{i}"], [f"sum{i}"]),
                      onnx.helper.make_node(activation, [f"sum{i}"], [f"output{i}"])]
            value = f"output{i}"
        return nodes, tensors, value

    @staticmethod
    def keras_layers():
        dense = tensorflow.keras.layers.Dense
        return [dense(units, "relu") for units in SIZES[1:-1]] + [dense(SIZES[-1], "softmax")]


class Cnn:
    prefix = ""
    train_batches = (16, 64)
    predict_batches = (1, 64)
    shape, keras_shape = (1, 28, 28), (28, 28, 1)
    formats = ["contiguous_format", "channels_last"]

    @staticmethod
    def torch_network():
        nn = torch.nn
        return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
                             nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10))

    @staticmethod
    def onnx_network():
        """Returns nodes, tensors, and the name of the output."""
        make, nodes, tensors, value = onnx.helper.make_node, [], [], "x"
        for i, (channels, filters) in enumerate(((1, 32), (32, 64))):
            tensors += [random_tensor(f"kernel{i}", filters, channels, 3, 3), random_tensor(f"bias{i}", filters)]
            nodes += [make("Conv", [value, f"kernel{i}", f"bias{i}"], [f"sum{i}"]), make("Relu", [f"sum{i}"], [f"relu{i}"]),
                      make("MaxPool", [f"relu{i}"], [f"pool{i}"], kernel_shape=[2, 2], strides=[2, 2])]
            value = f"pool{i}"
        tensors += [random_tensor("kernel2", 1600, 10), random_tensor("bias2", 10)]
        nodes += [make("Flatten", [value], ["flat"]), make("Gemm", ["flat", "kernel2", "bias2"], ["logits"]),
                  make("Softmax", ["logits"], ["y"])]
        return nodes, tensors, "y"

    @staticmethod
    def keras_layers():
        layers = tensorflow.keras.layers
        return [layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(64, 3, activation="relu"),
                layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(SIZES[-1], "softmax")]


class Rows:
    """LSTM or GRU over the rows of an image. In float alone: linnet's recurrent layers have no int8 form."""
    shape = keras_shape = (28, 28)
    formats = ["contiguous_format"]
    train_batches, predict_batches = (64,), (1, 64)
    int8 = False

    def __init__(self, kind, units):
        self.kind, self.units, self.prefix = kind, units, f"{kind}{units}/"

    def torch_network(self):
        class Last(torch.nn.Module):
            def __init__(self, kind, units):
                super().__init__()
                self.recurrent = getattr(torch.nn, kind.upper())(28, units, batch_first=True)

            def forward(self, x):
                return self.recurrent(x)[0][:, -1]

        return torch.nn.Sequential(Last(self.kind, self.units), torch.nn.Linear(self.units, 10))

    def onnx_network(self):
        """Returns nodes, tensors, and the name of the output. The operators read steps first: (28, N, 28)."""
        make, columns = onnx.helper.make_node, {"lstm": 4, "gru": 3}[self.kind] * self.units
        options = {"linear_before_reset": 1} if self.kind == "gru" else {}
        tensors = [random_tensor("kernel", 1, columns, 28), random_tensor("recurrent", 1, columns, self.units),
                   random_tensor("bias", 1, 2 * columns), random_tensor("dense", self.units, 10), random_tensor("dense_bias", 10),
                   onnx.numpy_helper.from_array(numpy.array([0], numpy.int64), "axis")]
        nodes = [make("Transpose", ["x"], ["steps"], perm=[1, 0, 2]),
                 make(self.kind.upper(), ["steps", "kernel", "recurrent", "bias"], ["", "h"], hidden_size=self.units, **options),
                 make("Squeeze", ["h", "axis"], ["last"]), make("Gemm", ["last", "dense", "dense_bias"], ["logits"]),
                 make("Softmax", ["logits"], ["y"])]
        return nodes, tensors, "y"


class Frames:
    """One step of an LSTM or GRU, and a dense 1."""
    train_batches = predict_batches = ()
    pushes = True
    int8 = False

    def __init__(self, kind, units):
        self.kind, self.units, self.prefix = kind, units, f"{kind}{units}/"

    def torch_step(self):
        """A function that takes one step, with the faster of the layer and its cell."""
        cell = getattr(torch.nn, self.kind.upper() + "Cell")(8, self.units)
        layer = getattr(torch.nn, self.kind.upper())(8, self.units)
        dense, frame = torch.nn.Linear(self.units, 1), torch.rand(1, 8)
        state = {"cell": None, "layer": None}

        def step_cell():
            state["cell"] = cell(frame, state["cell"])
            return dense(state["cell"][0] if self.kind == "lstm" else state["cell"])

        def step_layer():
            y, state["layer"] = layer(frame, state["layer"])
            return dense(y)

        return step_cell, step_layer


RECURRENT = [Rows("lstm", 64), Rows("gru", 64), Rows("lstm", 128),
             *(Frames(kind, units) for units in (8, 16, 32) for kind in ("lstm", "gru"))]
NETWORKS = {"mlp": [Mlp], "cnn": [Cnn], "recurrent": RECURRENT}


def random_tensor(name, *shape):
    values = numpy.random.default_rng(0).uniform(-0.1, 0.1, shape).astype(numpy.float32)
    return onnx.numpy_helper.from_array(values, name)


def random_images(batch, shape):
    """Images with four of five pixels 0, as in MNIST."""
    random = numpy.random.default_rng(1)
    x = random.random((batch, *shape), numpy.float32)
    return x * (random.random(x.shape) < 0.2)


def tasks_of(network):
    """Returns the names of the training tasks and of the predict tasks."""
    return ([f"train_step/{batch}" for batch in network.train_batches],
            [f"predict/{batch}" for batch in network.predict_batches] + (["push/1"] if hasattr(network, "pushes") else []))


def int8_tasks(network):
    if not getattr(network, "int8", True):
        return []
    return [f"{name}/{batch}" for name in (FROM_INT8, FROM_FLOAT) for batch in INT8_BATCHES]


def batch_of(task):
    return int(task.split("/")[1])


def median_seconds(function, seconds):
    """Returns the median CPU time of a call, over chunks of at least 5 ms that together take at least `seconds`."""
    def chunk(calls):
        start = time.process_time()
        for _ in range(calls):
            function()
        return time.process_time() - start

    calls = 1
    while chunk(calls) < 0.005:
        calls *= 2
    times = []
    while len(times) < 5 or sum(times) < seconds:
        times.append(chunk(calls))
    return statistics.median(times) / calls


def torch_version():
    """With a warning when the loaded BLAS is the reference one (seen on Linux)."""
    maps = Path("/proc/self/maps")
    slow = maps.exists() and "/blas/libblas.so" in maps.read_text()
    return torch.__version__ + (" (reference BLAS)" if slow else "")


class TorchSide:
    # Fused Adam came to CPUs with PyTorch 2.4.
    fused = (None, True) if torch and tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 4) else (None,)

    def __init__(self, network):
        self.version = torch_version()
        torch.set_num_threads(1)
        torch.manual_seed(0)
        self.train_tasks, self.predict_tasks = tasks_of(network)
        self.steps, self.variants = (), []
        if hasattr(network, "pushes"):
            self.steps = network.torch_step()
            return
        self.labels = torch.randint(0, SIZES[-1], (IMAGES,))
        self.order = torch.randperm(IMAGES)
        images = torch.rand(IMAGES, *network.shape)
        # images, network to train, networks to predict with: one of each for a memory format
        for name in network.formats:
            layout = getattr(torch, name)
            x = images.contiguous(memory_format=layout)
            predictor = torch.nn.Sequential(network.torch_network(), torch.nn.Softmax(1)).to(memory_format=layout).eval()
            with torch.no_grad():
                frozen = torch.jit.freeze(torch.jit.trace(predictor, x[:1]))
            self.variants.append((x, network.torch_network().to(memory_format=layout), (predictor, frozen)))

    def train_seconds(self, batch, seconds, images, network):
        return min(self.train_seconds_with({"fused": fused}, batch, seconds, images, network) for fused in self.fused)

    def train_seconds_with(self, adam, batch, seconds, images, network):
        optimizer = torch.optim.Adam(network.parameters(), **adam)
        batches = self.order.split(batch)[: IMAGES // batch]
        position = 0

        def step():
            nonlocal position
            index = batches[position]
            position = (position + 1) % len(batches)
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(network(images[index]), self.labels[index]).backward()
            optimizer.step()

        return median_seconds(step, seconds)

    def predict_seconds(self, batch, seconds, images, predictors):
        x = images[:batch].clone()
        with torch.inference_mode():
            return min(median_seconds(lambda: model(x), seconds) for model in predictors)

    def run(self, seconds):
        times = {}
        if self.steps:
            with torch.inference_mode():
                times["push/1"] = min(median_seconds(step, seconds) for step in self.steps)
        for images, network, predictors in self.variants:
            for task in self.train_tasks:
                time_ = self.train_seconds(batch_of(task), seconds, images, network)
                times[task] = min(time_, times.get(task, time_))
            for task in self.predict_tasks:
                time_ = self.predict_seconds(batch_of(task), seconds, images, predictors)
                times[task] = min(time_, times.get(task, time_))
        return times


class OnnxSide:
    def __init__(self, network):
        self.version = onnxruntime.__version__
        self.predict_tasks = tasks_of(network)[1]
        self.shape = network.shape
        model = self.model(*network.onnx_network(), network.shape)
        self.sessions = {"predict": self.session(model)}
        self.int8_tasks = int8_tasks(network)
        if self.int8_tasks:
            quantized = self.quantized(model)
            self.sessions |= {FROM_FLOAT: self.session(quantized), FROM_INT8: self.session(self.from_int8(quantized))}
        self.one_node = self.session(self.model([onnx.helper.make_node("Relu", ["x"], ["y"])], [], "y", (1,)))

    @staticmethod
    def model(nodes, tensors, output, shape):
        def info(name, dims):
            return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", *dims])

        graph = onnx.helper.make_graph(nodes, "graph", [info("x", shape)], [info(output, [None])], tensors)
        return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)

    def quantized(self, model):
        class Reader(quantization.CalibrationDataReader):
            batches = iter([{"x": random_images(64, self.shape)}])

            def get_next(self):
                return next(self.batches, None)

        with tempfile.TemporaryDirectory() as folder:
            before, path = (str(Path(folder) / f"{name}.onnx") for name in ("float", "int8"))
            onnx.save(model, before)
            quantization.quantize_static(before, path, Reader(), quant_format=quantization.QuantFormat.QDQ, per_channel=True,
                                         activation_type=quantization.QuantType.QUInt8, weight_type=quantization.QuantType.QInt8)
            return onnx.load(path)

    @staticmethod
    def from_int8(quantized):
        """The model without its first and last node, which quantise the input and dequantise the output."""
        model = onnx.ModelProto()
        model.CopyFrom(quantized)
        graph = model.graph
        nodes, x, y = list(graph.node), graph.input[0], graph.output[0]
        first = next(node for node in nodes if node.op_type == "QuantizeLinear" and node.input[0] == x.name)
        last = next(node for node in nodes if node.op_type == "DequantizeLinear" and node.output[0] == y.name)
        for node, value, name in (first, x, first.output[0]), (last, y, last.input[0]):
            graph.node.remove(node)
            value.name = name
            value.type.tensor_type.elem_type = onnx.TensorProto.UINT8
        return model

    @staticmethod
    def session(model):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    @staticmethod
    def seconds_of(session, batch, shape, seconds):
        x = random_images(batch, shape)
        info = session.get_inputs()[0]
        feed = {info.name: (x * 255).astype(numpy.uint8) if info.type == "tensor(uint8)" else x}
        return median_seconds(lambda: session.run(None, feed), seconds)

    def run(self, seconds):
        overhead = self.seconds_of(self.one_node, 1, (1,), seconds)
        times = {task: self.seconds_of(self.sessions[task.split("/")[0]], batch_of(task), self.shape, seconds) - overhead
                 for task in self.predict_tasks + self.int8_tasks}
        return {**times, "call": overhead}


class LiteRtSide:
    def __init__(self, network):
        self.version = f"{ai_edge_litert.__version__}, converter of TensorFlow {tensorflow.__version__}"
        self.interpreters = {}
        for task in tasks_of(network)[1] + int8_tasks(network):
            kind = {FROM_INT8: tensorflow.int8, FROM_FLOAT: tensorflow.float32}.get(task.split("/")[0])
            self.interpreters[task] = self.interpreter(network.keras_layers(), batch_of(task), network.keras_shape, kind)
        self.one_node = self.interpreter([tensorflow.keras.layers.ReLU()], 1, (1,), None)

    @staticmethod
    def interpreter(layers, batch, shape, kind):
        """An interpreter that is ready to invoke; in int8 with input and output of type `kind`, in float if it is None."""
        model = tensorflow.keras.Sequential([tensorflow.keras.layers.Input(shape, batch), *layers])
        converter = tensorflow.lite.TFLiteConverter.from_keras_model(model)
        if kind:
            converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: [[random_images(batch, shape)]]
            converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = kind
        with contextlib.redirect_stdout(io.StringIO()):
            content = converter.convert()
        interpreter = litert.Interpreter(model_content=content, num_threads=1)
        interpreter.allocate_tensors()
        x, info = random_images(batch, shape), interpreter.get_input_details()[0]
        if kind == tensorflow.int8:
            x = x * 255 - 128
        interpreter.set_tensor(info["index"], x.astype(info["dtype"]))
        return interpreter

    def run(self, seconds):
        overhead = median_seconds(self.one_node.invoke, seconds)
        times = {task: median_seconds(interpreter.invoke, seconds) - overhead for task, interpreter in self.interpreters.items()}
        return {**times, "call": overhead}


class LinnetSide:
    def __init__(self, executable, repetitions, prefix):
        self.prefix = prefix
        self.command = [executable, "--benchmark_format=json", f"--benchmark_repetitions={repetitions}",
                        f"--benchmark_filter=^(fma_peak|{prefix}(train_step|predict|push|read_weights|quantize))"]
        self.flops = {}

    def run(self, seconds):
        """Returns the seconds of one step or call; stores floating-point operations per second in self.flops."""
        command = self.command + [f"--benchmark_min_time={seconds}"]
        report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        samples = {}
        for entry in report["benchmarks"]:
            if entry["run_type"] == "iteration":
                name = re.match(r"\w+(/\d+)?", entry["run_name"].removeprefix(self.prefix)).group()
                samples.setdefault(name, []).append(entry)
        times = {}
        for name, entries in samples.items():
            if "items_per_second" in entries[0] and "/" in name:
                times[name] = batch_of(name) / statistics.median(entry["items_per_second"] for entry in entries)
            else:
                unit = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[entries[0]["time_unit"]]
                times[name] = unit * statistics.median(entry["cpu_time"] for entry in entries)
            if "flops" in entries[0]:
                self.flops.setdefault(name, []).append(statistics.median(entry["flops"] for entry in entries))
        return times


def make_sides(options, network):
    sides = {}
    if options.executable:
        sides["linnet"] = LinnetSide(options.executable, options.repetitions, network.prefix)
    if torch:
        sides["PyTorch"] = TorchSide(network)
    if onnxruntime and network.predict_batches:
        sides["onnxruntime"] = OnnxSide(network)
    if litert and network.predict_batches and not isinstance(network, Rows):
        sides["LiteRT"] = LiteRtSide(network)
    return sides


def median_ratio(numerators, denominators):
    """Returns the median of the ratios of each round, or None if a side has no figures."""
    if not numerators or not denominators:
        return None
    return statistics.median(a / b for a, b in zip(numerators, denominators))


def summarize(seconds, flops, versions, task_names):
    """Medians per task and side; `seconds[side][task]` and `flops[task]` hold one figure per round."""
    peak = flops.get("fma_peak")
    tasks = {}
    for task in task_names:
        entry = {"seconds": {}, "samples_per_second": {}, "times_faster_than": {}}
        for side, times in seconds.items():
            if task in times:
                entry["seconds"][side] = statistics.median(times[task])
                entry["samples_per_second"][side] = batch_of(task) / entry["seconds"][side]
        linnet = seconds.get("linnet", {}).get(task)
        for side in entry["seconds"]:
            if linnet and side != "linnet":
                entry["times_faster_than"][side] = median_ratio(seconds[side][task], linnet)
        if "int8" in task:
            in_float = seconds.get("linnet", {}).get(f"predict/{batch_of(task)}")
            entry["times_faster_than"]["float"] = median_ratio(in_float, linnet)
        if task in flops:
            entry["flops"] = statistics.median(flops[task])
            entry["share_of_peak"] = median_ratio(flops[task], peak)
        tasks[task] = entry
    linnet = seconds.get("linnet", {})
    return {
        "sides": list(seconds),
        "versions": versions,
        "peak_flops": statistics.median(peak) if peak else None,
        "read_weights_seconds": statistics.median(linnet["read_weights"]) if "read_weights" in linnet else None,
        "predict_1_over_read_weights": median_ratio(linnet.get("predict/1"), linnet.get("read_weights")),
        "quantize_seconds": statistics.median(linnet["quantize"]) if "quantize" in linnet else None,
        "call_seconds": {side: statistics.median(times["call"]) for side, times in seconds.items() if "call" in times},
        "tasks": tasks,
        "rounds": {"seconds": seconds, "flops": flops},
    }


def text(value, style, scale=1.0):
    return "-" if value is None else format(value * scale, style)


def print_table(headers, rows):
    widths = [max(len(row[i]) for row in [headers, *rows]) for i in range(len(headers))]
    for row in [headers, *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        print("  ".join(cells).rstrip())
    print()


def print_summary(summary, train, predict, int8):
    sides, tasks = summary["sides"], summary["tasks"]
    peers = [side for side in sides if side != "linnet"]
    trainers = [side for side in peers if train and side in tasks[train[0]]["seconds"]]
    with_linnet = "linnet" in sides
    for side, version in summary["versions"].items():
        print(f"{side} {version}")
    print()

    if train and (with_linnet or trainers):
        print("Training step with Adam and batch gathering, samples/s")
        headers = ["batch"] + (["linnet", "GFLOP/s", "% of peak"] if with_linnet else []) + trainers
        rows = []
        for task in train:
            entry = tasks[task]
            row = [str(batch_of(task))]
            if with_linnet:
                row += [text(entry["samples_per_second"].get("linnet"), ",.0f"), text(entry.get("flops"), ".1f", 1e-9),
                        text(entry.get("share_of_peak"), ".1f", 100)]
            row += [text(entry["samples_per_second"].get(side), ",.0f") for side in trainers]
            row += [text(entry["times_faster_than"].get(side), ".2f") for side in trainers if with_linnet]
            rows.append(row)
        print_table(headers + [f"linnet / {side}" for side in trainers if with_linnet], rows)

    def print_times(title, names, task_names, compared):
        """A table of the sides that have figures for these tasks."""
        shown = [side for side in sides if task_names and side in tasks[task_names[0]]["seconds"]]
        compared = [side for side in compared if side in shown or side == "float"] if with_linnet else []
        if not shown:
            return
        print(f"{title}, microseconds per call")
        rows = []
        for name, task in zip(names, task_names):
            entry = tasks[task]
            row = [name] + [text(entry["seconds"].get(side), ",.2f", 1e6) for side in shown]
            rows.append(row + [text(entry["times_faster_than"].get(side), ".2f") for side in compared])
        print_table(["batch", *shown] + [f"{side} / linnet" for side in compared], rows)

    print_times("Push" if predict == ["push/1"] else "Predict", [str(batch_of(task)) for task in predict], predict, peers)
    names = [f"{batch_of(task)}, from {'float' if task.startswith(FROM_FLOAT) else 'int8'}" for task in int8]
    print_times("Predict in int8", names, int8, ["float", *peers])

    if with_linnet:
        print(f"FMA peak {text(summary['peak_flops'], '.1f', 1e-9)} GFLOP/s.")
    if summary["read_weights_seconds"]:
        print(f"Reading all weights once takes {text(summary['read_weights_seconds'], '.2f', 1e6)} us; "
              f"predict at batch 1 takes {text(summary['predict_1_over_read_weights'], '.2f')} times that.")
    if summary["quantize_seconds"]:
        print(f"linnet quantises the model in {text(summary['quantize_seconds'], '.1f', 1e3)} ms.")
    for side, call in summary["call_seconds"].items():
        print(f"Taken off the times of {side}: {text(call, '.2f', 1e6)} us per call.")
    if "reference BLAS" in summary["versions"].get("PyTorch", ""):
        print("PyTorch ran on the reference BLAS, so its ratios say little: install libopenblas0-pthread and run again.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executable", nargs="?", help="linnet's bench_mlp, bench_cnn or bench_recurrent; without it only the peers run")
    parser.add_argument("--network", choices=list(NETWORKS), help="default: from the executable's name, otherwise mlp")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=3, help="of each linnet benchmark in a round (default 3)")
    parser.add_argument("--seconds", type=float, default=0.2, help="of each measurement in a round (default 0.2)")
    parser.add_argument("--core", type=int, help="the CPU to run on (default: the last one)")
    parser.add_argument("--json", action="store_true", help="print JSON with all rounds instead of tables")
    options = parser.parse_args()

    if hasattr(os, "sched_setaffinity"):
        core = max(os.sched_getaffinity(0)) if options.core is None else options.core
        os.sched_setaffinity(0, {core})  # child processes inherit it
    for name, module in ("PyTorch", torch), ("onnxruntime (with onnx)", onnxruntime), ("LiteRT (with TensorFlow)", litert):
        if not module:
            print(f"{name} is not installed for this Python: skipped", file=sys.stderr)

    executable = Path(options.executable or "").name
    name = options.network or next((name for name in NETWORKS if name in executable), "mlp")
    for network in NETWORKS[name]:
        compare(network, options, parser)


def compare(network, options, parser):
    train, predict = tasks_of(network)
    int8 = int8_tasks(network)
    sides = make_sides(options, network)
    if not sides:
        parser.error("nothing to run")
    seconds = {name: {} for name in sides}
    for i in range(options.rounds):
        for name, side in sides.items():
            print(f"round {i + 1} of {options.rounds}: {name}", file=sys.stderr)
            for task, figure in side.run(options.seconds).items():
                seconds[name].setdefault(task, []).append(figure)
    flops = sides["linnet"].flops if "linnet" in sides else {}
    summary = summarize(seconds, flops, {name: side.version for name, side in sides.items() if name != "linnet"},
                        train + predict + int8)
    if options.json:
        print(json.dumps(summary, indent=1))
    else:
        if network.prefix:
            print(f"{network.prefix[:-1]}:")
        print_summary(summary, train, predict, int8)


if __name__ == "__main__":
    main()
