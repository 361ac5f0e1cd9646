// SPDX-License-Identifier: MIT
// EarlyStopping: ends fit when a number stops improving. Source: keras.callbacks.EarlyStopping.
#pragma once

#include <linnet/callbacks/monitor.hpp>

#include <cmath>
#include <cstddef>
#include <optional>

namespace linnet {

/// Ends fit after `patience` epochs without an improvement of more than `min_delta`; the History records it. Initialize members in the
/// order of declaration; pass it as an lvalue to read `best` and `best_epoch` afterwards. With a `baseline` only an improvement that is also
/// better than it lets the patience start again. Throws InvalidInput for a negative `patience`, and for a `min_delta` or `baseline` that is
/// not finite.
struct EarlyStopping {
  std::string monitor = "val_loss";
  double min_delta = 0.0;
  Index patience = 0;  ///< 0: the first epoch without an improvement ends fit
  MonitorMode mode = MonitorMode::automatic;
  std::optional<double> baseline{};  ///< the number to beat; empty: none
  bool restore_best = false;         ///< restores the weights and state of the best epoch when fit ends
  Index start_from_epoch = 0;        ///< ignores epochs before this one

  detail::Best best{};
  Index best_epoch = 0;  ///< counted from 0
  Index wait = 0;        ///< epochs since then

  void on_train_begin(FitState&) {
    detail::require_patience("EarlyStopping", patience, min_delta);
    detail::require(!baseline || math::is_finite(*baseline),
                    [&] { return detail::text("EarlyStopping: baseline is ", *baseline, "; it must be finite"); });
    best = {};
    best_epoch = wait = 0;
    weights_.clear();
  }

  void on_epoch_end(FitState& state) {
    const double current = detail::monitored("EarlyStopping", state, monitor);
    const bool larger = detail::larger_is_better("EarlyStopping", monitor, mode);
    if (state.epoch < start_from_epoch) return;
    const bool improved = best.improves(current, larger, (std::abs)(min_delta));
    if (improved) best_epoch = state.epoch;
    if (restore_best && (improved || weights_.empty())) {
      best_epoch = state.epoch;
      weights_.assign(state.parameters.begin(), state.parameters.end());
      weights_.insert(weights_.end(), state.state.begin(), state.state.end());
    }
    const auto beats_baseline = [&](double number) {
      return !baseline || detail::Best{*baseline}.improves(number, larger, (std::abs)(min_delta));
    };
    wait = improved && beats_baseline(current) ? 0 : wait + 1;
    if (wait >= patience && !improved && state.epoch > 0) {
      state.stop_training = true;
      state.stop_reason =
          detail::text("EarlyStopping: ", monitor, " has not improved since epoch ", best_epoch + 1, " (", best.value, ")");
      if (!beats_baseline(best.value)) detail::append(state.stop_reason, detail::text(", nor beaten the baseline ", *baseline));
    }
  }

  void on_train_end(FitState& state) {
    if (weights_.empty()) return;
    const auto middle = weights_.begin() + static_cast<std::ptrdiff_t>(state.parameters.size());
    std::copy(weights_.begin(), middle, state.parameters.begin());
    std::copy(middle, weights_.end(), state.state.begin());
  }

  std::vector<std::byte> weights_{};  ///< of the best epoch: parameters, then state
};

}  // namespace linnet
