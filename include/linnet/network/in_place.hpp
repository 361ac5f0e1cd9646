// SPDX-License-Identifier: MIT
// Steps within backward, for an optimizer that keeps no gradients: a layer makes its own (trains_in_place), or it writes its gradients to
// memory that all such layers share, and the step follows before the layer in front of it is next.
#pragma once

#include <linnet/core/parameter.hpp>
#include <linnet/kernels/clipped_step.hpp>
#include <linnet/network/topology.hpp>

#include <limits>
#include <tuple>

namespace linnet::detail {

/// True if backward of the layer that B binds makes the step, or if there is none to make.
template <class B>
concept TrainsInPlace = B::parameter_count == 0 || requires {
  requires B::Layer::trains_in_place;
};

/// Numbers for the gradients of one layer at a time: of the largest one that does not train in place. They are behind the memory of a batch.
template <class Top>
inline constexpr Index layer_gradients = []<class... B>(std::tuple<B...>*) {
  Index largest = 0;
  ((largest = TrainsInPlace<B> ? largest : (std::max)(largest, B::parameter_slice)), ...);
  return largest;
}(static_cast<typename Top::BoundLayers*>(nullptr));

/// Makes the step w += step g for the tensors of the layer that B binds, with gradients clamped to [-limit, limit] and NaNs skipped. Without
/// a limit (0) it makes none if the squares of the gradients might overflow.
template <class B, class T>
LINNET_OWN_CODE void step_along(T step, T limit, const T* gradients, T* parameters) {
  if (!(limit > T(0))) {
    T squares = T(0);
    for (std::size_t i = 0; i < B::parameters.size(); ++i) {
      squares += kernels::rough_sum_of_squares(gradients + B::parameter_offset(i), B::parameters[i].size());
    }
    if (!math::is_finite(squares)) return;
  }
  for (std::size_t i = 0; i < B::parameters.size(); ++i) {
    const Index first = B::parameter_offset(i);
    kernels::step_along(step, limit, gradients + first, parameters + first, B::parameters[i].size());
  }
}

}  // namespace linnet::detail
