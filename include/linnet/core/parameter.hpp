// SPDX-License-Identifier: MIT
// A layer's description of its numbers: names and shapes of its parameters, and the memory that a pass needs.
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

/// Numbers (elements of the model's scalar type) that a layer needs in addition to its output.
struct LayerMemory {
  Index per_sample = 0;  ///< kept from forward to backward, per sample
  Index per_batch = 0;   ///< kept from forward to backward, once
  // Scratch is free after the call, and all layers share it.
  Index scratch = 0;                       ///< in training, once
  Index scratch_per_sample = 0;            ///< in training, per sample
  Index inference_scratch = 0;             ///< in inference, once
  Index inference_scratch_per_sample = 0;  ///< in inference, per sample
};

/// The place of a layer's output.
enum class Placement {
  own,       ///< in separate memory
  in_place,  ///< element by element over its input; also correct if input and output are different memory
  alias,     ///< the output is the input: the layer computes nothing
};

/// The use of the layer's own output in `backward`: the plan lets a later layer overwrite it only if that is harmless.
enum class OutputUse {
  nothing,
  sign,  ///< only whether an element is above zero
  value,
};

/// Numbers that fill one alignment unit: 64 bytes on hosts; targets pack without gaps.
template <class T>
inline constexpr Index alignment_numbers = LINNET_HOST ? 64 / static_cast<Index>(sizeof(T)) : 1;

/// Tensors start at multiples of this number of bytes.
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
