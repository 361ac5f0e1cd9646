# SPDX-License-Identifier: MIT
"""linnet's random numbers in Python, bit for bit: include/linnet/core/random.hpp and the Glorot-uniform initializer."""

import math
from fractions import Fraction

import numpy as np

MASK32 = (1 << 32) - 1
MASK64 = (1 << 64) - 1


class Random:
    """xoshiro128++ seeded by SplitMix64."""

    def __init__(self, seed=0):
        self.state = []
        for _ in range(2):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK64
            z = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9 & MASK64
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK64
            z ^= z >> 31
            self.state += [z & MASK32, z >> 32]

    def next(self):
        """32 random bits."""
        s0, s1, s2, s3 = self.state
        result = (rotate_left((s0 + s3) & MASK32, 7) + s0) & MASK32
        t = (s1 << 9) & MASK32
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        self.state = [s0, s1, s2, rotate_left(s3, 11)]
        return result

    def unit(self, dtype):
        """uniform<T>() in [0, 1): 24 random bits for float32, 53 for float64, as an exact Python float."""
        if dtype == np.float32:
            return (self.next() >> 8) * 2.0**-24
        high = self.next() >> 5
        low = self.next() >> 6
        return (high << 26 | low) * 2.0**-53

    def uniform(self, low, high, shape, dtype):
        """Array of uniform<T>(low, high): fma(high - low, u, low) with one rounding, in row-major order."""
        low, high = dtype(low), dtype(high)
        width = high - low
        values = np.empty(math.prod(shape), dtype)
        for i in range(values.size):
            values[i] = fused_multiply_add(float(width), self.unit(dtype), float(low), dtype)
        return values.reshape(shape)


def rotate_left(x, count):
    return (x << count | x >> (32 - count)) & MASK32


def fused_multiply_add(a, b, c, dtype):
    """a * b + c with one rounding. The double sum is exact for factors of 24 bits and the initializers' ranges."""
    if dtype == np.float32:
        return np.float32(a * b + c)
    return float(Fraction(a) * Fraction(b) + Fraction(c))


def glorot_uniform(random, inputs, units, dtype):
    """Dense kernel (inputs, units): uniform in [-limit, limit], limit = sqrt(6 / (inputs + units)) rounded to dtype."""
    limit = dtype(math.sqrt(6.0 / (inputs + units)))
    return random.uniform(-limit, limit, (inputs, units), dtype)


def glorot_uniform_convolution(random, shape, dtype):
    """Kernel (KH, KW, C, F) of a convolution: glorot_uniform with KH * KW * C inputs and KH * KW * F units."""
    taps = shape[0] * shape[1]
    limit = dtype(math.sqrt(6.0 / (taps * (shape[2] + shape[3]))))
    return random.uniform(-limit, limit, shape, dtype)
