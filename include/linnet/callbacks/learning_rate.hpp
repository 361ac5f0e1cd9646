// SPDX-License-Identifier: MIT
// Callbacks that change the learning rate: schedules by epoch, and ReduceLearningRateOnPlateau.
// Sources: keras.callbacks.LearningRateScheduler, ReduceLROnPlateau; keras.optimizers.schedules.
#pragma once

#include <linnet/callbacks/monitor.hpp>
#include <linnet/callbacks/schedules.hpp>
#include <linnet/core/math.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace linnet {

/// Sets the learning rate before each epoch to schedule(epoch, rate), with epochs counted from 0 and the current rate.
struct LearningRateSchedule {
  std::function<float(Index epoch, float rate)> schedule;

  void on_train_begin(FitState&) const {
    detail::require(static_cast<bool>(schedule), [] { return std::string("LearningRateSchedule: it has no schedule"); });
  }
  void on_epoch_begin(FitState& state) { state.learning_rate = schedule(state.epoch, state.learning_rate); }
};

namespace detail {

LINNET_COLD inline void require_rate(const char* who, const char* what, float value) {
  require(math::is_finite(value) && value >= 0.0f,
          [&] { return text(who, ": ", what, " is ", value, "; it must be finite and not negative"); });
}

}  // namespace detail

/// initial * factor^floor(epoch / every).
inline LearningRateSchedule step_decay(float initial, float factor, Index every) {
  detail::require(every >= 1, [&] { return detail::text("step_decay: every is ", every, "; it must be at least 1"); });
  detail::require_rate("step_decay", "initial", initial);
  detail::require_rate("step_decay", "factor", factor);
  return {StepDecay{initial, factor, every}};
}

/// initial * factor^epoch.
inline LearningRateSchedule exponential_decay(float initial, float factor) { return step_decay(initial, factor, 1); }

/// Half a cosine from `initial` in the first epoch down to `last` after `epochs` epochs (Loshchilov and Hutter, 2017).
inline LearningRateSchedule cosine_decay(float initial, Index epochs, float last = 0.0f) {
  detail::require(epochs >= 1, [&] { return detail::text("cosine_decay: epochs is ", epochs, "; it must be at least 1"); });
  detail::require_rate("cosine_decay", "initial", initial);
  detail::require_rate("cosine_decay", "last", last);
  return {CosineDecay{initial, epochs, last}};
}

/// Rises evenly during the first `epochs` epochs to the rate of the first epoch of `then`; afterwards follows `then` from its beginning,
/// with the learning rate before the rise.
inline LearningRateSchedule warm_up(Index epochs, LearningRateSchedule then) {
  detail::require(epochs >= 1, [&] { return detail::text("warm_up: epochs is ", epochs, "; it must be at least 1"); });
  detail::require(static_cast<bool>(then.schedule), [] { return std::string("warm_up: what follows it has no schedule"); });
  return {WarmUp{epochs, std::move(then.schedule)}};
}

/// Multiplies the learning rate by `factor` after `patience` epochs without an improvement of more than `min_delta`.
struct ReduceLearningRateOnPlateau {
  std::string monitor = "val_loss";
  float factor = 0.1f;
  Index patience = 10;
  MonitorMode mode = MonitorMode::automatic;
  double min_delta = 1e-4;
  Index cooldown = 0;              ///< epochs after a reduction that do not count
  float min_learning_rate = 0.0f;  ///< lower limit of the rate

  detail::Best best{};
  Index wait = 0;
  Index cooling = 0;

  void on_train_begin(FitState&) {
    detail::require(factor > 0.0f && factor < 1.0f, [&] {
      return detail::text("ReduceLearningRateOnPlateau: factor is ", factor, "; it must be above 0 and below 1");
    });
    detail::require_patience("ReduceLearningRateOnPlateau", patience, min_delta);
    detail::require(cooldown >= 0, [&] {
      return detail::text("ReduceLearningRateOnPlateau: cooldown is ", cooldown, "; it must not be negative");
    });
    detail::require_rate("ReduceLearningRateOnPlateau", "min_learning_rate", min_learning_rate);
    best = {};
    wait = cooling = 0;
  }

  void on_epoch_end(FitState& state) {
    const double current = detail::monitored("ReduceLearningRateOnPlateau", state, monitor);
    const bool larger = detail::larger_is_better("ReduceLearningRateOnPlateau", monitor, mode);
    if (cooling > 0) {
      --cooling;
      wait = 0;
    }
    if (best.improves(current, larger, (std::abs)(min_delta))) {
      wait = 0;
    } else if (cooling == 0 && ++wait >= patience) {
      if (state.learning_rate <= min_learning_rate) return;
      state.learning_rate = (std::max)(state.learning_rate * factor, min_learning_rate);
      cooling = cooldown;
      wait = 0;
    }
  }
};

}  // namespace linnet
