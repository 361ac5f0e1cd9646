// SPDX-License-Identifier: MIT
// The fingerprint of an int8 model with all its numbers. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/quantized/quantized_sequential.hpp>
#include <linnet/quantized/record_hash.hpp>

namespace linnet::quantized {

/// FNV-1a of the topology and of all canonical numbers: the same for every instruction set.
template <class Input_, class... Layers>
LINNET_COLD std::uint64_t numbers_fingerprint(const QuantizedSequential<Input_, Layers...>& model) {
  using Model = QuantizedSequential<Input_, Layers...>;
  auto all = input_hash<typename Model::Topology>(model.input_quantization(), model.normalization());
  for (const QuantizedLayer& record : model.records()) add_record(all, record);
  return all.hash;
}

}  // namespace linnet::quantized
