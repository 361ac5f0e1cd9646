// SPDX-License-Identifier: MIT
// KLDivergence: from a distribution to the predicted one. Source: keras.losses.KLDivergence.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/losses/output_rows.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// sum(y log(y / p)), y and p distributions over K classes, both clipped to [1e-7, 1]; gradient -y / p, and 0 where p is clipped. It is 0 if
/// they are equal. In a sequence, (steps, K), each step has a target of its own, and the loss is their mean.
struct KLDivergence : detail::ClassRows {
  static constexpr std::string_view name = "kl_divergence";
  static constexpr bool takes_probabilities = true;

  template <class Output>
  static constexpr void(check)() {
    static_assert(takes_output<Output>,
                  "KLDivergence: the model must end in one probability for each of two or more classes, or in such "
                  "probabilities for each step of a sequence; put Flatten{} before the last Dense");
  }

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    constexpr T lowest = T(1e-7);
    const auto clip = [](T x) { return x < lowest ? lowest : (x > T(1) ? T(1) : x); };
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T t = clip(y[j]), q = clip(p[j]);
      sum = math::fma(t, math::log(t / q), sum);
      if (!gradient.empty()) gradient[j] = p[j] < lowest || p[j] > T(1) ? T(0) : -t / q;
    }
    return sum;
  }
};

}  // namespace linnet
