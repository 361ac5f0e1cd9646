// SPDX-License-Identifier: MIT
// OutputGradients: a loss that something else has computed. Source: output_gradients of tf.GradientTape.gradient.
#pragma once

#include <linnet/core/math.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Targets g (M) are the gradients of a loss with respect to the outputs p (M): those of InputGradients of a model that takes these
/// outputs, such as a GAN's discriminator. loss = sum(g p), gradient = g; a step takes the mean over its samples.
struct OutputGradients {
  static constexpr std::string_view name = "output_gradients";
  static constexpr bool integer_targets = false;

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) sum = math::fma(p[j], y[j], sum);
    for (std::size_t j = 0; j < gradient.size(); ++j) gradient[j] = y[j];
    return sum;
  }
};

}  // namespace linnet
