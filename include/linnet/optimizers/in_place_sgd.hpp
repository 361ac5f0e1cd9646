// SPDX-License-Identifier: MIT
// InPlaceSGD: plain gradient descent that moves each parameter while its gradient is still in a register. It needs no memory for
// gradients, so that a model trains in little more than its own size.
#pragma once

#include <linnet/network/update.hpp>

#include <string_view>

namespace linnet {

/// w -= lr g, to the bit what SGD without momentum gives. For models of Dense and of layers without parameters. There is no
/// global_clipnorm and there are no regularizers: both need all gradients first. Without clipvalue a layer stays as it is where the squares
/// of its gradients might overflow, with it a gradient that is NaN moves nothing.
struct InPlaceSGD {
  float learning_rate = 0.01f;
  float clipvalue = 0.0f;  ///< each gradient is clamped to [-clipvalue, clipvalue]; 0: not

  static constexpr std::string_view name = "InPlaceSGD";
  static constexpr bool in_place = true;
  struct State {};

  static constexpr int most_slots = 0;
  constexpr int slot_count() const { return most_slots; }

  /// Backward has made the step.
  template <class T>
  void update(State&, const Update<T>&) const {}
};

}  // namespace linnet
