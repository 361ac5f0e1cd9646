// SPDX-License-Identifier: MIT
// CategoricalHinge: scores of any size for classes, as of a support vector machine. Source: keras.losses.CategoricalHinge.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/losses/output_rows.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Scores p, y a distribution over K classes, for example 1 for one of them: with the other class of the largest score,
/// k = argmax (1 - y) p, loss = max(1 + (1 - y_k) p_k - sum(y p), 0); gradient -y, and 1 - 2 y_k at k, otherwise 0 where the loss is 0.
/// In a sequence, (steps, K), each step has a target of its own, and the loss is their mean.
struct CategoricalHinge : detail::ClassRows {
  static constexpr std::string_view name = "categorical_hinge";

  template <class Output>
  static constexpr void(check)() {
    static_assert(
        takes_output<Output>,
        "CategoricalHinge: the model must end in one score for each of two or more classes, or in such scores for each "
        "step of a sequence; put Flatten{} before the last Dense, or use Hinge for one output");
  }

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const auto other = [&](std::size_t j) { return (T(1) - y[j]) * p[j]; };
    T right = T(0);
    std::size_t largest = 0;
    for (std::size_t j = 0; j < p.size(); ++j) {
      right = math::fma(y[j], p[j], right);
      if (other(j) > other(largest)) largest = j;
    }
    const T margin = math::fma(T(1) - y[largest], p[largest], T(1) - right);
    const bool met = margin < T(0);
    for (std::size_t j = 0; j < gradient.size(); ++j) gradient[j] = met ? T(0) : (j == largest ? T(1) - y[j] : T(0)) - y[j];
    return met ? T(0) : margin;
  }
};

}  // namespace linnet
