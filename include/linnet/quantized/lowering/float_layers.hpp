// SPDX-License-Identifier: MIT
// FloatLayers: layers with their float numbers, on the way from a float model to an int8 one. A QuantizedSequential keeps the lowered ones
// for its report.
#pragma once

#include <linnet/core/storage.hpp>
#include <linnet/network/topology.hpp>

namespace linnet::quantized {

/// A tuple of layers with input shape `In`, and their float numbers.
template <class In, class Layers_>
struct FloatLayers {
  using Layers = Layers_;
  using Topology = TopologyOf<float, In, Layers>;
  Layers layers;
  Storage<float> parameters{Topology::parameter_block};
  Storage<float> state{Topology::state_block};
};

}  // namespace linnet::quantized
