// SPDX-License-Identifier: MIT
// Adam and AdamW. Sources: Kingma and Ba (2015), Loshchilov and Hutter (2019), in the form of keras.optimizers.
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>

#include <string_view>

namespace linnet {

namespace detail {

/// 1 - beta_1^t and 1 - beta_2^t after t steps, as running products: c <- beta c + (1 - beta) keeps its digits at small t.
struct AdamState {
  float complement_1 = 0.0f;
  float complement_2 = 0.0f;
};

/// m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)
template <bool Decay, class T>
LINNET_FLATTEN void adam_update(AdamState& state, const Update<T>& u, float beta_1, float beta_2, float epsilon,
                                float weight_decay) {
  state.complement_1 = math::fma(beta_1, state.complement_1, 1.0f - beta_1);
  state.complement_2 = math::fma(beta_2, state.complement_2, 1.0f - beta_2);
  const T b1 = static_cast<T>(beta_1);
  const T b2 = static_cast<T>(beta_2);
  const T step = -(u.learning_rate * math::sqrt(static_cast<T>(state.complement_2)) / static_cast<T>(state.complement_1));
  const T shrink = -(u.learning_rate * static_cast<T>(weight_decay));
  kernels::for_each_packet<T>(u.size, [&]<class V>(Index i) {
    const V floor = simd::set<V>(moment_floor<T>);
    const V g = simd::load<V>(u.gradients + i);
    const V m = simd::fma(simd::set<V>(b1), simd::load<V>(u.slot[0] + i), simd::fma(simd::set<V>(T(1) - b1), g, floor));
    const V scaled = simd::mul(simd::set<V>(T(1) - b2), g);
    const V v = simd::fma(simd::set<V>(b2), simd::load<V>(u.slot[1] + i), simd::fma(scaled, g, floor));
    V w = simd::load<V>(u.parameters + i);
    if constexpr (Decay) w = simd::fma(simd::set<V>(shrink), w, w);
    const V direction = simd::div(m, simd::add(simd::sqrt(v), simd::set<V>(static_cast<T>(epsilon))));
    simd::store(u.slot[0] + i, m);
    simd::store(u.slot[1] + i, v);
    simd::store(u.parameters + i, simd::fma(simd::set<V>(step), direction, w));
  });
}

constexpr bool is_decay_rate(float beta) { return beta >= 0.0f && beta < 1.0f; }
constexpr bool is_finite(float number) { return number - number == 0.0f; }

}  // namespace detail

/// Adam with Keras's defaults; epsilon stands beside sqrt(v) before its bias correction ("epsilon hat" of the paper).
struct Adam {
  float learning_rate = 0.001f;
  float beta_1 = 0.9f;    ///< in [0, 1)
  float beta_2 = 0.999f;  ///< in [0, 1)
  float epsilon = 1e-7f;
  float global_clipnorm = 0.0f;  ///< gradients are scaled down to this norm over all parameters; 0: not
  float clipvalue = 0.0f;        ///< each gradient is clamped to [-clipvalue, clipvalue]; 0: not

  static constexpr std::string_view name = "Adam";
  using State = detail::AdamState;
  static constexpr int most_slots = 2;
  constexpr int slot_count() const { return most_slots; }
  constexpr const char* problem() const {
    return detail::is_decay_rate(beta_1) && detail::is_decay_rate(beta_2) && epsilon > 0.0f && detail::is_finite(epsilon)
               ? nullptr
               : "Adam: beta_1 and beta_2 must be in [0, 1), epsilon above 0";
  }

  template <class T>
  void update(State& state, const Update<T>& u) const {
    detail::adam_update<false>(state, u, beta_1, beta_2, epsilon, 0.0f);
  }
};

/// Adam with decoupled weight decay: first w -= lr weight_decay w, on every parameter, then Adam's step.
struct AdamW {
  float learning_rate = 0.001f;
  float weight_decay = 0.004f;  ///< at least 0
  float beta_1 = 0.9f;
  float beta_2 = 0.999f;
  float epsilon = 1e-7f;
  float global_clipnorm = 0.0f;
  float clipvalue = 0.0f;

  static constexpr std::string_view name = "AdamW";
  using State = detail::AdamState;
  static constexpr int most_slots = 2;
  constexpr int slot_count() const { return most_slots; }
  constexpr const char* problem() const {
    return detail::is_decay_rate(beta_1) && detail::is_decay_rate(beta_2) && epsilon > 0.0f && weight_decay >= 0.0f &&
                   detail::is_finite(epsilon + weight_decay)
               ? nullptr
               : "AdamW: beta_1 and beta_2 must be in [0, 1), epsilon above 0, weight_decay at least 0";
  }

  template <class T>
  void update(State& state, const Update<T>& u) const {
    detail::adam_update<true>(state, u, beta_1, beta_2, epsilon, weight_decay);
  }
};

}  // namespace linnet
