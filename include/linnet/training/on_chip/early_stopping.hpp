// SPDX-License-Identifier: MIT
// StaticEarlyStopping: EarlyStopping for a StaticTraining, with the best weights in memory of the caller. Source: keras.callbacks.EarlyStopping.
#pragma once

#include <linnet/callbacks/improvement.hpp>
#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace linnet {

/// Room for the numbers of a model, its parameters and its state. An object of its own, because firmware copies no zeros from flash.
template <class Model>
struct BestWeights {
  std::array<typename Model::Scalar, static_cast<std::size_t>(Model::Topology::parameter_block + Model::Topology::state_block)>
      numbers{};

  operator std::span<std::byte>() { return std::as_writable_bytes(std::span(numbers)); }
};

/// Ends fit after `patience` epochs without an improvement of more than `min_delta`, as EarlyStopping does. Initialize members in the order
/// of declaration; pass it as an lvalue to read `best` and `best_epoch` afterwards.
struct StaticEarlyStopping {
  std::string_view monitor = "val_loss";  ///< a name of the results, with val_ that of the validation data
  double min_delta = 0.0;                 ///< finite
  Index patience = 0;                     ///< 0: the first epoch without an improvement ends fit
  MonitorMode mode = MonitorMode::automatic;
  std::span<std::byte>
      restore_best{};  ///< BestWeights<decltype(model)>, which go back into the model when fit ends; empty: the last stay
  Index start_from_epoch = 0;  ///< ignores epochs before this one

  detail::Best best{};
  Index best_epoch = 0;  ///< counted from 0
  Index wait = 0;        ///< epochs since then
  bool stopped = false;  ///< it has ended the fit

  template <class State>
  void on_train_begin(State& state) {
    detail::expect(patience >= 0 && math::is_finite(min_delta),
                   "StaticEarlyStopping: patience must not be negative, and min_delta finite");
    detail::expect(mode != MonitorMode::automatic || detail::direction_of(monitor) != detail::Direction::unknown,
                   "StaticEarlyStopping: whether the monitored number should grow or fall is not known; set mode");
    detail::expect(
        restore_best.empty() || restore_best.size() == state.parameters.size_bytes() + state.state.size_bytes(),
        "StaticEarlyStopping: restore_best must have room for the numbers of this model: BestWeights<decltype(model)>");
    best = {};
    best_epoch = wait = 0;
    stopped = kept_ = false;
  }

  template <class State>
  void on_epoch_end(State& state) {
    const double current = monitored(state);
    if (state.epoch < start_from_epoch) return;
    const bool larger =
        mode == MonitorMode::automatic ? detail::direction_of(monitor) == detail::Direction::up : mode == MonitorMode::max;
    const bool improved = best.improves(current, larger, min_delta < 0.0 ? -min_delta : min_delta);
    if (improved) best_epoch = state.epoch;
    if (!restore_best.empty() && (improved || !kept_)) {
      best_epoch = state.epoch;
      std::memcpy(restore_best.data(), state.parameters.data(), state.parameters.size_bytes());
      if (!state.state.empty()) {
        std::memcpy(restore_best.data() + state.parameters.size_bytes(), state.state.data(), state.state.size_bytes());
      }
      kept_ = true;
    }
    wait = improved ? 0 : wait + 1;
    if (wait >= patience && !improved && state.epoch > 0) stopped = state.stop_training = true;
  }

  template <class State>
  void on_train_end(State& state) {
    if (!kept_) return;
    std::memcpy(state.parameters.data(), restore_best.data(), state.parameters.size_bytes());
    if (!state.state.empty()) {
      std::memcpy(state.state.data(), restore_best.data() + state.parameters.size_bytes(), state.state.size_bytes());
    }
  }

  // Private to the callback.
  template <class State>
  double monitored(const State& state) const {
    constexpr std::string_view prefix = "val_";
    if (!detail::begins_with(monitor, prefix)) return state.results[monitor];
    detail::expect(state.validates, "StaticEarlyStopping: a name with val_ needs validation_data(x, y)");
    return state.validation[std::string_view(monitor.data() + prefix.size(), monitor.size() - prefix.size())];
  }

  bool kept_ = false;  ///< the weights are those of an epoch
};

}  // namespace linnet
