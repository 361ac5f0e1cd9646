// SPDX-License-Identifier: MIT
// What a layer says about its numbers: names and shapes of its parameters, and the memory that a pass needs.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/shape.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace linnet {

/// One parameter or state tensor of a layer: its Keras name, its row-major shape, and its fans (Glorot and Bengio, 2010).
struct ParameterInfo {
  std::string_view name;
  std::array<Index, 4> dims{1, 1, 1, 1};  ///< leading `rank` entries count
  int rank = 1;
  Index fan_in = 1;   ///< inputs that one output sums over
  Index fan_out = 1;  ///< outputs that one input reaches

  constexpr Index size() const { return dims[0] * dims[1] * dims[2] * dims[3]; }
};

/// A setting that changes what a layer or an activation computes: the member, and its value. Without a name: a number that the type tells.
struct Setting {
  std::string_view name;
  float value;
};

/// Numbers (elements of the model's scalar type) that a layer needs besides its output.
struct LayerMemory {
  Index per_sample = 0;  ///< remembered from forward to backward, a sample
  Index per_batch = 0;   ///< remembered from forward to backward, once
  // Scratch is free again when the call returns, and shared by all layers.
  Index scratch = 0;                       ///< in training, once
  Index scratch_per_sample = 0;            ///< in training, a sample
  Index inference_scratch = 0;             ///< in inference, once
  Index inference_scratch_per_sample = 0;  ///< in inference, a sample
};

/// Where the output of a layer stands.
enum class Placement {
  own,       ///< in memory of its own
  in_place,  ///< element by element over its input; also right when input and output are different memory
  alias,     ///< it is its input: the layer computes nothing
};

/// What `backward` reads of the layer's own output: the plan lets a later layer write over it only where that is harmless.
enum class OutputUse {
  nothing,
  sign,  ///< only whether an element is above zero
  value,
};

/// Numbers that fill one alignment unit: 64 bytes on hosts; targets pack without gaps.
template <class T>
inline constexpr Index alignment_numbers = LINNET_HOST ? 64 / static_cast<Index>(sizeof(T)) : 1;

/// Bytes on whose multiples tensors start.
template <class T>
inline constexpr std::size_t tensor_alignment = static_cast<std::size_t>(alignment_numbers<T>) * sizeof(T);

/// `count` rounded up to whole alignment units.
template <class T>
constexpr Index aligned(Index count) {
  return (count + alignment_numbers<T> - 1) / alignment_numbers<T> * alignment_numbers<T>;
}

namespace detail {

/// Numbers of a list of tensors, without gaps.
template <class Tensors>
constexpr Index count_of(const Tensors& tensors) {
  Index count = 0;
  for (const ParameterInfo& tensor : tensors) count += tensor.size();
  return count;
}

/// First number of tensor `i` of a list whose tensors start on alignment units.
template <class T, class Tensors>
constexpr Index offset_of(const Tensors& tensors, std::size_t i) {
  Index offset = 0;
  for (std::size_t k = 0; k < i; ++k) offset += aligned<T>(tensors[k].size());
  return offset;
}

}  // namespace detail
}  // namespace linnet
