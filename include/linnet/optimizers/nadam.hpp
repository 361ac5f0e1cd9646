// SPDX-License-Identifier: MIT
// Nadam: Adam with Nesterov's momentum. Source: keras.optimizers.Nadam (Dozat, 2016).
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>
#include <linnet/optimizers/settings.hpp>

#include <cstdint>
#include <string_view>

namespace linnet {

/// m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  with u_t = b1 (1 - 0.96^t / 2) and p_t = u_1 u_2 ... u_t
/// w -= lr (u_{t+1} m / (1 - p_{t+1}) + (1 - u_t) g / (1 - p_t)) / (sqrt(v / (1 - b2^t)) + epsilon)
struct Nadam {
  float learning_rate = 0.001f;
  float beta_1 = 0.9f;    ///< in [0, 1)
  float beta_2 = 0.999f;  ///< in [0, 1)
  float epsilon = 1e-7f;
  float global_clipnorm = 0.0f;                  ///< scales gradients down to this norm over all parameters; 0: off
  float clipvalue = 0.0f;                        ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "Nadam";
  /// After t steps, as running products.
  struct State {
    float power = 1.0f;         ///< 0.96^t
    float product = 1.0f;       ///< p_t
    float complement_2 = 0.0f;  ///< 1 - b2^t
  };
  static constexpr int most_slots = 2;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return 2 + (use_ema ? 1 : 0); }

  /// Returns nullptr if valid, otherwise the reason.
  constexpr const char* problem() const {
    return detail::is_decay_rate(beta_1) && detail::is_decay_rate(beta_2) && detail::is_epsilon(epsilon)
               ? nullptr
               : "Nadam: beta_1 and beta_2 must be in [0, 1), epsilon above 0";
  }

  template <class U>
  LINNET_FLATTEN void update(State& state, const U& u) const {
    using T = typename U::Scalar;
    constexpr float decay = 0.96f, floor_of_powers = moment_floor<float>;
    state.power = math::fma(decay, state.power, floor_of_powers);
    const float now = beta_1 * math::fma(-0.5f, state.power, 1.0f);
    const float next = beta_1 * math::fma(-0.5f * decay, state.power, 1.0f);
    state.product = math::fma(now, state.product, floor_of_powers);
    state.complement_2 = math::fma(beta_2, state.complement_2, 1.0f - beta_2);

    // Both sides of the fraction times sqrt(1 - b2^t): one division and one root a parameter.
    const T correction = math::sqrt(static_cast<T>(state.complement_2));
    const T step = -(u.learning_rate * correction);
    const T of_moment = static_cast<T>(next) / static_cast<T>(math::fma(-next, state.product, 1.0f));
    const T of_gradient = static_cast<T>(1.0f - now) / static_cast<T>(1.0f - state.product);
    const T beside_root = correction * static_cast<T>(epsilon);
    const T b1 = static_cast<T>(beta_1), b2 = static_cast<T>(beta_2);
    T* const moments = u.slot[0];
    T* const squares = u.slot[1];
    u.for_each_packet([&]<class V>(Index i) {
      const V floor = simd::set<V>(moment_floor<T>);
      const V g = simd::load<V>(u.gradients + i);
      const V m = simd::fma(simd::set<V>(b1), simd::load<V>(moments + i), simd::fma(simd::set<V>(T(1) - b1), g, floor));
      const V scaled = simd::mul(simd::set<V>(T(1) - b2), g);
      const V v = simd::fma(simd::set<V>(b2), simd::load<V>(squares + i), simd::fma(scaled, g, floor));
      const V ahead = simd::fma(simd::set<V>(of_moment), m, simd::mul(simd::set<V>(of_gradient), g));
      const V direction = simd::div(ahead, simd::add(simd::sqrt(v), simd::set<V>(beside_root)));
      simd::store(moments + i, m);
      simd::store(squares + i, v);
      simd::store(u.parameters + i, simd::fma(simd::set<V>(step), direction, simd::load<V>(u.parameters + i)));
    });
  }
};

}  // namespace linnet
