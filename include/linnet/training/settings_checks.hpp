// SPDX-License-Identifier: MIT
// Checks of the settings of a training, on every home of a model.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/network/update.hpp>

#include <cstdint>

namespace linnet::detail {

inline void expect_learning_rate(float rate) {
  if (!math::is_finite(rate) || rate < 0.0f) [[unlikely]] {
    fail_with("learning_rate must be finite and not negative", "learning_rate is ", rate,
              "; it must be finite and not negative");
  }
}

/// The gradient_accumulation_steps of an optimizer; 1 if it has none.
template <class O>
constexpr std::int32_t batches_per_step(const O& optimizer) {
  if constexpr (requires { optimizer.gradient_accumulation_steps; }) return optimizer.gradient_accumulation_steps;
  return 1;
}

/// Fails for settings of an optimizer that a step reads, and not the optimizer.
template <class O>
LINNET_ALWAYS_INLINE void expect_step_settings(const O& optimizer) {
  float value = 0.0f, tensor_norm = 0.0f, norm = 0.0f;
  if constexpr (requires { optimizer.clipvalue; }) value = optimizer.clipvalue;
  if constexpr (requires { optimizer.clipnorm; }) tensor_norm = optimizer.clipnorm;
  if constexpr (requires { optimizer.global_clipnorm; }) norm = optimizer.global_clipnorm;
  if (!(value >= 0.0f && tensor_norm >= 0.0f && norm >= 0.0f) || (value > 0.0f && tensor_norm > 0.0f) ||
      (norm > 0.0f && (value > 0.0f || tensor_norm > 0.0f))) [[unlikely]] {
    fail_with("compile: of clipvalue, clipnorm and global_clipnorm only one may be above 0, and none below",
              "compile: clipvalue is ", value, ", clipnorm is ", tensor_norm, " and global_clipnorm is ", norm,
              "; they must not be negative, and only one of them may be above 0");
  }
  if (batches_per_step(optimizer) < 1) [[unlikely]] {
    fail_with("compile: gradient_accumulation_steps must be at least 1", "compile: gradient_accumulation_steps is ",
              batches_per_step(optimizer), "; it must be at least 1");
  }
  if constexpr (requires { optimizer.use_ema; }) {
    expect(!optimizer.use_ema ||
               (optimizer.ema_momentum >= 0.0f && optimizer.ema_momentum <= 1.0f && optimizer.ema_overwrite_frequency >= 0),
           "compile: ema_momentum must be in [0, 1] and ema_overwrite_frequency at least 0");
  }
}

/// Fails for settings that the training of a StaticSequential has no memory for, or on a target no code.
template <class O>
LINNET_ALWAYS_INLINE void expect_static_settings(const O& optimizer) {
  bool fits = optimizer.slot_count() >= 0 && optimizer.slot_count() <= slot_room<O>();
  if constexpr (!LINNET_HOST && requires { optimizer.use_ema; }) {
    fits = fits && !optimizer.use_ema;
    expect(!(optimizer.clipnorm > 0.0f), "compile: clipnorm is for hosts; on a target use clipvalue or global_clipnorm");
  }
  expect(fits, LINNET_HOST ? "compile: these settings of the optimizer need more slots than the most_slots of its type"
                           : "compile: most_slots of the optimizer is too small, or use_ema is set on a target");
  expect(batches_per_step(optimizer) == 1,
         "compile: the training of a StaticSequential accumulates with compute_gradients<steps>, or a fit with "
         "gradient_accumulation_steps(steps) behind its options, not with those of its optimizer");
}

}  // namespace linnet::detail
