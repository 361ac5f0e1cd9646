// SPDX-License-Identifier: MIT
// Lion: steps of one length, along the sign of a moving mean of gradients. Source: keras.optimizers.Lion (Chen et al., 2023).
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>
#include <linnet/optimizers/settings.hpp>

#include <cstdint>
#include <string_view>

namespace linnet {

/// w -= lr sign(b1 m + (1 - b1) g);  then m = b2 m + (1 - b2) g. The sign of 0 is 0. Takes a third to a tenth of Adam's learning rate.
struct Lion {
  float learning_rate = 0.001f;
  float beta_1 = 0.9f;                           ///< in [0, 1)
  float beta_2 = 0.99f;                          ///< in [0, 1)
  float global_clipnorm = 0.0f;                  ///< scales gradients down to this norm over all parameters; 0: off
  float clipvalue = 0.0f;                        ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "Lion";
  struct State {};
  static constexpr int most_slots = 1;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return 1 + (use_ema ? 1 : 0); }

  /// Returns nullptr if valid, otherwise the reason.
  constexpr const char* problem() const {
    return detail::is_decay_rate(beta_1) && detail::is_decay_rate(beta_2) ? nullptr
                                                                          : "Lion: beta_1 and beta_2 must be in [0, 1)";
  }

  template <class U>
  LINNET_FLATTEN void update(State&, const U& u) const {
    using T = typename U::Scalar;
    const T b1 = static_cast<T>(beta_1), b2 = static_cast<T>(beta_2);
    T* const moments = u.slot[0];
    u.for_each_packet([&]<class V>(Index i) {
      const V zero = simd::set<V>(T(0));
      const V g = simd::load<V>(u.gradients + i);
      const V m = simd::load<V>(moments + i);
      const V direction = simd::fma(simd::set<V>(b1), m, simd::mul(simd::set<V>(T(1) - b1), g));
      const V up = simd::where_different(simd::zero_negative(direction), zero, simd::set<V>(u.learning_rate));
      const V down =
          simd::where_different(simd::zero_negative(simd::sub(zero, direction)), zero, simd::set<V>(u.learning_rate));
      // A moment that has decayed must become 0, because the sign of moment_floor would keep moving the parameter.
      const V decayed = simd::fma(simd::set<V>(b2), m, simd::mul(simd::set<V>(T(1) - b2), g));
      const V floor = simd::set<V>(moment_floor<T>);
      const V above = simd::where_different(simd::zero_negative(simd::sub(decayed, floor)), zero, decayed);
      const V below = simd::where_different(simd::zero_negative(simd::sub(simd::sub(zero, decayed), floor)), zero, decayed);
      simd::store(moments + i, simd::add(above, below));
      simd::store(u.parameters + i, simd::add(simd::sub(simd::load<V>(u.parameters + i), up), down));
    });
  }
};

}  // namespace linnet
