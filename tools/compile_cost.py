#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the compiler's CPU seconds and peak memory for a program that includes linnet and for the MNIST examples.

    tools/compile_cost.py [--all] [--pairs N] [-O2] [compiler ...]        default: g++ and clang++-14

--all adds a small model that is trained, the same with load_weights, the same quantised to int8, and 80 Dense layers of different sizes.
--pairs N compiles only that model and the same quantised, in turn, N times, and prints their difference: on a busy machine a single one is
noise. Each program is compiled as in the presets (-O3 -march=native -DNDEBUG), or with -O2, without a precompiled header and without ccache.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILERS = ["g++", "clang++-14"]
FLAGS = ["-std=c++20", "-O3", "-march=native", "-DNDEBUG", "-DLINNET_WITH_ZLIB=1", '-DLINNET_DATA_DIR="data"',
         f"-I{ROOT}/include", "-isystem", "/usr/include/eigen3"]


MLP = "nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{}, nn::Dense<10, nn::softmax>{}"
DENSE_80 = ", ".join(f"nn::Dense<{units}, nn::relu>{{}}" for units in range(20, 99)) + ", nn::Dense<10, nn::softmax>{}"


def trained(layers, before_fit="", include="", predict="model.predict(x)"):
    """Returns the source of a program that trains `layers` and predicts."""
    return f"""#include <linnet/linnet.hpp>
{include}
namespace nn = linnet;
int main() {{
  nn::Sequential model{{nn::Input<784>{{}}, {layers}}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{{}}, nn::Adam{{}}, nn::Accuracy{{}});
  {before_fit}
  nn::Tensor<2, float> x(64, 784);
  nn::Tensor<1, int> y(64);
  x.setZero();
  y.setZero();
  training.fit(x, y, {{.epochs = 1}});
  return {predict}(0, 0) > 1;
}}
"""


QUANTIZED = trained(MLP, include="#include <linnet/quantized.hpp>", predict="nn::quantize(model, x).predict(x)")


def cost(command):
    """Returns user plus system seconds, and MB, of `command` and its children."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"compile_cost: {' '.join(map(str, command))} fails")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def print_pairs(count, compilers):
    """Prints the cost of a small model with and without quantize, `count` times for each compiler in turn."""
    sources = {"mlp": trained(MLP), "quantize": QUANTIZED}
    found = {compiler: [] for compiler in compilers}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in sources.items():
            (pathlib.Path(folder) / f"{name}.cpp").write_text(text)
        for compiler in compilers * count:
            command = [compiler, *FLAGS, "-o", pathlib.Path(folder) / "x.o", "-c"]
            without, with_it = (cost([*command, pathlib.Path(folder) / f"{name}.cpp"])[0] for name in sources)
            found[compiler].append((without, with_it))
            print(f"{compiler:12} mlp {without:5.1f} s, quantize {with_it:5.1f} s, difference {with_it - without:4.1f} s", flush=True)
    for compiler, pairs in found.items():
        least = [min(column) for column in zip(*pairs)]
        print(f"{compiler:12} median difference {statistics.median(b - a for a, b in pairs):.1f} s; "
              f"least {least[0]:.1f} s and {least[1]:.1f} s")


def main():
    arguments = sys.argv[1:]
    if "-O2" in arguments:
        arguments.remove("-O2")
        FLAGS[FLAGS.index("-O3")] = "-O2"
    if "--pairs" in arguments:
        at = arguments.index("--pairs")
        count = int(arguments[at + 1])
        del arguments[at:at + 2]
        return print_pairs(count, arguments or COMPILERS)
    programs = {"linnet": "#include <linnet/linnet.hpp>\nint main() {}\n"}
    if "--all" in arguments:
        arguments.remove("--all")
        programs["mlp"] = trained(MLP)
        programs["load_weights"] = trained(MLP, 'nn::load_weights(model, "a.safetensors");', "#include <linnet/io/weights.hpp>")
        programs["quantize"] = QUANTIZED
        programs["dense_80"] = trained(DENSE_80)
    compilers = arguments or COMPILERS
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for name, text in programs.items():
            sources.append(pathlib.Path(folder) / f"{name}.cpp")
            sources[-1].write_text(text)
        sources += [ROOT / "examples" / "mnist" / f"{name}.cpp" for name in ("mnist_mlp", "mnist_cnn")]
        for compiler in compilers:
            found = {}
            for source in sources:
                seconds, megabytes = cost([compiler, *FLAGS, "-c", source, "-o", pathlib.Path(folder) / "x.o"])
                found[source.stem] = seconds
                print(f"{compiler:12} {source.stem:12} {seconds:5.1f} s {megabytes:6.0f} MB", flush=True)
            if "quantize" in found:
                print(f"{compiler:12} quantize - mlp {found['quantize'] - found['mlp']:3.1f} s", flush=True)


if __name__ == "__main__":
    main()
