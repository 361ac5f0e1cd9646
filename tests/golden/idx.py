# SPDX-License-Identifier: MIT
"""Reads MNIST's IDX files, plain or .gz, as numpy arrays."""

import gzip
from pathlib import Path

import numpy as np

TRAIN, TEST = "train", "t10k"


def read_idx(path):
    """The array of unsigned bytes in `path`, or in `path`.gz where the plain file is missing."""
    path = Path(path)
    if path.exists():
        content = path.read_bytes()
    else:
        content = gzip.decompress(path.with_name(path.name + ".gz").read_bytes())
    rank = content[3]
    if content[:3] != b"\0\0\x08" or len(content) < 4 + 4 * rank:
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    dims = np.frombuffer(content, ">u4", rank, 4).astype(int)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
    if values.size != dims.prod():
        raise ValueError(f"{path}: {dims.prod()} bytes expected from its header, {values.size} found")
    return values.reshape(dims)


def load_mnist(folder, part, count=None):
    """First `count` samples of TRAIN or TEST: float32 images (samples, 784) in [0, 1] and int64 labels."""
    images = read_idx(Path(folder) / f"{part}-images-idx3-ubyte")[:count]
    labels = read_idx(Path(folder) / f"{part}-labels-idx1-ubyte")[:count]
    if len(images) != len(labels):
        raise ValueError(f"{folder}: {len(images)} {part} images but {len(labels)} labels")
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255), labels.astype(np.int64)
