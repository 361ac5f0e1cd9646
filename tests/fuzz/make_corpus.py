#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the seeds of the fuzz programs: corpus/idx, corpus/gzip, corpus/npy and corpus/csv, a few small files each.

Good files of every kind that the readers know, and some that they have to refuse: libFuzzer varies and joins them.
"""

import gzip
import struct
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "corpus"


def idx(kind, dims, elements):
    return struct.pack(f">BBBB{len(dims)}I", 0, 0, kind, len(dims), *dims) + elements


def npy(descr, shape, elements, version=1, order="False"):
    header = f"{{'descr': {descr!r}, 'fortran_order': {order}, 'shape': {shape!r}, }}".encode()
    size = 10 if version == 1 else 12
    header += b" " * (-(size + len(header) + 1) % 64) + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + elements


def packed(content):
    return gzip.compress(content, mtime=0)


SEEDS = {
    "idx": {
        "uint8": idx(8, (2, 3), bytes(range(6))),
        "int8": idx(9, (3,), b"\x80\xff\x7f"),
        "int16": idx(11, (1, 2, 1), b"\x80\0\1\2"),
        "int32": idx(12, (2,), struct.pack(">2i", -2, 16909060)),
        "float32": idx(13, (2,), struct.pack(">2f", 1.0, -3.5)),
        "float64": idx(14, (1, 1), struct.pack(">d", -3.5)),
        "empty": idx(8, (0, 28, 28), b""),
        "short": idx(8, (2, 3), bytes(5)),
        "overflow": idx(14, (0xFFFFFFFF, 0xFFFFFFFF), b""),
    },
    "gzip": {
        "text": packed(b"linnet"),
        "empty": packed(b""),
        "zeros": packed(bytes(100000)),
        "members": packed(b"ab") + packed(b"") + packed(b"cd"),
        "short": packed(b"linnet linnet")[:-3],
        "garbage": packed(b"linnet") + b"garbage",
        "stored": gzip.compress(b"linnet", 0, mtime=0),
    },
    "npy": {
        "float32": npy("<f4", (2, 1), struct.pack("<2f", 1.0, -3.5)),
        "float64": npy("<f8", (1,), struct.pack("<d", -3.5)),
        "big_endian": npy(">f4", (1,), struct.pack(">f", 1.0)),
        "uint8": npy("|u1", (1, 2, 1), b"\0\xff"),
        "int16": npy(">i2", (2,), b"\x80\0\1\2"),
        "int64": npy("<i8", (1,), struct.pack("<q", -(2**63))),
        "uint64": npy("<u8", (1,), struct.pack("<Q", 2**64 - 1)),
        "version_2": npy("<f4", (1,), bytes(4), version=2),
        "version_3": npy("<f4", (0,), b"", version=3),
        "scalar": npy("<f8", (), bytes(8)),
        "fortran": npy("<f4", (1, 1), bytes(4), order="True"),
        "structured": npy([("a", "<f4")], (1,), bytes(4)),
        "overflow": npy("<f8", (2**32, 2**32), b""),
        "huge_extent": npy("|u1", (2**64, 0), b""),
        "long_header": b"\x93NUMPY\2\0\xff\xff\xff\xff{'descr'",
    },
    "csv": {
        "numbers": b"a,b\n1,2.5\n-3e2,+4\n",
        "quoted": b'"a","b ""c"""\r\n"1\n2",""\r\n',
        "missing": b"a;b\n;NaN\nNA;1\n",
        "byte_order_mark": b"\xef\xbb\xbfa\n1",
        "empty_lines": b"\n\na,b\n\n1,2\n\n",
        "ragged": b"a,b\n1\n",
        "duplicate": b"a,a\n1,2\n",
        "open_quote": b'a\n"1\n',
        "after_quote": b'a\n"1"2\n',
        "zero_byte": b"a\n\0\n",
        "carriage_return": b"a\r1\r",
        "one_column": b"a\n1\n\n1e-400\n\n",
        "many_columns": b";" * 9,
    },
}


def main():
    for name, files in SEEDS.items():
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        for seed, content in files.items():
            (folder / seed).write_bytes(content)


if __name__ == "__main__":
    main()
