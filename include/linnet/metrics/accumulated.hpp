// SPDX-License-Identifier: MIT
// What metrics have accumulated: where it is, and as bytes, so that a checkpoint can hold it in the middle of an epoch. On a host.
//
// Bytes: those of all numbers, then, of each metric of samples, uint64 samples, uint64 scores a sample, the scores, the classes.
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
  std::span<std::byte> bytes;  ///< eight a number
  bool counts;                 ///< std::int64_t, else double
};

/// Samples that a metric keeps one by one.
struct AccumulatedSamples {
  std::vector<double>& scores;       ///< (samples, classes), or (samples, 1) of two classes
  std::vector<std::int32_t>& truth;  ///< (samples): the classes
  Index classes;
};

/// Of all metrics of a training that have accumulated().
struct AccumulatedMetrics {
  std::vector<AccumulatedNumbers> numbers{};
  std::vector<AccumulatedSamples> samples{};
};

namespace detail {

/// Adds what `metric` has accumulated, if it says where that is.
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

LINNET_COLD inline std::vector<std::byte> bytes_of(const AccumulatedMetrics& metrics) {
  ByteWriter writer;
  for (const AccumulatedNumbers& metric : metrics.numbers) writer.put(metric.bytes);
  for (const AccumulatedSamples& metric : metrics.samples) {
    writer.put(metric.truth.size());
    writer.put(metric.truth.empty() ? static_cast<std::size_t>(metric.classes) : metric.scores.size() / metric.truth.size());
    writer.put(std::as_bytes(std::span(metric.scores)));
    writer.put(std::as_bytes(std::span(metric.truth)));
  }
  return std::move(writer.bytes);
}

/// True if these metrics can have accumulated what the bytes say: counts are not negative, and so small that no sum of them overflows;
/// samples are as many as there are bytes for, of classes that there are.
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
    if (width != classes && !(width == 1 && classes == 2)) return false;
    if (samples > from.bytes.size() / (width * sizeof(double) + sizeof(std::int32_t))) return false;
    from.bytes = from.bytes.subspan(static_cast<std::size_t>(samples * width) * sizeof(double));
    std::int32_t of = 0;
    for (std::uint64_t i = 0; i < samples; ++i) {
      if (!from.take(std::span(&of, 1)) || of < 0 || of >= metric.classes) return false;
    }
  }
  return from.bytes.empty();
}

/// Gives the metrics what the bytes say, which they can be.
LINNET_COLD inline void put_back(const AccumulatedMetrics& metrics, ByteReader from) {
  for (const AccumulatedNumbers& metric : metrics.numbers) from.take(metric.bytes);
  for (const AccumulatedSamples& metric : metrics.samples) {
    std::uint64_t samples = 0, width = 0;
    from.take(samples);
    from.take(width);
    metric.scores.resize(static_cast<std::size_t>(samples * width));
    metric.truth.resize(static_cast<std::size_t>(samples));
    from.take(std::span(metric.scores));
    from.take(std::span(metric.truth));
  }
}

}  // namespace detail
}  // namespace linnet
