#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes examples/digits: the first image of each digit in the test set of data/mnist, as a PNG of 28 x 28 grays.

Needs only the standard library.
"""

import gzip
import struct
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = 28


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels):
    rows = b"".join(b"\0" + pixels[i : i + SIZE] for i in range(0, SIZE * SIZE, SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def main():
    images = gzip.decompress((ROOT / "data/mnist/t10k-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((ROOT / "data/mnist/t10k-labels-idx1-ubyte.gz").read_bytes())[8:]
    folder = ROOT / "examples/digits"
    folder.mkdir(exist_ok=True)
    for digit in range(10):
        at = SIZE * SIZE * labels.index(digit)
        (folder / f"{digit}.png").write_bytes(png(images[at : at + SIZE * SIZE]))


if __name__ == "__main__":
    main()
