// SPDX-License-Identifier: MIT
// What evaluate and train_on_batch return: the loss and the metrics by name, without a heap.
#pragma once

#include <linnet/core/error.hpp>

#include <array>
#include <ostream>
#include <string_view>

namespace linnet {

/// `N` named numbers: "loss" first, then the metrics in the order of compile.
template <std::size_t N>
struct Results {
  std::array<std::string_view, N> names{};
  std::array<double, N> values{};

  double loss() const { return values[0]; }

  /// The number called `name`; throws InvalidInput that lists the names there are.
  LINNET_COLD double operator[](std::string_view name) const {
    for (std::size_t i = 0; i < N; ++i) {
      if (names[i] == name) return values[i];
    }
    throw InvalidInput(detail::text("Results: there is no \"", name, "\", only ", detail::joined(names, ", ")));
  }

  /// "loss: 0.0731 - accuracy: 0.9779"
  friend std::ostream& operator<<(std::ostream& out, const Results& results) {
    for (std::size_t i = 0; i < N; ++i) out << (i ? " - " : "") << results.names[i] << ": " << results.values[i];
    return out;
  }
};

}  // namespace linnet
