// SPDX-License-Identifier: MIT
// Trainings that are compared number by number, for tests of going on with one that was saved.
#pragma once

#include <linnet/linnet.hpp>

#include <cmath>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

namespace linnet::test {

/// Every byte of a training that decides about what it does next, and all that it reports.
struct Snapshot {
  std::vector<std::byte> bytes{};
  std::vector<std::uint32_t> order{};
  FitPosition position{};
  std::vector<History::Column> history{};  ///< without "seconds"

  template <class Training>
  explicit Snapshot(Training& training) {
    const TrainingRecord r = training.record();
    const auto add = [&](std::span<const std::byte> more) { bytes.insert(bytes.end(), more.begin(), more.end()); };
    add(r.parameters);
    add(r.state);
    add(r.moments);
    add(r.optimizer_state);
    add(std::as_bytes(std::span(r.steps, 1)));
    add(std::as_bytes(std::span(r.learning_rate, 1)));
    add(std::as_bytes(std::span(r.random, 1)));
    order = r.progress->order;
    position = r.progress->position;
    for (const auto& column : r.progress->history.columns()) {
      if (column.first != "seconds") history.push_back(column);
    }
  }

  friend bool operator==(const Snapshot& a, const Snapshot& b) {
    return a.bytes == b.bytes && a.order == b.order && std::memcmp(&a.position, &b.position, sizeof a.position) == 0 &&
           a.history == b.history;
  }
};

/// The columns but for "seconds".
inline std::vector<History::Column> figures_of(const History& history) {
  std::vector<History::Column> columns;
  for (const auto& column : history.columns()) {
    if (column.first != "seconds") columns.push_back(column);
  }
  return columns;
}

/// Dropout, BatchNormalization and dense layers, all of whose numbers come from `seed`.
template <class T = float>
auto resumable_model(std::uint64_t seed) {
  Sequential model{TypedInput<T, 4>{}, Dense<6>{},     BatchNormalization<>{.momentum = 0.9f},
                   Activation<relu>{}, Dropout{0.25f}, Dense<3, softmax>{}};
  model.initialize(seed);
  return model;
}

}  // namespace linnet::test
