// SPDX-License-Identifier: MIT
// InPlaceSGD: plain gradient descent that moves each parameter while its gradient is still in a register, or at least before the next layer
// has one. It needs no memory for the gradients of the model, so that this trains in little more than its own size.
#pragma once

#include <linnet/network/update.hpp>

#include <string_view>

namespace linnet {

/// w -= lr g, with the bits of SGD without momentum. Dense and convolutions of 1x1 need no gradients in memory; all other layers share room
/// for those of the largest one. It has no global_clipnorm and no regularizers: both need all gradients first. Without clipvalue, a layer does not change if the squares of its gradients might
/// overflow; with it, a gradient that is NaN has no effect.
struct InPlaceSGD {
  float learning_rate = 0.01f;
  float clipvalue = 0.0f;  ///< clamps each gradient to [-clipvalue, clipvalue]; 0: off

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
