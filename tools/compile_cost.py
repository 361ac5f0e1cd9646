#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the compiler's CPU seconds and peak memory for a program that includes linnet and for the MNIST examples.

    tools/compile_cost.py [compiler ...]        default: g++ and clang++-14

Each is compiled as in the presets (-O3 -march=native -DNDEBUG), without a precompiled header and without ccache.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLAGS = ["-std=c++20", "-O3", "-march=native", "-DNDEBUG", "-DLINNET_WITH_ZLIB=1", '-DLINNET_DATA_DIR="data"',
         f"-I{ROOT}/include", "-isystem", "/usr/include/eigen3"]


def cost(command):
    """Returns user plus system seconds, and MB, of `command` and its children."""
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"compile_cost: {' '.join(map(str, command))} fails")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    compilers = sys.argv[1:] or ["g++", "clang++-14"]
    with tempfile.TemporaryDirectory() as folder:
        empty = pathlib.Path(folder) / "linnet.cpp"
        empty.write_text("#include <linnet/linnet.hpp>\nint main() {}\n")
        sources = [empty] + [ROOT / "examples" / "mnist" / f"{name}.cpp" for name in ("mnist_mlp", "mnist_cnn")]
        for compiler in compilers:
            for source in sources:
                seconds, megabytes = cost([compiler, *FLAGS, "-c", source, "-o", pathlib.Path(folder) / "x.o"])
                print(f"{compiler:12} {source.stem:12} {seconds:5.1f} s {megabytes:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
