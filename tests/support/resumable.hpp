// SPDX-License-Identifier: MIT
// Trainings that are compared number by number, for tests of going on with one that was saved.
#pragma once

#include <linnet/io/training_checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace linnet::test {

/// The columns of a History but for "seconds", as bits: NaN is like itself.
using Figures = std::vector<std::pair<std::string, std::vector<std::uint64_t>>>;
inline Figures figures_of(const History& history) {
  Figures figures;
  for (const auto& [name, values] : history.columns()) {
    if (name == "seconds") continue;
    figures.emplace_back(name, std::vector<std::uint64_t>(values.size()));
    std::transform(values.begin(), values.end(), figures.back().second.begin(),
                   [](double value) { return std::bit_cast<std::uint64_t>(value); });
  }
  return figures;
}

/// Every byte of a training that decides about what it does next, and all that it reports.
struct Snapshot {
  std::vector<std::byte> bytes{};
  std::vector<std::uint32_t> order{};
  FitPosition position{};
  Figures history{};

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
    if (r.progress->position.batch > 0) add(linnet::detail::metric_bytes(r));  // else the next epoch begins with others
    order = r.progress->order;
    position = r.progress->position;
    history = figures_of(r.progress->history);
  }

  friend bool operator==(const Snapshot& a, const Snapshot& b) {
    return a.bytes == b.bytes && a.order == b.order && std::memcmp(&a.position, &b.position, sizeof a.position) == 0 &&
           a.history == b.history;
  }
};

/// Dropout, BatchNormalization and dense layers, all of whose numbers come from `seed`.
template <class T = float>
auto resumable_model(std::uint64_t seed) {
  Sequential model{TypedInput<T, 4>{}, Dense<6>{},     BatchNormalization<>{.momentum = 0.9f},
                   Activation<relu>{}, Dropout{0.25f}, Dense<3, softmax>{}};
  model.initialize(seed);
  return model;
}

}  // namespace linnet::test
