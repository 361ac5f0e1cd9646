// SPDX-License-Identifier: MIT
// The accumulated numbers of metrics: their places, and their bytes, so that a checkpoint can hold them in the middle of an epoch. For
// hosts.
//
// The bytes are those of all numbers, then for each metric of samples: uint64 samples, uint64 scores per sample (plus 2^63 if the targets
// are labels, as many as scores), the scores, the targets.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/bytes.hpp>
#include <linnet/core/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// Numbers that a metric has accumulated.
struct AccumulatedNumbers {
  std::span<std::byte> bytes;  ///< eight per number
  bool counts;                 ///< true for std::int64_t, false for double
};

/// Samples that a metric keeps one by one.
struct AccumulatedSamples {
  std::vector<double>& scores;       ///< (samples, classes), or (samples, 1) for two classes
  std::vector<std::int32_t>& truth;  ///< (samples): the classes; or (samples, classes): 0 or 1 for each label
  Index classes;
  bool* labels = nullptr;  ///< true if truth has labels; null if it never has
};

/// The places of all metrics of a training that have accumulated().
struct AccumulatedMetrics {
  std::vector<AccumulatedNumbers> numbers{};
  std::vector<AccumulatedSamples> samples{};
};

namespace detail {

/// Adds the places of `metric`, if it has accumulated().
template <class M>
void add_accumulated(AccumulatedMetrics& metrics, M& metric) {
  const auto add = [&]<class Number>(std::span<Number> more) {
    static_assert(std::is_same_v<Number, std::int64_t> || std::is_same_v<Number, double>,
                  "accumulated: a metric gives std::int64_t, double, or std::array of them");
    metrics.numbers.push_back({std::as_writable_bytes(more), std::is_same_v<Number, std::int64_t>});
  };
  const auto add_one = [&]<class Piece>(Piece& piece) {
    if constexpr (std::is_arithmetic_v<Piece>) {
      add(std::span<Piece>(&piece, 1));
    } else {
      add(std::span<typename Piece::value_type>(piece));
    }
  };
  if constexpr (requires { metric.accumulated().scores; }) {
    metrics.samples.push_back(metric.accumulated());
  } else if constexpr (requires { metric.accumulated(); }) {
    std::apply([&](auto&... piece) { (add_one(piece), ...); }, metric.accumulated());
  }
}

inline constexpr std::uint64_t targets_are_labels = std::uint64_t{1} << 63;

LINNET_COLD inline std::vector<std::byte> bytes_of(const AccumulatedMetrics& metrics) {
  ByteWriter writer;
  for (const AccumulatedNumbers& metric : metrics.numbers) writer.put(metric.bytes);
  for (const AccumulatedSamples& metric : metrics.samples) {
    const bool labels = metric.labels && *metric.labels;
    const std::size_t samples = labels ? metric.truth.size() / static_cast<std::size_t>(metric.classes) : metric.truth.size();
    const std::size_t width = samples == 0 ? static_cast<std::size_t>(metric.classes) : metric.scores.size() / samples;
    writer.put(std::uint64_t{samples});
    writer.put(std::uint64_t{width} | (labels ? targets_are_labels : 0));
    writer.put(std::as_bytes(std::span(metric.scores)));
    writer.put(std::as_bytes(std::span(metric.truth)));
  }
  return std::move(writer.bytes);
}

/// Returns true if the bytes are possible for these metrics: counts are not negative and small enough that no sum of them overflows; the
/// number of samples matches the bytes; classes exist, or labels are 0 or 1.
LINNET_COLD inline bool can_be(const AccumulatedMetrics& metrics, ByteReader from) {
  constexpr std::uint64_t most = std::uint64_t{1} << 44;
  std::uint64_t number = 0;
  for (const AccumulatedNumbers& metric : metrics.numbers) {
    for (std::size_t i = 0; i < metric.bytes.size(); i += sizeof number) {
      if (!from.take(number) || (metric.counts && number > most)) return false;
    }
  }
  for (const AccumulatedSamples& metric : metrics.samples) {
    const auto classes = static_cast<std::uint64_t>(metric.classes);
    std::uint64_t samples = 0, width = 0;
    if (!from.take(samples) || !from.take(width)) return false;
    const bool labels = metric.labels && (width & targets_are_labels) != 0;
    if (labels) width -= targets_are_labels;
    if (width != classes && (labels || !(width == 1 && classes == 2))) return false;
    const std::uint64_t targets = labels ? width : 1;
    if (samples > from.bytes.size() / (width * sizeof(double) + targets * sizeof(std::int32_t))) return false;
    from.bytes = from.bytes.subspan(to_size(samples * width) * sizeof(double));
    const std::int32_t most_of_one = labels ? 1 : static_cast<std::int32_t>(metric.classes) - 1;
    std::int32_t of = 0;
    for (std::uint64_t i = 0; i < samples * targets; ++i) {
      if (!from.take(std::span(&of, 1)) || of < 0 || of > most_of_one) return false;
    }
  }
  return from.bytes.empty();
}

/// Restores the metrics from bytes that are possible for them.
LINNET_COLD inline void put_back(const AccumulatedMetrics& metrics, ByteReader from) {
  for (const AccumulatedNumbers& metric : metrics.numbers) from.take(metric.bytes);
  for (const AccumulatedSamples& metric : metrics.samples) {
    std::uint64_t samples = 0, width = 0;
    from.take(samples);
    from.take(width);
    const bool labels = (width & targets_are_labels) != 0;
    if (labels) width -= targets_are_labels;
    metric.scores.resize(to_size(samples * width));
    metric.truth.resize(to_size(labels ? samples * width : samples));
    if (metric.labels) *metric.labels = labels;
    from.take(std::span(metric.scores));
    from.take(std::span(metric.truth));
  }
}

}  // namespace detail
}  // namespace linnet
