// SPDX-License-Identifier: MIT
// Adagrad: steps divided by the root of the sum of all squared gradients. Source: keras.optimizers.Adagrad (Duchi et al., 2011).
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>
#include <linnet/optimizers/settings.hpp>

#include <cstdint>
#include <string_view>

namespace linnet {

/// a = a + g^2, from initial_accumulator_value on;  w -= lr g / sqrt(a + epsilon)
struct Adagrad {
  float learning_rate = 0.001f;
  float initial_accumulator_value = 0.1f;  ///< at least 0
  float epsilon = 1e-7f;
  float global_clipnorm = 0.0f;                  ///< scales gradients down to this norm over all parameters; 0: off
  float clipvalue = 0.0f;                        ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "Adagrad";
  struct State {};
  static constexpr int most_slots = 1;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return 1 + (use_ema ? 1 : 0); }

  /// Returns nullptr if valid, otherwise the reason.
  constexpr const char* problem() const {
    return initial_accumulator_value >= 0.0f && math::is_finite(initial_accumulator_value) && detail::is_epsilon(epsilon)
               ? nullptr
               : "Adagrad: initial_accumulator_value must be at least 0, epsilon above 0";
  }

  template <class U>
  LINNET_FLATTEN void update(State&, const U& u) const {
    using T = typename U::Scalar;
    // The slot, which starts at 0, holds a without its first value.
    const T start = static_cast<T>(initial_accumulator_value) + static_cast<T>(epsilon);
    T* const sums = u.slot[0];
    u.for_each_packet([&]<class V>(Index i) {
      const V g = simd::load<V>(u.gradients + i);
      const V sum = simd::fma(g, g, simd::add(simd::load<V>(sums + i), simd::set<V>(moment_floor<T>)));
      const V direction = simd::div(g, simd::sqrt(simd::add(sum, simd::set<V>(start))));
      simd::store(sums + i, sum);
      simd::store(u.parameters + i, simd::fma(simd::set<V>(-u.learning_rate), direction, simd::load<V>(u.parameters + i)));
    });
  }
};

}  // namespace linnet
