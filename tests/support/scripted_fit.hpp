// SPDX-License-Identifier: MIT
// Plays fit for a callback that follows a number, so that a test can say what that number is in each epoch.
#pragma once

#include <linnet/callbacks/callback.hpp>

#include <algorithm>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

namespace linnet::test {

/// A fit without a model: its parameters and its state are other numbers after each epoch.
struct ScriptedFit {
  std::vector<float> parameters = std::vector<float>(5), state = std::vector<float>(3);
  float learning_rate = 1.0f;
  std::vector<float> rates{};  ///< of each epoch that was run: what its steps were made with
  FitState fit{};              ///< as the last callback left it

  /// The parameters that epoch `epoch` ends with.
  static std::vector<float> parameters_after(Index epoch) {
    std::vector<float> numbers(5);
    std::iota(numbers.begin(), numbers.end(), static_cast<float>(10 * epoch) + 0.1f);
    return numbers;
  }
  static std::vector<float> state_after(Index epoch) {
    std::vector<float> numbers(3);
    std::iota(numbers.begin(), numbers.end(), static_cast<float>(-10 * epoch) - 0.7f);
    return numbers;
  }

  /// Runs an epoch for each of `values`, which are logged under `name`. Returns how many there were before the callback stopped it.
  Index run(const AnyCallback& callback, std::string_view name, const std::vector<double>& values) {
    using Event = AnyCallback::Event;
    fit = {};
    fit.epochs = static_cast<Index>(values.size());
    fit.learning_rate = learning_rate;
    fit.parameters = std::as_writable_bytes(std::span(parameters));
    fit.state = std::as_writable_bytes(std::span(state));
    fit.scalar_bytes = sizeof(float);
    fit.fingerprint = 12345;
    rates.clear();
    callback(Event::train_begin, fit);
    for (; fit.epoch < fit.epochs && !fit.stop_training; ++fit.epoch) {
      callback(Event::epoch_begin, fit);
      rates.push_back(fit.learning_rate);
      std::ranges::copy(parameters_after(fit.epoch), parameters.begin());  // in place: the spans stay valid
      std::ranges::copy(state_after(fit.epoch), state.begin());
      fit.logs = {{"loss", 0.5}, {name, values[static_cast<std::size_t>(fit.epoch)]}};
      callback(Event::epoch_end, fit);
    }
    callback(Event::train_end, fit);
    learning_rate = fit.learning_rate;
    return fit.epoch;
  }
};

}  // namespace linnet::test
