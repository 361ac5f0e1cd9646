#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the compiler's CPU seconds and peak memory for a program that includes linnet and for the MNIST examples.

    tools/compile_cost.py [--all] [compiler ...]        default: g++ and clang++-14

--all adds a small model that is trained, the same with load_weights, and 80 Dense layers of different sizes. Each is compiled as in the presets (-O3 -march=native -DNDEBUG), without a precompiled header and without ccache.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAGS = ["-std=c++20", "-O3", "-march=native", "-DNDEBUG", "-DLINNET_WITH_ZLIB=1", '-DLINNET_DATA_DIR="data"',
         f"-I{ROOT}/include", "-isystem", "/usr/include/eigen3"]


MLP = "nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{}, nn::Dense<10, nn::softmax>{}"
DENSE_80 = ", ".join(f"nn::Dense<{units}, nn::relu>{{}}" for units in range(20, 99)) + ", nn::Dense<10, nn::softmax>{}"


def trained(layers, before_fit="", include=""):
    """Returns the source of a program that trains `layers`."""
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
  return model.predict(x)(0, 0) > 1;
}}
"""


def cost(command):
    """Returns user plus system seconds, and MB, of `command` and its children."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"compile_cost: {' '.join(map(str, command))} fails")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    arguments = sys.argv[1:]
    programs = {"linnet": "#include <linnet/linnet.hpp>\nint main() {}\n"}
    if "--all" in arguments:
        arguments.remove("--all")
        programs["mlp"] = trained(MLP)
        programs["load_weights"] = trained(MLP, 'nn::load_weights(model, "a.safetensors");', "#include <linnet/io/weights.hpp>")
        programs["dense_80"] = trained(DENSE_80)
    compilers = arguments or ["g++", "clang++-14"]
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for name, text in programs.items():
            sources.append(pathlib.Path(folder) / f"{name}.cpp")
            sources[-1].write_text(text)
        sources += [ROOT / "examples" / "mnist" / f"{name}.cpp" for name in ("mnist_mlp", "mnist_cnn")]
        for compiler in compilers:
            for source in sources:
                seconds, megabytes = cost([compiler, *FLAGS, "-c", source, "-o", pathlib.Path(folder) / "x.o"])
                print(f"{compiler:12} {source.stem:12} {seconds:5.1f} s {megabytes:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
