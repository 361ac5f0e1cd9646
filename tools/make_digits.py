#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes examples/cortex_m/digits.hpp: 8x8 digits as text that compiles into constants. Needs scikit-learn for its copy of the data."""

import argparse
from pathlib import Path

import numpy
from sklearn.datasets import load_digits

HEADER = """// SPDX-License-Identifier: MIT
// Handwritten digits of 8x8 pixels in flash, made by tools/make_digits.py.
//
// Origin: Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository (1998),
// https://doi.org/10.24432/C50P49, CC BY 4.0: %(count)d digits of its test set, in random order. Each
// line is a digit, one letter per pixel (A is 0, Q is 16), followed by its class. The licence of linnet does not cover these digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace digits {

inline constexpr std::size_t pixels = 64, train_samples = %(train)d, test_samples = %(test)d;

namespace detail {

inline constexpr char text[train_samples + test_samples][pixels + 2] = {
%(lines)s
};

template <std::size_t Samples>
consteval std::array<float, Samples * pixels> images(std::size_t first) {
  std::array<float, Samples * pixels> x{};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(text[first + i / pixels][i %% pixels] - 'A') / 16.0f;
  return x;
}
template <std::size_t Samples>
consteval std::array<std::int32_t, Samples> labels(std::size_t first) {
  std::array<std::int32_t, Samples> y{};
  for (std::size_t i = 0; i < Samples; ++i) y[i] = text[first + i][pixels] - '0';
  return y;
}

}  // namespace detail

/// Images (samples, 64), pixels in [0, 1], and their classes (samples).
inline constexpr auto x_train = detail::images<train_samples>(0);
inline constexpr auto y_train = detail::labels<train_samples>(0);
inline constexpr auto x_test = detail::images<test_samples>(train_samples);
inline constexpr auto y_test = detail::labels<test_samples>(train_samples);

}  // namespace digits
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=int, default=600)
    parser.add_argument("--test", type=int, default=200)
    root = Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=Path, default=root / "examples" / "cortex_m" / "digits.hpp")
    options = parser.parse_args()
    images, labels = load_digits(return_X_y=True)
    order = numpy.random.RandomState(0).permutation(len(labels))  # in the original order, the last ones are by other writers
    images, labels = images[order], labels[order]
    count = options.train + options.test
    lines = (
        '    "' + "".join(chr(ord("A") + int(pixel)) for pixel in image) + str(label) + '",'
        for image, label in zip(images[:count], labels[:count])
    )
    options.out.write_text(
        HEADER % {"count": count, "train": options.train, "test": options.test, "lines": "\n".join(lines)}
    )


if __name__ == "__main__":
    main()
