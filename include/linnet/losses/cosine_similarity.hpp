// SPDX-License-Identifier: MIT
// CosineSimilarity: the angle between prediction and target, whatever their lengths. Source: keras.losses.CosineSimilarity.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/losses/output_rows.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// With u = p / |p| and v = y / |y|: loss = -sum(u v), from -1 (the same direction) to 1 (opposite); gradient = (sum(u v) u - v) / |p|.
/// A length below 1e-7 counts as 1e-7: a vector of zeros gives 0. In a sequence, (steps, M), each step has a target of its own, and
/// the loss is their mean.
struct CosineSimilarity : detail::OutputRows {
  static constexpr std::string_view name = "cosine_similarity";
  static constexpr bool integer_targets = false;

  template <class Output>
  static constexpr void(check)() {
    static_assert(takes_output<Output>,
                  "CosineSimilarity: the model must end in a vector of two or more numbers, or in such a vector for each step "
                  "of a sequence; put Flatten{} before the last Dense");
  }

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    T p_squares = T(0), y_squares = T(0), products = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      p_squares = math::fma(p[j], p[j], p_squares);
      y_squares = math::fma(y[j], y[j], y_squares);
      products = math::fma(p[j], y[j], products);
    }
    constexpr T shortest = T(1e-7);
    const T p_root = math::sqrt(p_squares), y_root = math::sqrt(y_squares);
    const T p_length = p_root < shortest ? shortest : p_root, y_length = y_root < shortest ? shortest : y_root;
    const T cosine = products / p_length / y_length;
    const T along = p_root < shortest ? T(0) : cosine / p_length;  // below, the length is a constant
    for (std::size_t j = 0; j < gradient.size(); ++j) {
      gradient[j] = math::fma(along, p[j], -y[j] / y_length) / p_length;
    }
    return -cosine;
  }
};

}  // namespace linnet
