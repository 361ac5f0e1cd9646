// SPDX-License-Identifier: MIT
// RMSprop: steps divided by the root of a moving mean of squared gradients. Source: keras.optimizers.RMSprop (Tieleman and Hinton, 2012).
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>
#include <linnet/optimizers/settings.hpp>

#include <cstdint>
#include <string_view>

namespace linnet {

namespace detail {

/// Slots: v, then the moving sum of steps with Momentum, then the mean of gradients with Centered.
template <bool Momentum, bool Centered, class U, class T>
LINNET_FLATTEN void rmsprop_update(const U& u, T rho, T momentum, T epsilon) {
  T* const squares = u.slot[0];
  [[maybe_unused]] T* const velocity = Momentum ? u.slot[1] : nullptr;
  [[maybe_unused]] T* const mean = Centered ? u.slot[Momentum ? 2 : 1] : nullptr;
  u.for_each_packet([&]<class V>(Index i) {
    const V floor = simd::set<V>(moment_floor<T>);
    const V g = simd::load<V>(u.gradients + i);
    const V scaled = simd::mul(simd::set<V>(T(1) - rho), g);
    const V v = simd::fma(simd::set<V>(rho), simd::load<V>(squares + i), simd::fma(scaled, g, floor));
    simd::store(squares + i, v);
    V variance = v;
    if constexpr (Centered) {
      const V m = simd::fma(simd::set<V>(rho), simd::load<V>(mean + i), simd::add(scaled, floor));
      simd::store(mean + i, m);
      variance = simd::zero_negative(simd::fma(simd::mul(simd::set<V>(T(-1)), m), m, v));
    }
    const V direction = simd::div(g, simd::sqrt(simd::add(variance, simd::set<V>(epsilon))));
    const V w = simd::load<V>(u.parameters + i);
    if constexpr (Momentum) {
      const V step = simd::fma(simd::set<V>(u.learning_rate), direction, floor);
      const V moved = simd::fma(simd::set<V>(momentum), simd::load<V>(velocity + i), step);
      simd::store(velocity + i, moved);
      simd::store(u.parameters + i, simd::sub(w, moved));
    } else {
      simd::store(u.parameters + i, simd::fma(simd::set<V>(-u.learning_rate), direction, w));
    }
  });
}

}  // namespace detail

/// v = rho v + (1 - rho) g^2;  w -= lr g / sqrt(v + epsilon)
///
/// momentum: d = momentum d + lr g / sqrt(v + epsilon), w -= d, in a separate slot. centered: instead of v it uses the variance v - m^2
/// with m = rho m + (1 - rho) g in another slot; it is 0 if rounding makes it negative, whereas Keras's steps become NaN. A
/// StaticSequential has room for `Slots`: there, BasicRMSprop<2> accepts one of these settings, BasicRMSprop<3> both.
template <int Slots>
struct BasicRMSprop {
  static_assert(Slots >= 1 && Slots <= 3, "BasicRMSprop: 1 slot, one more for momentum, one more for centered");

  float learning_rate = 0.001f;
  float rho = 0.9f;       ///< in [0, 1)
  float momentum = 0.0f;  ///< in [0, 1)
  float epsilon = 1e-7f;
  bool centered = false;
  float global_clipnorm = 0.0f;                  ///< scales gradients down to this norm over all parameters; 0: off
  float clipvalue = 0.0f;                        ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "RMSprop";
  struct State {};
  static constexpr int most_slots = Slots;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return 1 + (momentum != 0.0f ? 1 : 0) + (centered ? 1 : 0) + (use_ema ? 1 : 0); }

  /// Returns nullptr if valid, otherwise the reason.
  constexpr const char* problem() const {
    return detail::is_decay_rate(rho) && detail::is_decay_rate(momentum) && detail::is_epsilon(epsilon)
               ? nullptr
               : "RMSprop: rho and momentum must be in [0, 1), epsilon above 0";
  }

  template <class U>
  void update(State&, const U& u) const {
    using T = typename U::Scalar;
    const T r = static_cast<T>(rho), m = static_cast<T>(momentum), e = static_cast<T>(epsilon);
    if constexpr (Slots == 3 || LINNET_HOST) {  // firmware links what there is room for
      if (centered && momentum != 0.0f) return detail::rmsprop_update<true, true>(u, r, m, e);
    }
    if constexpr (Slots >= 2 || LINNET_HOST) {
      if (centered) return detail::rmsprop_update<false, true>(u, r, m, e);
      if (momentum != 0.0f) return detail::rmsprop_update<true, false>(u, r, m, e);
    }
    detail::rmsprop_update<false, false>(u, r, m, e);
  }
};

using RMSprop = BasicRMSprop<1>;

}  // namespace linnet
