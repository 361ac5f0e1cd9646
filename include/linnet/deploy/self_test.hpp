// SPDX-License-Identifier: MIT
// The self test of a model in flash: checks that the numbers are the exported ones, and that this machine computes what the exporter
// computed. It needs no heap, exceptions or files.
#pragma once

#include <linnet/deploy/crc32.hpp>
#include <linnet/models/frozen_sequential.hpp>
#include <linnet/network/fingerprint.hpp>

#include <bit>
#include <cstdint>

namespace linnet {

enum class SelfTestResult : unsigned char {
  ok,
  wrong_checksum,  ///< parameters or state differ from the exported ones, or are those of another model
  wrong_output,    ///< the prediction for the recorded input differs from the recorded one
};

/// The exporter's record of a model.
template <class Model>
struct SelfTestRecord {
  std::uint32_t checksum;  ///< see checksum()
  bool same_bits;          ///< the output must match bit for bit if the CPU has fused multiply-adds (LINNET_HAS_FMA)
  typename Model::Scalar input[static_cast<std::size_t>(Model::Input::size)];
  typename Model::Scalar output[static_cast<std::size_t>(Model::Output::size)];
};

/// Without the promise of bits: largest error of a number of the output, relative to the largest number in it.
inline constexpr float self_test_tolerance = 1e-4f;

namespace detail {

/// Adds numbers as they are in memory at this moment, regardless of the compiler's knowledge of them.
template <class T>
void add_numbers(Crc32& sum, const T* numbers, Index count) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  const volatile T* const stored = numbers;
  for (Index i = 0; i < count; ++i) sum.add(std::bit_cast<Bits>(static_cast<T>(stored[i])));
}

/// Adds the tensors of the layers, parameters or state, at `numbers`.
template <class T, class Tensors>
void add_tensors(Crc32& sum, const T* numbers, const Tensors& tensors) {
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    add_numbers(sum, numbers + offset_of<T>(tensors, i), tensors[i].size());
  }
}

/// CRC-32 of the bytes of the fingerprint; the checksum continues from here.
template <class Topology>
inline constexpr Crc32 checksum_start = [] {
  Crc32 sum;
  sum.add(fingerprint<Topology>);
  return sum;
}();

}  // namespace detail

/// CRC-32 of the fingerprint of the topology, all parameters, and all state, without gaps, each number with its lowest byte first.
template <class Model>
std::uint32_t checksum(const Model& model) {
  using Top = typename Model::Topology;
  Crc32 sum = detail::checksum_start<Top>;
  if constexpr (alignment_numbers<typename Model::Scalar> == 1) {  // no gaps
    detail::add_numbers(sum, model.parameters().data(), Top::parameter_block);
    detail::add_numbers(sum, model.state().data(), Top::state_block);
  } else {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (detail::add_tensors(sum, model.parameters().data() + Top::parameter_offsets[I], Top::template Layer<I>::parameters),
       ...);
      (detail::add_tensors(sum, model.state().data() + Top::state_offsets[I], Top::template Layer<I>::state), ...);
    }
    (std::make_index_sequence<Top::size>{});
  }
  return sum.value();
}

/// Computes the checksum of the model's numbers where they are, then predicts the recorded input in `memory`, to `y` (Output). Compares bit
/// for bit if that is promised, otherwise within self_test_tolerance.
template <class Model>
SelfTestResult self_test(const Model& model, const SelfTestRecord<Model>& recorded, typename Model::Memory& memory,
                         std::span<typename Model::Scalar> y) {
  using T = typename Model::Scalar;
  if (checksum(model) != recorded.checksum) return SelfTestResult::wrong_checksum;
  detail::predict<typename Model::Topology>(model.layers(), FlatView<const T>(recorded.input), FlatView<T>(y),
                                            model.parameters().data(), model.state().data(), memory.numbers.data());
  const auto size_of = [](T number) { return number < T(0) ? -number : number; };
  T allowed = T(0);
  if (!LINNET_HAS_FMA || !recorded.same_bits) {
    for (const T wanted : recorded.output) allowed = (std::max)(allowed, size_of(wanted) * static_cast<T>(self_test_tolerance));
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!(size_of(y[i] - recorded.output[i]) <= allowed)) return SelfTestResult::wrong_output;
  }
  return SelfTestResult::ok;
}
/// The same with the prediction on the stack, Output::size numbers.
template <class Model>
SelfTestResult self_test(const Model& model, const SelfTestRecord<Model>& recorded, typename Model::Memory& memory) {
  std::array<typename Model::Scalar, static_cast<std::size_t>(Model::Output::size)> y;
  return self_test(model, recorded, memory, y);
}
/// The same with inference_bytes() on the stack as well.
template <class Model>
SelfTestResult self_test(const Model& model, const SelfTestRecord<Model>& recorded) {
  typename Model::Memory memory;
  return self_test(model, recorded, memory);
}

}  // namespace linnet
