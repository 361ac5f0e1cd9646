# SPDX-License-Identifier: MIT
"""Files of reference numbers: lines `name rank d0 d1 ... : v v v ...`, row-major; a scalar has rank 0.

Names that end with _f32 were computed in float, all others in double.
"""

import numpy as np


def format_line(name, array):
    array = np.asarray(array)
    style = "%.9g" if array.dtype == np.float32 else "%.17g"
    values = array.ravel() + 0.0  # writes -0 as 0
    return " ".join([name, str(array.ndim), *map(str, array.shape), ":", *(style % value for value in values)])


def parse_line(line):
    name, rank, *rest = line.split()
    dims = [int(dim) for dim in rest[: int(rank)]]
    return name, np.array(rest[int(rank) + 1 :], float).reshape(dims)


def read_golden(path):
    """The arrays in the file at `path` by their names."""
    return dict(parse_line(line) for line in path.read_text().splitlines())
