// SPDX-License-Identifier: MIT
// Images as brightness (height, width): colours to gray, another size, and Otsu's threshold.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

namespace linnet {

/// Returns the brightness (height, width) of an image (height, width, channels), RGB or gray, or (height, width), in the unit of its
/// values: (77 R + 150 G + 29 B) / 256, as load_image. Throws InvalidInput for other numbers of channels and values that are
/// not finite.
template <detail::EigenData A>
Tensor<2> to_gray(const A& image) {
  static_assert(detail::rank_of<A>() == 2 || detail::rank_of<A>() == 3,
                "to_gray: an image is (height, width, channels) or (height, width); of several, take one");
  const ArrayView<std::remove_const_t<typename A::Scalar>> view(image);
  const Index height = view.samples(), width = view.sample_dims()[0], channels = view.features() / std::max<Index>(width, 1);
  detail::require(height > 0 && width > 0, [] { return std::string("to_gray: expected an image, found no pixels"); });
  detail::require(channels == 1 || channels == 3,
                  [&] { return detail::text("to_gray: expected 1 or 3 channels, found ", channels); });
  Tensor<2> gray(height, width);
  for (Index i = 0; i < gray.size(); ++i) {
    const auto* const pixel = view.data() + i * channels;
    const auto value = [&](Index c) { return static_cast<float>(pixel[c]); };
    gray.data()[i] =
        channels == 1 ? value(0) : 77.0f / 256.0f * value(0) + 150.0f / 256.0f * value(1) + 29.0f / 256.0f * value(2);
    detail::require(math::is_finite(gray.data()[i]), [&] {
      return detail::text("to_gray: pixel (", i / width, ", ", i % width, ") is ", gray.data()[i], "; values must be finite");
    });
  }
  return gray;
}

namespace detail {

/// The pixels that make one pixel of a resized row: from `first` on, with their weights, whose sum is 1.
struct Pixels {
  Index first = 0;
  std::vector<float> weights{};
};

/// Returns the pixels of each of `to` pixels: weights fall linearly, to 0 where the next pixel begins, or is read if there are more of these.
inline std::vector<Pixels> resized_row(Index from, Index to) {
  const double step = static_cast<double>(from) / static_cast<double>(to), reach = (std::max)(step, 1.0);
  std::vector<Pixels> all(static_cast<std::size_t>(to));
  for (Index i = 0; i < to; ++i) {
    Pixels& pixels = all[static_cast<std::size_t>(i)];
    const double centre = (static_cast<double>(i) + 0.5) * step - 0.5;
    pixels.first = std::max<Index>(static_cast<Index>(std::ceil(centre - reach)), 0);
    const Index last = std::min<Index>(static_cast<Index>(std::floor(centre + reach)), from - 1);
    double sum = 0.0;
    for (Index k = pixels.first; k <= last; ++k) {
      const double weight = (std::max)(1.0 - (std::abs)(static_cast<double>(k) - centre) / reach, 0.0);  // not -1e-17
      pixels.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : pixels.weights) weight = static_cast<float>(static_cast<double>(weight) / sum);
  }
  return all;
}

/// Returns the image with columns of another height, transposed.
inline Tensor<2> resized_columns(const Tensor<2>& image, Index height) {
  Tensor<2> turned(image.dimension(1), height);
  turned.setZero();
  const auto rows = resized_row(image.dimension(0), height);
  for (Index y = 0; y < height; ++y) {
    const Pixels& pixels = rows[static_cast<std::size_t>(y)];
    for (std::size_t k = 0; k < pixels.weights.size(); ++k) {
      for (Index x = 0; x < image.dimension(1); ++x) {
        turned(x, y) += pixels.weights[k] * image(pixels.first + static_cast<Index>(k), x);
      }
    }
  }
  return turned;
}

}  // namespace detail

/// Returns `image` (height, width) in another size: linear between pixels where it grows, their weighted mean where it shrinks.
LINNET_COLD inline Tensor<2> resize(const Tensor<2>& image, Index height, Index width) {
  detail::require(image.size() > 0 && height >= 1 && width >= 1, [&] {
    return detail::text("resize: expected sizes from 1 on, found ", image.dimension(0), " x ", image.dimension(1), " to ",
                        height, " x ", width);
  });
  return detail::resized_columns(detail::resized_columns(image, height), width);
}

/// Returns the brightness that divides the pixels into the two classes whose means differ most, weighted with their sizes: it maximises
/// n0 n1 (m0 - m1)^2. Source: N. Otsu, A threshold selection method from gray-level histograms, 1979 (256 levels from the darkest to the
/// brightest pixel). Throws InvalidInput for an image of one brightness.
LINNET_COLD inline float otsu_threshold(const Tensor<2>& gray) {
  detail::require(std::all_of(gray.data(), gray.data() + gray.size(), [](float pixel) { return math::is_finite(pixel); }),
                  [] { return std::string("otsu_threshold: a pixel is not finite"); });
  const auto [low, high] = std::minmax_element(gray.data(), gray.data() + gray.size());
  detail::require(gray.size() > 0 && *low < *high,
                  [] { return std::string("otsu_threshold: the image has one brightness everywhere"); });
  constexpr int levels = 256;
  const double step = (static_cast<double>(*high) - static_cast<double>(*low)) / levels;
  std::array<double, levels> counts{};
  for (Index i = 0; i < gray.size(); ++i) {
    ++counts[static_cast<std::size_t>(
        (std::min)(static_cast<int>((static_cast<double>(gray.data()[i]) - static_cast<double>(*low)) / step), levels - 1))];
  }
  double all = 0.0, sum = 0.0;
  for (int k = 0; k < levels; ++k) all += k * counts[static_cast<std::size_t>(k)];
  const double total = static_cast<double>(gray.size());
  double below = 0.0, best = -1.0;
  int first = 0, last = 0;  // of equal ones, as between two classes without a pixel between them, the middle is taken
  for (int k = 0; k + 1 < levels; ++k) {
    below += counts[static_cast<std::size_t>(k)];
    sum += k * counts[static_cast<std::size_t>(k)];
    const double above = total - below;
    if (below == 0.0 || above == 0.0) continue;
    const double difference = sum / below - (all - sum) / above, between = below * above * difference * difference;
    if (between > best) best = between, first = k;
    if (between >= best) last = k;
  }
  return static_cast<float>(static_cast<double>(*low) + step * (0.5 * (first + last) + 1.0));
}

}  // namespace linnet
