// SPDX-License-Identifier: MIT
// The places of the parameter tensors of a topology: a constant table for optimizers that request it.
#pragma once

#include <linnet/network/topology.hpp>
#include <linnet/network/update.hpp>

namespace linnet {

/// The parameter tensors of topology `Top` in ascending order; see TensorUpdate.
template <class Top>
inline constexpr auto tensor_places = []<class... B>(std::tuple<B...>*) {
  std::array<TensorPlace, (std::size_t{0} + ... + B::parameters.size())> places{};
  std::size_t next = 0, layer = 0;
  const auto add = [&](const auto& tensors) {
    Index offset = Top::parameter_offsets[layer];
    for (const ParameterInfo& tensor : tensors) {
      places[next++] = {tensor.name, tensor.rank, layer, offset, tensor.size()};
      offset += aligned<typename Top::Scalar>(tensor.size());
    }
    ++layer;
  };
  (add(B::parameters), ...);
  return places;
}(static_cast<typename Top::BoundLayers*>(nullptr));

}  // namespace linnet
