#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the firmware for each core with -O2 and -Os, runs the examples of examples/cortex_m and the figures of tests/firmware/figures
in QEMU, and prints the tables of docs/embedded.md. With --limits: prints lines for tests/firmware/figures/limits.txt, slightly above the measured values."""

import argparse
import math
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORES = {"M0": "cortex-m0", "M3": "cortex-m3", "M4F": "cortex-m4", "M7": "cortex-m7", "M55": "cortex-m55"}
LARGE = ("M4F", "M7", "M55")  # most examples need these
TYPES = {"-O2": "Release", "-Os": "MinSizeRel"}
PRESETS = [(core, "-O2") for core in CORES] + [("M4F", "-Os")]  # the builds that have limits
SMALL_NET, LARGE_NET = 4 * 2778, 4 * 219818
FIGURES = {  # name: (what, bytes of weights in flash; None: code is measured without constants)
    "infer_64_32_16_10": ("prediction, 64-32-16-10", SMALL_NET),
    "train_64_32_16_10": ("step of Adam, batch 8, 64-32-16-10", 0),
    "train_in_place_64_32_16_10": ("step of `InPlaceSGD`, batch 1, 64-32-16-10", 0),
    "infer_784_256_64_32_10": ("prediction, 784-256-64-32-10", LARGE_NET),
    "train_784_256_64_32_10": ("step of Adam, batch 8, 784-256-64-32-10", 0),
    "gemv_784_256": ("`Dense<256>` of 784, one sample", 4 * (784 * 256 + 256)),
    "conv_16x16x8_16": ("`Conv2D<16, 3>`, padding same, 16x16x8", 4 * (9 * 8 * 16 + 16)),
    "push_gru_8_16": ("step of a stream, `GRU<16>` over 8 inputs", 4 * 1248),
    "push_lstm_8_16": ("step of a stream, `LSTM<16>` over 8 inputs", 4 * 1600),
    "int8_64_32_16_10": ("int8: prediction, 64-32-16-10", None),  # each instruction set has its own
    # Packed at run time, so that flash has code for it and RAM the weights.
    "int8_dense_784_256": ("int8: 784x256, one sample", 0),
    "int8_conv_16x16x8_16": ("int8: convolution 3x3, padding same, 16x16x8 to 16", 0),
    "int8_conv_pool_16x16x8_16": ("int8: the same with a max pool 2x2", 0),
    "int8_conv_13x13x32_64": ("int8: convolution 3x3, 13x13x32 to 64", 0),
    "int8_conv_1x1_8x8x64_64": ("int8: convolution 1x1, 8x8x64 to 64", 0),
    "int8_depthwise_16x16x16": ("int8: depthwise convolution 3x3, padding same, 16x16x16", 0),
    "int8_784_256_64_32_10": ("int8: prediction, 784-256-64-32-10", 0),
}
PACKED = [name for name, (_, weights) in FIGURES.items() if name.startswith("int8_") and weights is not None]
SMALL_EXAMPLES = ("mnist_int8", "fine_tune_int8", "stream")  # these run on an M0, too
# An example's rows in the order of its markers.
EXAMPLES = {
    "digits_train": ["MLP 64-32-16-10, step", "MLP, prediction", "CNN with BatchNormalization, step", "CNN, prediction"],
    "mnist_int8": ["int8: 28x28x1 to 32 to 64 channels to 10, prediction"],
    "fine_tune_int8": ["64-64-32 in int8, step of a last layer of 10"],
    "stream": ["loudness of 8 bands, 16 ms of sound", "`GRU<16>` and `Dense<2>` over them"],
    "mnist_infer": ["784-256-64-32-10, prediction"],
    "fine_tune": ["64-64-32-10, step of the last layer", "64-64-32-10, step of all layers"],
}


def run(*command, check=True):
    """Returns the output of a command, both streams."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and done.returncode != 0:
        sys.exit(f"{done.stdout}\nfailed: {' '.join(map(str, command))}")
    return done.stdout


def measure(core, optimization, folder, jobs):
    """Returns {name: {"flash", "code", "ram", "stack", "instructions"}} of a build; for an example, instructions are a list."""
    build = folder / f"{CORES[core]}{optimization}"
    run("cmake", "--preset", CORES[core], "-B", build, f"-DCMAKE_BUILD_TYPE={TYPES[optimization]}")
    examples = {name: rows for name, rows in EXAMPLES.items() if core in LARGE or core == "M0" and name in SMALL_EXAMPLES}
    run("cmake", "--build", build, "--parallel", jobs, "--target", "figures", *examples)
    found = {}
    for name, values in re.findall(r"figure: \S+ \S+ (\S+) (.*)", run("ctest", "--test-dir", build, "-V", "-R", "^figures/", check=False)):
        parts = values.split()
        found[name] = {key: int(value) for key, value in zip(parts[::2], parts[1::2])}
    for example, rows in examples.items():
        text = run("cmake", "--build", build, "--target", f"count_{example}")
        flash, ram, stack = map(int, re.search(r"\nflash (\d+).*RAM (\d+), stack (\d+)", text).groups())
        counts = [int(count) for count in re.findall(r"\binstructions (\d+)\n", text)][: len(rows)]
        found[example] = {"flash": flash, "ram": ram, "stack": stack, "instructions": counts}
    return found


def instructions(number):
    return f"{number / 1e6:.2f}M" if number >= 1e6 else f"{number / 1e3:.1f}k"


def kilobytes(number):
    return f"{number / 1024:.0f}" if number >= 100 * 1024 else f"{number / 1024:.1f}"


def row(label, builds, cores, value):
    """Returns cells "-O2 / -Os" for each core."""
    cells = []
    for core in cores:
        both = [value(builds[core, optimization]) for optimization in TYPES]
        cells.append(" / ".join(both) if all(both) else "")
    return f"| {label} | " + " | ".join(cells) + " |"


def print_tables(builds):
    print("| one step or prediction | | " + " | ".join(CORES) + " |\n|" + "---|" * (len(CORES) + 2))
    for name, (what, weights) in FIGURES.items():

        def value(text, of):
            return lambda build: text(of(build[name])) if name in build else ""

        print(row(f"{what} | instructions", builds, CORES, value(instructions, lambda f: f["instructions"])))
        if name in PACKED:
            continue
        label = " | flash, KB" if weights == 0 else " | code, KB"
        print(row(label, builds, CORES, value(kilobytes, lambda f: f["code"] if weights is None else f["flash"] - weights)))
        print(row(" | RAM, KB", builds, CORES, value(kilobytes, lambda f: f["ram"] + f["stack"])))
    cores = ("M0", *LARGE)
    print("\n| example | | " + " | ".join(cores) + " |\n|" + "---|" * (len(cores) + 2))
    for name, rows in EXAMPLES.items():

        def value(text, of):
            return lambda build: text(of(build[name])) if name in build else ""

        label = f"`{name}`"
        for i, what in enumerate(rows):
            print(row(f"{label} | {what}", builds, cores, value(instructions, lambda f: f["instructions"][i])))
            label = ""
        print(row(" | flash, KB", builds, cores, value(kilobytes, lambda f: f["flash"])))
        print(row(" | RAM, KB", builds, cores, value(kilobytes, lambda f: f["ram"] + f["stack"])))


def print_limits(core, optimization, found):
    board = re.search(rf'"name": "{CORES[core]}".*?"LINNET_BOARD": "([^"]+)"', (ROOT / "CMakePresets.json").read_text(), re.S).group(1)
    for name, (_, weights) in FIGURES.items():
        if name not in found:
            continue
        limits = []
        for key, value in found[name].items():
            exact = weights or 0 if key == "flash" else 0
            step = 10 ** max(1, int(math.log10(value - exact)) - 2)
            limits.append(f"{key} {exact + math.ceil(1.005 * (value - exact) / step) * step}")
        print(f"{board} {TYPES[optimization]} {name} {' '.join(limits)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build/figures", help="folder of the builds")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limits", action="store_true")
    arguments = parser.parse_args()
    every = [(core, optimization) for core in CORES for optimization in TYPES]
    builds = {}
    for build in PRESETS if arguments.limits else every:
        print("building", *build, file=sys.stderr)
        builds[build] = measure(*build, arguments.build.resolve(), arguments.jobs)
        if arguments.limits:
            print_limits(*build, builds[build])
    if not arguments.limits:
        print_tables(builds)


if __name__ == "__main__":
    main()
