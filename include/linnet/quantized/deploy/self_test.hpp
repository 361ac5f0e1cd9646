// SPDX-License-Identifier: MIT
// The self test of an int8 model in flash: its constants are the exported ones, and it predicts what the exporter predicted, bit for bit.
#pragma once

#include <linnet/deploy/self_test.hpp>
#include <linnet/quantized/frozen_quantized.hpp>

namespace linnet {

/// The exporter's record of an int8 model.
template <class Model>
struct QuantizedSelfTestRecord {
  std::uint32_t checksum;  ///< see checksum()
  std::int8_t input[static_cast<std::size_t>(Model::Input::size)];
  std::int8_t output[static_cast<std::size_t>(Model::Output::size)];
};

/// CRC-32 of the fingerprint of the topology and of the numbers, as they are in memory at this moment: constants, Normalization in front,
/// scales and zeros.
template <class Isa, class Input_, class... Layers>
std::uint32_t checksum(const FrozenQuantizedFor<Isa, Input_, Layers...>& model) {
  using Model = FrozenQuantizedFor<Isa, Input_, Layers...>;
  Crc32 sum = detail::checksum_start<typename Model::Topology>;
  const auto add = [&sum](const auto* from, std::size_t count) {
    const auto* const stored = reinterpret_cast<const volatile std::byte*>(from);
    for (std::size_t i = 0; i < count * sizeof *from; ++i) sum.add(stored[i]);
  };
  const auto bytes = model.constant_bytes();
  add(bytes.data(), bytes.size());
  constexpr auto channels = static_cast<std::size_t>(last_dim<typename Model::Input>);
  const FrozenQuantizedFacts& facts = model.facts();
  if (facts.normalization.mean) {
    add(facts.normalization.mean, channels);
    add(facts.normalization.factor, channels);
  }
  const Quantization ends[]{model.input_quantization(), model.output_quantization()};
  add(ends, 2);
  if (facts.outputs) add(facts.outputs, Model::Network::computing);
  return sum.value();
}

/// Computes the checksum of the numbers where they are, then predicts the recorded input in `memory`; every bit must be the recorded one.
template <class Isa, class Input_, class... Layers>
SelfTestResult self_test(const FrozenQuantizedFor<Isa, Input_, Layers...>& model,
                         const QuantizedSelfTestRecord<FrozenQuantizedFor<Isa, Input_, Layers...>>& recorded,
                         typename FrozenQuantizedFor<Isa, Input_, Layers...>::Memory& memory) {
  if (checksum(model) != recorded.checksum) return SelfTestResult::wrong_checksum;
  std::array<std::int8_t, sizeof recorded.output> y;
  model.predict(FlatView<const std::int8_t>(recorded.input), FlatView<std::int8_t>(y), memory);
  return std::memcmp(y.data(), recorded.output, y.size()) == 0 ? SelfTestResult::ok : SelfTestResult::wrong_output;
}
/// The same with inference_bytes() on the stack.
template <class Isa, class Input_, class... Layers>
SelfTestResult self_test(const FrozenQuantizedFor<Isa, Input_, Layers...>& model,
                         const QuantizedSelfTestRecord<FrozenQuantizedFor<Isa, Input_, Layers...>>& recorded) {
  typename FrozenQuantizedFor<Isa, Input_, Layers...>::Memory memory;
  return self_test(model, recorded, memory);
}

}  // namespace linnet
