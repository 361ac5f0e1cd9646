// SPDX-License-Identifier: MIT
// SGD: gradient descent, with momentum and Nesterov's form. Source: keras.optimizers.SGD (Sutskever et al., 2013).
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>

#include <cstdint>
#include <string_view>

namespace linnet {

/// Without momentum: w -= lr g. With it: v = momentum v - lr g; w += v, or w += momentum v - lr g with `nesterov`.
struct SGD {
  float learning_rate = 0.01f;
  float momentum = 0.0f;  ///< in [0, 1)
  bool nesterov = false;
  float global_clipnorm = 0.0f;                  ///< scales gradients down to this norm over all parameters; 0: off
  float clipvalue = 0.0f;                        ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "SGD";
  struct State {};

  /// Number of blocks as long as the parameters that the optimizer keeps; at most one.
  static constexpr int most_slots = 1;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return (momentum != 0.0f ? 1 : 0) + (use_ema ? 1 : 0); }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return momentum >= 0.0f && momentum < 1.0f ? nullptr : "SGD: momentum must be in [0, 1)";
  }

  template <class U>
  LINNET_FLATTEN void update(State&, const U& u) const {
    using T = typename U::Scalar;
    const T rate = -u.learning_rate;
    const T decay = static_cast<T>(momentum);
    if (momentum == 0.0f) {
      u.for_each_packet([&]<class V>(Index i) {
        const V g = simd::load<V>(u.gradients + i);
        simd::store(u.parameters + i, simd::fma(simd::set<V>(rate), g, simd::load<V>(u.parameters + i)));
      });
      return;
    }
    u.for_each_packet([&]<class V>(Index i) {
      const V step = simd::fma(simd::set<V>(rate), simd::load<V>(u.gradients + i), simd::set<V>(moment_floor<T>));
      const V v = simd::fma(simd::set<V>(decay), simd::load<V>(u.slot[0] + i), step);
      const V w = simd::load<V>(u.parameters + i);
      simd::store(u.slot[0] + i, v);
      simd::store(u.parameters + i, nesterov ? simd::fma(simd::set<V>(decay), v, simd::add(w, step)) : simd::add(w, v));
    });
  }
};

}  // namespace linnet
