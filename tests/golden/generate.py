#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the reference numbers that linnet's tests compare with, by means of PyTorch, scikit-learn, Keras and numpy.

golden_file.py says how a file is laid out, the module of its name what is in it.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

import activations
import batch_norm
import callbacks
import convolution
import embedding
import lenet
import losses
import metrics
import mixed
import mlp
import optimizers
import preprocessing
import residual
import time_series_split
from golden_file import format_line, read_golden

FOLDER = Path(__file__).resolve().parent


def differences(path, arrays):
    """Sentences about what in the file at `path` is not in `arrays`, or the other way round, or not the same."""
    if not path.exists():
        return [f"{path.name} is missing"]
    stored = read_golden(path)
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
                        help="folder of MNIST's IDX files, for mlp, lenet and batch_norm (default: the repository's subset)")
    makers = {
        "activations": lambda data: activations.golden(),
        "losses": lambda data: losses.golden(),
        "optimizers": lambda data: optimizers.golden(),
        "metrics": lambda data: metrics.golden(),
        "callbacks": lambda data: callbacks.golden(),
        "embedding": lambda data: embedding.golden(),
        "mixed": lambda data: mixed.golden(),
        "convolution": lambda data: convolution.golden(),
        "residual": lambda data: residual.golden(),
        "preprocessing": lambda data: preprocessing.golden(),
        "time_series_split": lambda data: time_series_split.golden(),
        "mlp": mlp.golden,
        "lenet": lenet.golden,
        "batch_norm": batch_norm.golden,
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
