// SPDX-License-Identifier: MIT
// pad_sequences: lists of indices of any lengths as one tensor. Source: keras.utils.pad_sequences.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/integers.hpp>
#include <linnet/core/tensor.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

namespace linnet {

/// The end of a sequence at which pad_sequences adds or cuts: the beginning or the end.
enum class SequenceEnd { pre, post };

/// Options of pad_sequences.
struct PadOptions {
  Index maxlen = 0;                           ///< steps of all sequences; 0: those of the longest one
  SequenceEnd padding = SequenceEnd::pre;     ///< where `value` fills short ones
  SequenceEnd truncating = SequenceEnd::pre;  ///< where long ones lose steps
  std::int32_t value = 0;
};

/// Returns lists of integers, for example a std::vector<std::vector<std::int32_t>>, as a tensor (samples, steps). By default the last steps
/// stand at the end, where a recurrent layer has seen them last. Throws InvalidInput for a negative maxlen, and for an integer that 32 bits do
/// not hold.
template <class Sequences>
Tensor<2, std::int32_t> pad_sequences(const Sequences& sequences, const PadOptions& options = {}) {
  detail::require(options.maxlen >= 0,
                  [&] { return detail::text("pad_sequences: maxlen is ", options.maxlen, "; it must not be negative"); });
  Index steps = options.maxlen;
  if (steps == 0) {
    for (const auto& sequence : sequences) steps = (std::max)(steps, static_cast<Index>(std::size(sequence)));
  }
  Tensor<2, std::int32_t> padded(static_cast<Index>(std::size(sequences)), steps);
  padded.setConstant(options.value);
  std::int32_t* row = padded.data();
  for (const auto& sequence : sequences) {
    const Index length = static_cast<Index>(std::size(sequence)), kept = (std::min)(length, steps);
    const Index skipped = options.truncating == SequenceEnd::pre ? length - kept : 0;
    std::transform(std::begin(sequence) + skipped, std::begin(sequence) + skipped + kept,
                   row + (options.padding == SequenceEnd::pre ? steps - kept : 0), [&](auto index) {
                     static_assert(detail::Integer<decltype(index)>, "pad_sequences: the sequences are lists of integers");
                     detail::require(std::in_range<std::int32_t>(index), [&] {
                       return detail::text("pad_sequences: sequence ", (row - padded.data()) / steps, " has ", index,
                                           "; an index has at most 32 bits");
                     });
                     return static_cast<std::int32_t>(index);
                   });
    row += steps;
  }
  return padded;
}

}  // namespace linnet
