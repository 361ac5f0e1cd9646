// SPDX-License-Identifier: MIT
// The results of evaluate and train_on_batch: the loss and the metrics by name, without a heap.
#pragma once

#include <linnet/core/check.hpp>

#include <array>
#include <string_view>

namespace linnet {

/// `N` named numbers: "loss" first, then the metrics in the order of compile.
template <std::size_t N>
struct Results {
  std::array<std::string_view, N> names{};
  std::array<double, N> values{};

  double loss() const { return values[0]; }

  /// Returns the number called `name`; fails with the existing names if there is none.
  LINNET_COLD double operator[](std::string_view name) const {
    for (std::size_t i = 0; i < N; ++i) {
      if (names[i] == name) return values[i];
    }
    detail::fail_without("Results", name, names);
  }

  /// "loss: 0.0731 - accuracy: 0.9779"
  template <class Stream>
  friend Stream& operator<<(Stream& out, const Results& results) {
    for (std::size_t i = 0; i < N; ++i) out << (i ? " - " : "") << results.names[i] << ": " << results.values[i];
    return out;
  }
};

}  // namespace linnet
