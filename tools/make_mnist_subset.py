#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes data/mnist: the first 10,000 training and 2,000 test samples of the full MNIST, as gzip IDX files.

Needs only the standard library. The same input gives the same bytes: the gzip header has neither time nor name.
"""

import argparse
import gzip
import struct
import sys
from pathlib import Path

FILES = {
    "train-images-idx3-ubyte": 10000,
    "train-labels-idx1-ubyte": 10000,
    "t10k-images-idx3-ubyte": 2000,
    "t10k-labels-idx1-ubyte": 2000,
}


def read(folder, name):
    """Returns the unpacked bytes of `name`, or of `name`.gz if the plain file is missing."""
    plain = folder / name
    return plain.read_bytes() if plain.exists() else gzip.decompress((folder / f"{name}.gz").read_bytes())


def first_samples(idx, count):
    """Returns the IDX file `idx` (bytes), cut to its first `count` samples."""
    rank = idx[3]
    header = 4 + 4 * rank
    samples, *extents = struct.unpack(f">{rank}I", idx[4:header])
    size = 1
    for extent in extents:
        size *= extent
    if idx[:3] != b"\0\0\x08" or len(idx) != header + samples * size or samples < count:
        raise ValueError(f"expected an IDX file of at least {count} samples of unsigned bytes")
    return idx[:4] + struct.pack(">I", count) + idx[8 : header + count * size]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder of the full set, plain or .gz")
    default = Path(__file__).resolve().parents[1] / "data" / "mnist"
    parser.add_argument("target", type=Path, nargs="?", default=default, help="folder to write (default: data/mnist)")
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    for name, count in FILES.items():
        subset = first_samples(read(options.source, name), count)
        path = options.target / f"{name}.gz"
        with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(subset)
        print(f"{path.name}: {count} samples, {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
