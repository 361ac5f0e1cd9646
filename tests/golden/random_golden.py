#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints random_golden.hpp: what linnet::Random gives for some seeds, worked out from the published algorithms alone.

    python3 tests/golden/random_golden.py > tests/golden/random_golden.hpp

xoshiro128++ and its seeding follow https://prng.di.unimi.it (xoshiro128plusplus.c, splitmix64.c), below() follows Lemire, "Fast
random integer generation in an interval" (2019), shuffle() Fisher and Yates (Knuth, volume 2, algorithm P), normal() Marsaglia's
polar method (1964), here in double. main() first checks the two generators against outputs of their authors' C programs.
Standard library only.
"""

import math

MASK32 = 2**32 - 1
MASK64 = 2**64 - 1


def splitmix64(state):
    """Yields 64-bit numbers."""
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK64
        z = state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK64
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK64
        yield z ^ z >> 31


def rotate(x, k):
    return (x << k | x >> 32 - k) & MASK32


def xoshiro128plusplus(state):
    """Yields 32-bit numbers."""
    s = list(state)
    while True:
        yield (rotate((s[0] + s[3]) & MASK32, 7) + s[0]) & MASK32
        t = s[1] << 9 & MASK32
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)


def seeded(seed):
    """The generator whose state is two numbers of SplitMix64, the low half of each first."""
    numbers = splitmix64(seed)
    first, second = next(numbers), next(numbers)
    return xoshiro128plusplus([first & MASK32, first >> 32, second & MASK32, second >> 32])


def uniform_float(bits):
    return (next(bits) >> 8) * 2.0**-24


def uniform_double(bits):
    high = next(bits) >> 5
    return (high * 2**26 + (next(bits) >> 6)) * 2.0**-53


def below(bits, bound):
    while True:
        product = next(bits) * bound
        if product % 2**32 >= 2**32 % bound:
            return product >> 32


def shuffled(bits, count):
    items = list(range(count))
    for last in range(count - 1, 0, -1):
        other = below(bits, last + 1)
        items[last], items[other] = items[other], items[last]
    return items


def normal(bits, uniform):
    while True:
        u = 2 * uniform(bits) - 1
        v = 2 * uniform(bits) - 1
        square = u * u + v * v
        if 0 < square < 1:
            return u * math.sqrt(-2 * math.log(square) / square)


def take(count, numbers):
    return [next(numbers) for _ in range(count)]


def draw(count, function):
    bits = seeded(42)
    return [function(bits) for _ in range(count)]


def show(kind, name, values, text=str):
    print(f"inline constexpr {kind} {name}[] = {{{', '.join(text(value) for value in values)}}};")


def main():
    assert take(5, splitmix64(1234567)) == [
        6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821]
    assert take(8, xoshiro128plusplus([1, 2, 3, 4])) == [
        641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295]

    print("// SPDX-License-Identifier: MIT")
    print("// Numbers of linnet::Random for a seed (42 by default). random_golden.py makes this file and explains how: do not edit.")
    print("#pragma once")
    print("\n#include <cstdint>")
    print("\nnamespace linnet::test::random_golden {\n")
    for name, seed in (("seed_0", 0), ("seed_42", 42), ("seed_max", MASK64)):
        show("std::uint32_t", name, take(6, seeded(seed)), "{}u".format)
    show("float", "uniform_float", draw(4, uniform_float), lambda x: x.hex().replace("0000000p", "p") + "f")
    show("double", "uniform_double", draw(3, uniform_double), float.hex)
    print("// Of uniform_float's and uniform_double's numbers, with the rest of the arithmetic in double.")
    show("double", "normal_float", draw(4, lambda bits: normal(bits, uniform_float)))
    show("double", "normal_double", draw(4, lambda bits: normal(bits, uniform_double)))
    print("// below(3 * 2^30), which rejects a quarter of the draws.")
    show("std::uint32_t", "below", draw(6, lambda bits: below(bits, 3 * 2**30)), "{}u".format)
    print("// 0 to 15, shuffled.")
    show("int", "shuffled", shuffled(seeded(42), 16))
    print("\n}  // namespace linnet::test::random_golden")


if __name__ == "__main__":
    main()
