// SPDX-License-Identifier: MIT
// A small data set in colour that needs no download: pictures of shapes in the format of CIFAR-10, drawn by seed. For tests, examples and a
// first look at a network for pictures; scikit-learn's make_circles is of that kind.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/random.hpp>
#include <linnet/core/tensor.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace linnet {

/// The classes of make_color_shapes: five shapes, each red or blue. Neither the shape nor the colour suffices.
inline constexpr std::array<const char*, 10> color_shape_classes{"red disc", "blue disc", "red square", "blue square",
                                                                 "red ring", "blue ring", "red cross",  "blue cross",
                                                                 "red bars", "blue bars"};

/// Pictures (samples, 32, 32, 3) with values from 0 to 255, and their classes (samples).
struct ColorShapes {
  Tensor<4, std::uint8_t> x;
  Labels y;
};

namespace detail {

/// True if the pixel that lies `right` and `down` of the middle belongs to a shape that reaches `size` pixels from there.
constexpr bool shape_covers(Index shape, Index right, Index down, Index size) {
  const Index r = right < 0 ? -right : right, d = down < 0 ? -down : down, squared = r * r + d * d;
  switch (shape) {
    case 0: return squared <= size * size;
    case 1: return r <= size && d <= size;
    case 2: return squared <= size * size && 4 * squared >= size * size;
    case 3: return (r <= size && d <= size / 4) || (d <= size && r <= size / 4);
    default: return r <= size && d <= size && (down + size) % 4 < 2;
  }
}

}  // namespace detail

/// Draws `samples` pictures, as many of each class, in a random order: a shape of any size and place before a gray ground, both with noise.
/// The same seed gives the same pictures on every machine. Throws InvalidInput for a negative number.
LINNET_COLD inline ColorShapes make_color_shapes(Index samples, std::uint64_t seed = 0) {
  detail::require(samples >= 0,
                  [&] { return detail::text("make_color_shapes: expected a number of samples, found ", samples); });
  ColorShapes shapes{Tensor<4, std::uint8_t>(samples, 32, 32, 3), Labels(samples)};
  Random random(seed);
  const auto between = [&random](int low, int high) {
    return low + static_cast<int>(random.below(static_cast<std::uint32_t>(high - low)));
  };
  for (Index i = 0; i < samples; ++i) shapes.y(i) = static_cast<std::int32_t>(i % 10);
  random.shuffle(std::span(shapes.y.data(), static_cast<std::size_t>(samples)));
  std::uint8_t* to = shapes.x.data();
  for (Index i = 0; i < samples; ++i) {
    const Index shape = shapes.y(i) / 2;
    const bool red = shapes.y(i) % 2 == 0;
    const int size = between(5, 11), middle_y = between(size, 32 - size), middle_x = between(size, 32 - size);
    const int ground = between(40, 200), strong = between(150, 250), weak = between(0, 100), green = between(0, 150);
    const std::array<int, 3> ink{red ? strong : weak, green, red ? weak : strong}, paper{ground, ground, ground};
    for (int y = 0; y < 32; ++y) {
      for (int x = 0; x < 32; ++x) {
        const auto& color = detail::shape_covers(shape, x - middle_x, y - middle_y, size) ? ink : paper;
        for (const int value : color) *to++ = static_cast<std::uint8_t>(std::clamp(value + between(-30, 31), 0, 255));
      }
    }
  }
  return shapes;
}

}  // namespace linnet
