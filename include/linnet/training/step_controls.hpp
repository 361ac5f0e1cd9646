// SPDX-License-Identifier: MIT
// StepControls: the members of a Training that look at its steps and change them, for loops of one's own.
#pragma once

#include <linnet/core/in_use.hpp>
#include <linnet/training/gradient_block.hpp>
#include <linnet/training/settings_checks.hpp>

#include <cstdint>
#include <span>

namespace linnet::detail {

/// Base of `Home`, a Training of numbers T.
template <class Home, class T>
class StepControls {
 public:
  /// The second half of a step after compute_gradients: clips the gradients, and lets the optimizer make its step with them. Returns false,
  /// and changes no parameter, if their norm is not finite. It does not count batches: with gradient_accumulation_steps it is called once
  /// behind so many compute_gradients.
  LINNET_OWN_CODE bool apply_gradients() {
    const Using<> using_this(home().model_in_use_.flag(), training_in_use);
    return home().step_.apply_gradients();
  }

  /// Gradients of the last step, or of compute_gradients, laid out as the model's parameters; empty for an optimizer that trains in place.
  std::span<T> gradients() { return home().step_.gradients(); }
  std::span<const T> gradients() const { return home().step_.gradients(); }
  /// The part of them that belongs to some of the model's parameters: training.gradient(model.parameter<1>(0)).
  std::span<T> gradient(std::span<const T> parameters) {
    return gradient_of(parameters, home().step_.parameters(), home().step_.gradients());
  }

  float learning_rate() const { return home().step_.learning_rate(); }
  /// Takes effect with the next step.
  void set_learning_rate(float rate) {
    expect_learning_rate(rate);
    home().step_.learning_rate() = rate;
  }

  /// The learning rate of a parameter tensor becomes `factor` times that of the training, from the next step on: 0.1 for layers that were
  /// trained before, 0 for one that does not move. A checkpoint does not keep it.
  LINNET_COLD void scale_learning_rate(std::span<const T> parameters, float factor) {
    home().step_.scale_learning_rate(parameters, factor);
  }

  /// Replaces the model's parameters by their moving average, if the optimizer has use_ema; fit ends with it, loops of your own call it.
  LINNET_COLD void finalize_variable_values() {
    const Using<> using_this(home().model_in_use_.flag(), training_in_use);
    home().step_.finalize_variable_values();
  }

  /// Updates made so far.
  std::uint64_t steps() const { return home().step_.steps(); }

 private:
  Home& home() { return static_cast<Home&>(*this); }
  const Home& home() const { return static_cast<const Home&>(*this); }
};

}  // namespace linnet::detail
