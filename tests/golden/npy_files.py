#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes npy/*.npy with NumPy itself, for tests/data/npy_test.cpp: the first are good, the last have to be refused.

    python3 tests/golden/npy_files.py

An array of the name kind_AxB has the elements 0, 1, 2, ... of its kind, less 1 where it is signed, plus half where it is a float.
"""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent / "npy"


def counted(kind, *shape):
    """0, 1, 2, ... or -1, 0, 1, ... or -0.5, 0.5, 1.5, ... of this shape."""
    dtype = np.dtype(kind)
    start = {"u": 0, "i": -1, "f": -0.5}[dtype.kind]
    return (np.arange(np.prod(shape, dtype=int)) + start).astype(dtype).reshape(shape)


def write_version(name, version, array):
    with open(FOLDER / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def main():
    FOLDER.mkdir(exist_ok=True)
    for kind, shape in (("f4", (2, 3)), ("f8", (4,)), ("u1", (1, 2, 2)), ("i1", (3,)), ("u2", (3,)), ("i2", (3,)), ("u4", (3,)),
                        ("i4", (3,)), ("u8", (3,)), ("i8", (3,)), ("f4", (0, 3))):
        np.save(FOLDER / f"{kind}_{'x'.join(map(str, shape))}.npy", counted("<" + kind, *shape))
    for kind in ("f4", "f8", "i2", "u8"):
        np.save(FOLDER / f"big_endian_{kind}_3.npy", counted(">" + kind, 3))
    write_version("version_2_f4_3", (2, 0), counted("<f4", 3))
    write_version("version_3_f4_3", (3, 0), counted("<f4", 3))

    np.save(FOLDER / "fortran.npy", np.asfortranarray(counted("<f4", 2, 3)))
    np.save(FOLDER / "scalar.npy", np.float32(1))
    np.save(FOLDER / "float16.npy", counted("<f2", 2))
    np.save(FOLDER / "bool.npy", np.array([True, False]))
    np.save(FOLDER / "complex.npy", np.array([1j]))
    np.save(FOLDER / "structured.npy", np.zeros(1, [("a", "<f4"), ("b", "<i4")]))


if __name__ == "__main__":
    main()
