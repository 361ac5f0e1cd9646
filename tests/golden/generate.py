#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the reference numbers that linnet's tests compare with, by means of PyTorch and numpy.

Each file holds lines `name rank d0 d1 ... : v v v ...`, row-major; a scalar has rank 0. Names that end with _f32 were
computed in float, all others in double. The module of the same name says what is in a file.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

import activations
import convolution
import losses
import mixed
import mlp
import optimizers

FOLDER = Path(__file__).resolve().parent


def format_line(name, array):
    array = np.asarray(array)
    style = "%.9g" if array.dtype == np.float32 else "%.17g"
    values = array.ravel() + 0.0  # writes -0 as 0
    return " ".join([name, str(array.ndim), *map(str, array.shape), ":", *(style % value for value in values)])


def parse_line(line):
    name, rank, *rest = line.split()
    dims = [int(dim) for dim in rest[: int(rank)]]
    return name, np.array(rest[int(rank) + 1 :], float).reshape(dims)


def differences(path, arrays):
    """Sentences about what in the file at `path` is not in `arrays`, or the other way round, or not the same."""
    if not path.exists():
        return [f"{path.name} is missing"]
    stored = dict(parse_line(line) for line in path.read_text().splitlines())
    found = [f"{path.name}: {name} is in only one of the two" for name in sorted(stored.keys() ^ arrays.keys())]
    for name in sorted(stored.keys() & arrays.keys()):
        # Another CPU or another PyTorch adds in another order: this shows in float.
        relative, absolute = (2e-5, 1e-6) if name.endswith("_f32") else (1e-9, 1e-13)
        old, new = stored[name], np.asarray(arrays[name], float)
        if old.shape != new.shape:
            found.append(f"{path.name}: {name} has shape {old.shape} in the file, {new.shape} when made again")
        elif not np.allclose(old, new, relative, absolute):
            found.append(f"{path.name}: {name} differs by up to {np.abs(old - new).max():g}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, compare with the files that are there")
    parser.add_argument("--data", type=Path, default=FOLDER.parents[1] / "data" / "mnist",
                        help="folder of MNIST's IDX files, for mlp (default: the repository's subset)")
    makers = {
        "activations": lambda data: activations.golden(),
        "losses": lambda data: losses.golden(),
        "optimizers": lambda data: optimizers.golden(),
        "mixed": lambda data: mixed.golden(),
        "convolution": lambda data: convolution.golden(),
        "mlp": mlp.golden,
    }
    parser.add_argument("--only", choices=makers, help="one file instead of all")
    options = parser.parse_args()

    torch.set_num_threads(1)
    failures = []
    for name in [options.only] if options.only else makers:
        try:
            arrays = makers[name](options.data)
        except FileNotFoundError as error:
            parser.error(f"{error.filename} is missing; --data names a folder of MNIST's IDX files")
        path = FOLDER / f"{name}.golden"
        if options.check:
            failures += differences(path, arrays)
        else:
            path.write_text("".join(format_line(*item) + "\n" for item in arrays.items()))
            print(f"{path.name}: {len(arrays)} arrays, {path.stat().st_size} bytes")
    for failure in failures:
        print(failure)
    if options.check and not failures:
        print("all golden files agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
