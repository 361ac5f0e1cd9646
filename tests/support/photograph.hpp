// SPDX-License-Identifier: MIT
// What a camera would make of a digit of MNIST that is written on paper: large, off-centre, under uneven light, with noise.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/images/gray.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace linnet::test {

/// The conditions of a photograph; shares of the light that is lost.
struct Conditions {
  bool bright_ink = false;  ///< chalk on a board
  double gradient = 0.0;    ///< from one side to the other, in a random direction
  double vignette = 0.0;    ///< in the corners
  double shadow = 0.0;      ///< on one side of a soft edge across the picture
  double noise = 0.0;       ///< standard deviation, of 255
  bool coloured = false;    ///< a warm light: fewer blue
};

/// Returns a photograph (height, width, 3), values from 0 to 255, of `digit` (28 x 28, ink 1 on paper 0).
inline Tensor<3> photograph(const float* digit, Random& random, const Conditions& conditions, Index height = 240,
                            Index width = 320) {
  Tensor<2> small(28, 28);
  std::copy_n(digit, 784, small.data());
  const Index least = height * 3 / 8;
  const Index side = least + static_cast<Index>(random.below(static_cast<std::uint32_t>(height * 7 / 8 - least)));
  const Tensor<2> large = resize(small, side, side);
  const Index top = random.below(static_cast<std::uint32_t>(height - side + 1));
  const Index left = random.below(static_cast<std::uint32_t>(width - side + 1));
  const double bright = static_cast<double>(random.uniform(180.0f, 230.0f)),
               dark = static_cast<double>(random.uniform(30.0f, 70.0f));
  const double paper = conditions.bright_ink ? dark : bright, ink = conditions.bright_ink ? bright : dark;
  const double angle = static_cast<double>(random.uniform(0.0f, 2.0f)) * std::numbers::pi;
  const double edge = static_cast<double>(random.uniform(0.3f, 0.7f)) * static_cast<double>(width);
  Tensor<3> photo(height, width, 3);
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      const double v = 2.0 * static_cast<double>(y) / static_cast<double>(height) - 1.0;
      const double u = 2.0 * static_cast<double>(x) / static_cast<double>(width) - 1.0;
      const bool inside = y >= top && y < top + side && x >= left && x < left + side;
      const double strength = inside ? static_cast<double>(large(y - top, x - left)) : 0.0;
      const double along = (u * std::cos(angle) + v * std::sin(angle)) / std::numbers::sqrt2;
      const double from_edge = static_cast<double>(x) - edge + 0.3 * static_cast<double>(y);
      double light = 1.0 - conditions.gradient * (1.0 + along) / 2.0 - conditions.vignette * (u * u + v * v) / 2.0;
      light *= 1.0 - conditions.shadow / (1.0 + std::exp(-from_edge / 6.0));
      for (Index c = 0; c < 3; ++c) {
        const double tint = conditions.coloured ? 1.0 - 0.15 * static_cast<double>(c) : 1.0;
        const double value =
            (paper + (ink - paper) * strength) * light * tint + conditions.noise * static_cast<double>(random.normal<float>());
        photo(y, x, c) = static_cast<float>(std::clamp(std::round(value), 0.0, 255.0));
      }
    }
  }
  return photo;
}

}  // namespace linnet::test
