// SPDX-License-Identifier: MIT
// The layers of a model as a text, which files contain for their readers and for messages. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/io/names/layer_facts.hpp>

#include <string>

namespace linnet::detail {

/// "28 x 28; flatten 784; dense 10"
LINNET_COLD inline std::string topology_text(std::span<const Index> input, std::span<const LayerFacts> layers) {
  std::string all = extents(input);
  for (const LayerFacts& layer : layers) {
    if (!layer.inside) all += text({"; ", layer.name, " ", extents(layer.out)});
  }
  return all;
}
template <class Top>
std::string topology_text() {
  return topology_text(Top::Input::dims, layer_facts<Top>);
}

}  // namespace linnet::detail
