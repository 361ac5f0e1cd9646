// SPDX-License-Identifier: MIT
// NaN and infinity in the weights of a file, by the name of the tensor: such weights are refused. For hosts.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/checks.hpp>
#include <linnet/io/names/finite_tensors.hpp>
#include <linnet/io/names/named_tensors.hpp>

namespace linnet::detail {

/// Returns the index of the first number of `block` that is not finite, or -1. The numbers are of type T and need not be aligned.
template <class T>
LINNET_COLD Index first_not_finite(std::span<const std::byte> block) {
  std::array<T, 256> numbers;
  for (std::size_t at = 0; at < block.size(); at += sizeof numbers) {
    const std::size_t bytes = (std::min)(block.size() - at, sizeof numbers);
    std::memcpy(numbers.data(), block.data() + at, bytes);
    const Index found = first_not_finite(numbers.data(), static_cast<Index>(bytes / sizeof(T)));
    if (found >= 0) return static_cast<Index>(at / sizeof(T)) + found;
  }
  return -1;
}

/// The same for numbers of `scalar_bytes`, 4 or 8.
LINNET_COLD inline Index first_not_finite(std::span<const std::byte> block, std::size_t scalar_bytes) {
  return scalar_bytes == sizeof(float) ? first_not_finite<float>(block) : first_not_finite<double>(block);
}

/// Returns true if the weights of a fit are finite. Otherwise loading would refuse them, and an existing file is better: fit ends with a
/// reason.
LINNET_COLD inline bool worth_saving(const char* who, FitState& state) {
  if (first_not_finite(state.parameters, state.scalar_bytes) < 0 && first_not_finite(state.state, state.scalar_bytes) < 0) {
    return true;
  }
  state.stop_training = true;
  state.stop_reason =
      text({who, ": the model has weights that are not finite after epoch ", state.epoch + 1, ", batch ", state.batch + 1,
            "; they are not saved. A lower learning rate or gradient clipping usually helps."});
  return false;
}

/// Returns the text of not_finite_text for the first number of a model's parameters and state, of `width` bytes, that is not finite; empty
/// if all are finite. The blocks begin at `parameters` and `state`; if there is a list `only` of names, it looks at no other tensors.
LINNET_COLD inline std::string not_finite_text(const NamedTensors& named, std::size_t width, const std::byte* parameters,
                                               const std::byte* state, const std::vector<std::string>* only = nullptr) {
  for (const NamedTensor& tensor : named.tensors) {
    const std::size_t size = static_cast<std::size_t>(tensor.info.size());
    const std::byte* const numbers = (tensor.is_state ? state : parameters) + tensor.offset * width;
    const Index bad = first_not_finite({numbers, size * width}, width);
    bool looks = !only;
    for (std::size_t i = 0; bad >= 0 && !looks && i < only->size();
         ++i) {  // the file's name may stand behind: "dense/kernel (0.weight)"
      looks = (*only)[i] == tensor.name || (*only)[i].starts_with(tensor.name + " (");
    }
    if (bad < 0 || !looks) continue;
    const std::byte* const at = numbers + static_cast<std::size_t>(bad) * width;
    float narrow = 0.0f;
    double number = 0.0;
    if (width == sizeof narrow) {
      std::memcpy(&narrow, at, sizeof narrow);
      number = static_cast<double>(narrow);
    } else {
      std::memcpy(&number, at, sizeof number);
    }
    return not_finite_text(tensor.name, number, tensor.dims(), bad);
  }
  return {};
}

}  // namespace linnet::detail
