// SPDX-License-Identifier: MIT
// The form of a tensor in PyTorch's files: its shape there, and the way of its numbers to linnet's order. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/parameter.hpp>
#include <linnet/network/torch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace linnet::detail {

/// True for a letter of TorchTensor::axes that is an index.
constexpr bool is_index(char axis) { return axis >= '0' && axis <= '9'; }

/// The shape of a vector before it was flattened: `channels` at each of `positions`. PyTorch's images have the channels first, so its
/// vector has the same numbers in another order.
struct Flattened {
  Index channels = 1, positions = 1;
};

/// A tensor of PyTorch as (filters, channels, positions): linnet's, or a part of it, is the same as (positions, channels, filters).
struct TorchForm {
  std::string_view name{};
  std::array<Index, 4> dims{1, 1, 1, 1};
  int rank = 1;
  Index filters = 1, channels = 1, positions = 1;
  Index begin = 0;            ///< first number of linnet's tensor that it is
  std::string_view blocks{};  ///< of the filters; see TorchTensor
  Index first = 0;            ///< first number of PyTorch's tensor that is in it
  bool is_part = false;       ///< other tensors of linnet are the rest of PyTorch's

  std::span<const Index> extents() const { return std::span(dims).first(static_cast<std::size_t>(rank)); }
};

/// The form of `info`, which is `stated`, in a layer whose input is `before`.
LINNET_COLD inline TorchForm torch_form(const TorchTensor& stated, const ParameterInfo& info, Flattened before) {
  TorchForm form{stated.torch};
  form.blocks = stated.blocks;
  const bool reads = stated.axes.find('I') != std::string_view::npos;
  const Index behind = reads ? before.positions : 1;  // positions that the inputs are of
  if (info.rank == 1 || stated.axes.find('R') != std::string_view::npos) {
    form.dims = info.dims;
    form.rank = info.rank;
    (stated.blocks.empty() ? form.channels : form.filters) = info.size() / behind;
    form.positions = behind;
    return form;
  }
  form.rank = stated.axes.find_first_not_of("0123456789O") == stated.axes.npos ? 1 : 2;  // outputs alone are a vector
  for (std::size_t i = 0; i < static_cast<std::size_t>(info.rank); ++i) {
    const Index extent = info.dims[i];
    form.begin *= extent;
    if (is_index(stated.axes[i])) {
      form.begin += stated.axes[i] - '0';
    } else if (stated.axes[i] == 'O') {
      form.filters *= extent;
    } else if (stated.axes[i] == 'I') {
      form.channels *= extent;
    } else {
      form.dims[static_cast<std::size_t>(form.rank++)] = extent;
      form.positions *= extent;
    }
  }
  form.dims[0] = form.filters * stated.parts;
  form.dims[1] = form.channels;
  form.first = form.filters * form.channels * form.positions * stated.part;
  form.is_part = stated.parts > 1;
  form.channels /= behind;
  form.positions *= behind;
  return form;
}

/// Copies numbers from PyTorch's order to linnet's tensor at `to`, or adds them to it. They need not be aligned.
template <class T>
LINNET_COLD void from_torch(const TorchForm& form, const std::byte* from, std::byte* to, bool adds) {
  from += static_cast<std::size_t>(form.first) * sizeof(T);
  const Index blocks = form.blocks.empty() ? 1 : static_cast<Index>(form.blocks.size()), block = form.filters / blocks;
  for (Index f = 0; f < form.filters; ++f) {
    const auto ours = form.blocks.find(static_cast<char>('0' + f / block));  // block of the filter
    const Index filter = form.blocks.empty() ? f : static_cast<Index>(ours) * block + f % block;
    for (Index c = 0; c < form.channels; ++c) {
      for (Index p = 0; p < form.positions; ++p, from += sizeof(T)) {
        std::byte* const place =
            to + static_cast<std::size_t>(form.begin + (p * form.channels + c) * form.filters + filter) * sizeof(T);
        T number, sum = T(0);
        std::memcpy(&number, from, sizeof(T));
        if (adds) std::memcpy(&sum, place, sizeof(T));
        if (adds) number += sum;
        std::memcpy(place, &number, sizeof(T));
      }
    }
  }
}

}  // namespace linnet::detail
