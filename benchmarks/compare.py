#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares linnet's speed with PyTorch and, for predict, onnxruntime on one pinned core.

Networks: mlp is 784-256-64-32-10 (give it bench_mlp), cnn is conv 32, pool, conv 64, pool, dropout, dense 10 (bench_cnn).

The sides take turns for several rounds. Figures are medians over the rounds, ratios are medians of each round's ratio, and
time is CPU time of one thread, so that a busy machine matters little. A side that is not installed is skipped.

PyTorch trains with cross_entropy on logits, torch.optim.Adam at its defaults and batches gathered by a shuffled index from a
float tensor of 60000 images; it predicts under inference_mode with nn.Sequential or its frozen trace, whichever is faster. For the
cnn it tries images in both memory formats, contiguous and channels_last, and uses the faster one.
onnxruntime's times exclude the cost of a call, which is measured with a one-node model.

Debian's python3-torch brings the reference BLAS, on which PyTorch is several times slower than it needs to be. For a fair
comparison install libopenblas0-pthread; without it the tables say "reference BLAS".
"""

import os

for library in "OMP", "OPENBLAS", "MKL", "BLIS":
    os.environ[f"{library}_NUM_THREADS"] = "1"

import argparse
import json
import re
import statistics
import subprocess
import sys
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
except ImportError:
    onnxruntime = None

SIZES = (784, 256, 64, 32, 10)
IMAGES = 60000


class Mlp:
    train_batches = (1, 16, 50, 128)
    predict_batches = (1, 64, 256)
    shape = (784,)
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


class Cnn:
    train_batches = (16, 64)
    predict_batches = (1, 64)
    shape = (1, 28, 28)
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


def random_tensor(name, *shape):
    values = numpy.random.default_rng(0).uniform(-0.1, 0.1, shape).astype(numpy.float32)
    return onnx.numpy_helper.from_array(values, name)


def tasks_of(network):
    """Returns the names of the training tasks and of the predict tasks."""
    return ([f"train_step/{batch}" for batch in network.train_batches],
            [f"predict/{batch}" for batch in network.predict_batches])


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
    def __init__(self, network):
        self.version = torch_version()
        torch.set_num_threads(1)
        torch.manual_seed(0)
        self.train_tasks, self.predict_tasks = tasks_of(network)
        self.labels = torch.randint(0, SIZES[-1], (IMAGES,))
        self.order = torch.randperm(IMAGES)
        images = torch.rand(IMAGES, *network.shape)
        self.variants = []  # images, network to train, networks to predict with: one of each for a memory format
        for name in network.formats:
            layout = getattr(torch, name)
            x = images.contiguous(memory_format=layout)
            predictor = torch.nn.Sequential(network.torch_network(), torch.nn.Softmax(1)).to(memory_format=layout).eval()
            with torch.no_grad():
                frozen = torch.jit.freeze(torch.jit.trace(predictor, x[:1]))
            self.variants.append((x, network.torch_network().to(memory_format=layout), (predictor, frozen)))

    def train_seconds(self, batch, seconds, images, network):
        optimizer = torch.optim.Adam(network.parameters())
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
        self.network = self.session(*network.onnx_network(), network.shape)
        self.one_node = self.session([onnx.helper.make_node("Relu", ["x"], ["y"])], [], "y", (1,))

    @staticmethod
    def session(nodes, tensors, output, shape):
        def info(name, dims):
            return onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", *dims])

        graph = onnx.helper.make_graph(nodes, "graph", [info("x", shape)], [info(output, [None])], tensors)
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])

    @staticmethod
    def seconds_of(session, batch, shape, seconds):
        feed = {"x": numpy.random.default_rng(1).random((batch, *shape), numpy.float32)}
        return median_seconds(lambda: session.run(None, feed), seconds)

    def run(self, seconds):
        overhead = self.seconds_of(self.one_node, 1, (1,), seconds)
        times = {task: self.seconds_of(self.network, batch_of(task), self.shape, seconds) - overhead
                 for task in self.predict_tasks}
        return {**times, "call": overhead}


class LinnetSide:
    def __init__(self, executable, repetitions):
        self.command = [executable, "--benchmark_format=json", f"--benchmark_repetitions={repetitions}",
                        "--benchmark_filter=^(fma_peak|train_step|predict|read_weights)"]
        self.flops = {}

    def run(self, seconds):
        """Returns the seconds of one step or call; stores floating-point operations per second in self.flops."""
        command = self.command + [f"--benchmark_min_time={seconds}"]
        report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        samples = {}
        for entry in report["benchmarks"]:
            if entry["run_type"] == "iteration":
                name = re.match(r"\w+(/\d+)?", entry["run_name"]).group()
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
        sides["linnet"] = LinnetSide(options.executable, options.repetitions)
    if torch:
        sides["PyTorch"] = TorchSide(network)
    if onnxruntime:
        sides["onnxruntime"] = OnnxSide(network)
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
        if task in flops:
            entry["flops"] = statistics.median(flops[task])
            entry["share_of_peak"] = median_ratio(flops[task], peak)
        tasks[task] = entry
    linnet = seconds.get("linnet", {})
    calls = seconds.get("onnxruntime", {}).get("call")
    return {
        "sides": list(seconds),
        "versions": versions,
        "peak_flops": statistics.median(peak) if peak else None,
        "read_weights_seconds": statistics.median(linnet["read_weights"]) if "read_weights" in linnet else None,
        "predict_1_over_read_weights": median_ratio(linnet.get("predict/1"), linnet.get("read_weights")),
        "onnxruntime_call_seconds": statistics.median(calls) if calls else None,
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


def print_summary(summary, train, predict):
    sides, tasks = summary["sides"], summary["tasks"]
    peers = [side for side in sides if side != "linnet"]
    trainers = [side for side in peers if side in tasks[train[0]]["seconds"]]
    with_linnet = "linnet" in sides
    for side, version in summary["versions"].items():
        print(f"{side} {version}")
    print()

    if with_linnet or trainers:
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

    print("Predict, microseconds per call")
    rows = []
    for task in predict:
        entry = tasks[task]
        row = [str(batch_of(task))] + [text(entry["seconds"].get(side), ",.2f", 1e6) for side in sides]
        rows.append(row + [text(entry["times_faster_than"].get(side), ".2f") for side in peers if with_linnet])
    print_table(["batch", *sides] + [f"{side} / linnet" for side in peers if with_linnet], rows)

    if with_linnet:
        print(f"FMA peak {text(summary['peak_flops'], '.1f', 1e-9)} GFLOP/s.")
    if summary["read_weights_seconds"]:
        print(f"Reading all weights once takes {text(summary['read_weights_seconds'], '.2f', 1e6)} us; "
              f"predict at batch 1 takes {text(summary['predict_1_over_read_weights'], '.2f')} times that.")
    if summary["onnxruntime_call_seconds"]:
        print(f"Taken off onnxruntime's times: {text(summary['onnxruntime_call_seconds'], '.2f', 1e6)} us per call.")
    if "reference BLAS" in summary["versions"].get("PyTorch", ""):
        print("PyTorch ran on the reference BLAS, so its ratios say little: install libopenblas0-pthread and run again.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executable", nargs="?", help="linnet's bench_mlp or bench_cnn; without it only the peers run")
    parser.add_argument("--network", choices=["mlp", "cnn"], help="default: from the executable's name, otherwise mlp")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=3, help="of each linnet benchmark in a round (default 3)")
    parser.add_argument("--seconds", type=float, default=0.2, help="of each measurement in a round (default 0.2)")
    parser.add_argument("--core", type=int, help="the CPU to run on (default: the last one)")
    parser.add_argument("--json", action="store_true", help="print JSON with all rounds instead of tables")
    options = parser.parse_args()

    if hasattr(os, "sched_setaffinity"):
        core = max(os.sched_getaffinity(0)) if options.core is None else options.core
        os.sched_setaffinity(0, {core})  # child processes inherit it
    for name, module in ("PyTorch", torch), ("onnxruntime (with onnx)", onnxruntime):
        if not module:
            print(f"{name} is not installed for this Python: skipped", file=sys.stderr)

    network = {"mlp": Mlp, "cnn": Cnn}[options.network or ("cnn" if "cnn" in Path(options.executable or "").name else "mlp")]
    train, predict = tasks_of(network)
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
                        train + predict)
    if options.json:
        print(json.dumps(summary, indent=1))
    else:
        print_summary(summary, train, predict)


if __name__ == "__main__":
    main()
