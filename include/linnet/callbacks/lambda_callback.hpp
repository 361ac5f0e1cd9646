// SPDX-License-Identifier: MIT
// LambdaCallback and TerminateOnNan. Sources: keras.callbacks.LambdaCallback, keras.callbacks.TerminateOnNaN.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/error.hpp>
#include <linnet/core/math.hpp>

#include <functional>

namespace linnet {

/// Callbacks as functions: LambdaCallback{.on_epoch_end = [](FitState& state) { ... }}.
struct LambdaCallback {
  using Function = std::function<void(FitState&)>;
  static void nothing(FitState&) {}

  Function on_train_begin = nothing;
  Function on_epoch_begin = nothing;
  Function on_batch_end = nothing;
  Function on_epoch_end = nothing;
  Function on_train_end = nothing;
};

/// Ends fit at the batch after which the loss or a metric is not finite. Even without it, a loss that is not finite ends fit, before the
/// parameters change; this callback also checks the metrics.
struct TerminateOnNan {
  void on_batch_end(FitState& state) const {
    for (const auto& [name, value] : state.logs) {
      if (math::is_finite(value)) continue;
      state.stop_training = true;
      state.stop_reason =
          detail::text("TerminateOnNan: ", name, " became ", value, " in epoch ", state.epoch + 1, ", batch ", state.batch + 1);
      return;
    }
  }
};

}  // namespace linnet
