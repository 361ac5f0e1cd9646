// SPDX-License-Identifier: MIT
// Adam, also as AMSGrad, and AdamW. Sources: Kingma and Ba (2015), Reddi et al. (2018), Loshchilov and Hutter (2019), in the form of
// keras.optimizers.
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/update.hpp>
#include <linnet/optimizers/settings.hpp>

#include <cstdint>
#include <string_view>

namespace linnet {

namespace detail {

/// 1 - beta_1^t and 1 - beta_2^t after t steps, as running products: c <- beta c + (1 - beta) keeps its precision at small t.
struct AdamState {
  float complement_1 = 0.0f;
  float complement_2 = 0.0f;
};

/// m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  w -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)
/// with Amsgrad: the largest v so far instead of v.
template <bool Decay, bool Amsgrad, class U>
LINNET_FLATTEN void adam_update(AdamState& state, const U& u, float beta_1, float beta_2, float epsilon, float weight_decay) {
  using T = typename U::Scalar;
  state.complement_1 = math::fma(beta_1, state.complement_1, 1.0f - beta_1);
  state.complement_2 = math::fma(beta_2, state.complement_2, 1.0f - beta_2);
  const T b1 = static_cast<T>(beta_1);
  const T b2 = static_cast<T>(beta_2);
  const T step = -(u.learning_rate * math::sqrt(static_cast<T>(state.complement_2)) / static_cast<T>(state.complement_1));
  const T shrink = -(u.learning_rate * static_cast<T>(weight_decay));
  T* const moments = u.slot[0];
  T* const squares = u.slot[1];
  [[maybe_unused]] T* const maxima = Amsgrad ? u.slot[2] : nullptr;
  u.for_each_packet([&]<class V>(Index i) {
    const V floor = simd::set<V>(moment_floor<T>);
    const V g = simd::load<V>(u.gradients + i);
    const V m = simd::fma(simd::set<V>(b1), simd::load<V>(moments + i), simd::fma(simd::set<V>(T(1) - b1), g, floor));
    const V scaled = simd::mul(simd::set<V>(T(1) - b2), g);
    const V v = simd::fma(simd::set<V>(b2), simd::load<V>(squares + i), simd::fma(scaled, g, floor));
    V largest = v;
    if constexpr (Amsgrad) largest = simd::maximum(simd::load<V>(maxima + i), v);
    V w = simd::load<V>(u.parameters + i);
    if constexpr (Decay) w = simd::fma(simd::set<V>(shrink), w, w);
    const V direction = simd::div(m, simd::add(simd::sqrt(largest), simd::set<V>(static_cast<T>(epsilon))));
    simd::store(moments + i, m);
    simd::store(squares + i, v);
    if constexpr (Amsgrad) simd::store(maxima + i, largest);
    simd::store(u.parameters + i, simd::fma(simd::set<V>(step), direction, w));
  });
}

}  // namespace detail

/// Adam with Keras's defaults; epsilon is added to sqrt(v) before the bias correction ("epsilon hat" of the paper). `amsgrad` divides by
/// the root of the largest v so far (Reddi et al., 2018) and needs a third slot. A StaticSequential makes room for `Slots`: there, AMSGrad
/// is BasicAdam<3>{.amsgrad = true}.
template <int Slots>
struct BasicAdam {
  static_assert(Slots == 2 || Slots == 3, "BasicAdam: 2 slots, or 3 for amsgrad");

  float learning_rate = 0.001f;
  float beta_1 = 0.9f;    ///< in [0, 1)
  float beta_2 = 0.999f;  ///< in [0, 1)
  float epsilon = 1e-7f;
  bool amsgrad = false;
  float global_clipnorm = 0.0f;                  ///< scales gradients down to this norm over all parameters; 0: off
  float clipvalue = 0.0f;                        ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "Adam";
  using State = detail::AdamState;
  static constexpr int most_slots = Slots;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return (amsgrad ? 3 : 2) + (use_ema ? 1 : 0); }
  constexpr const char* problem() const {
    return detail::is_decay_rate(beta_1) && detail::is_decay_rate(beta_2) && detail::is_epsilon(epsilon)
               ? nullptr
               : "Adam: beta_1 and beta_2 must be in [0, 1), epsilon above 0";
  }

  template <class U>
  void update(State& state, const U& u) const {
    if constexpr (Slots == 3 || LINNET_HOST) {  // firmware with room for two slots links no AMSGrad
      if (amsgrad) return detail::adam_update<false, true>(state, u, beta_1, beta_2, epsilon, 0.0f);
    }
    detail::adam_update<false, false>(state, u, beta_1, beta_2, epsilon, 0.0f);
  }
};

using Adam = BasicAdam<2>;

/// Adam with decoupled weight decay: first w -= lr weight_decay w, on every parameter, then Adam's step.
struct AdamW {
  float learning_rate = 0.001f;
  float weight_decay = 0.004f;  ///< at least 0
  float beta_1 = 0.9f;
  float beta_2 = 0.999f;
  float epsilon = 1e-7f;
  float global_clipnorm = 0.0f;
  float clipvalue = 0.0f;
  float clipnorm = 0.0f;                         ///< scales the gradient of each tensor down to this norm; 0: off
  std::int32_t gradient_accumulation_steps = 1;  ///< batches of a step, whose gradients are averaged
  bool use_ema = false;        ///< keeps a moving average of the parameters, in one more slot, which fit ends with
  float ema_momentum = 0.99f;  ///< in [0, 1]: the share of the average that a step keeps
  std::int32_t ema_overwrite_frequency = 0;  ///< steps after which the parameters become their average; 0: never

  static constexpr std::string_view name = "AdamW";
  using State = detail::AdamState;
  static constexpr int most_slots = 2;
  static constexpr bool updates_rows = true;
  constexpr int slot_count() const { return 2 + (use_ema ? 1 : 0); }
  constexpr const char* problem() const {
    return detail::is_decay_rate(beta_1) && detail::is_decay_rate(beta_2) && detail::is_epsilon(epsilon) &&
                   weight_decay >= 0.0f && math::is_finite(weight_decay)
               ? nullptr
               : "AdamW: beta_1 and beta_2 must be in [0, 1), epsilon above 0, weight_decay at least 0";
  }

  template <class U>
  void update(State& state, const U& u) const {
    detail::adam_update<true, false>(state, u, beta_1, beta_2, epsilon, weight_decay);
  }
};

}  // namespace linnet
