// SPDX-License-Identifier: MIT
// Checks of data and options on a host, before anything changes. Each text names the expected and the actual value.
#pragma once

#include <linnet/core/finite.hpp>
#include <linnet/core/labels.hpp>
#include <linnet/core/sample_view.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace linnet::detail {

/// Returns the extents without a last extent of 1: a single channel, or a single number, may be omitted.
inline std::span<const Index> without_single_channel(std::span<const Index> dims) {
  return dims.empty() || dims.back() != 1 ? dims : dims.first(dims.size() - 1);
}

/// Groups a flat view into samples of shape `dims`. `what` is x or y; `whose` names the owner of the shape.
LINNET_COLD inline void give_shape(const char* who, const char* what, const char* whose, DataShape& view,
                                   std::span<const Index> dims) {
  Index size = 1;
  for (const Index d : dims) size *= d;
  require(view.samples() % size == 0, [&] {
    return text(who, ": ", what, " has ", view.samples(), " numbers, which is not a whole number of samples; ", whose,
                extents(dims), " numbers per sample");
  });
  view.give_shape(dims);
}

/// Returns how to give one sample as a batch if data with these dimensions, samples first, is one sample of shape `dims`; otherwise nothing.
LINNET_COLD inline std::string one_row_advice(Index samples, std::span<const Index> sample_dims, std::span<const Index> dims) {
  std::vector<Index> all{samples};
  all.insert(all.end(), sample_dims.begin(), sample_dims.end());
  const auto have = without_single_channel(all), wanted = without_single_channel(dims);
  if (!std::equal(have.begin(), have.end(), wanted.begin(), wanted.end())) return {};
  Index size = 1;
  for (const Index d : dims) size *= d;
  return text("; x has the shape of one sample, but its first dimension counts samples: one sample is 1 x ", extents(dims),
              ", or, without a copy, std::span(x.data(), ", size, ")");
}

/// Checks that x is not empty and has samples of shape `dims`. As in Keras, data for Input<28, 28, 1> may come as (samples, 28, 28), for
/// Input<1> as (samples), and the other way round. A flat x takes the shape.
LINNET_OWN_CODE inline void require_shape(const char* who, DataShape& x, std::span<const Index> dims) {
  require(!x.empty(), [&] { return text(who, ": x has no samples"); });
  if (x.is_flat()) give_shape(who, "x", "the model's Input<...> needs ", x, dims);
  const auto have = x.sample_dims();
  const auto given = without_single_channel(have), wanted = without_single_channel(dims);
  require(std::equal(given.begin(), given.end(), wanted.begin(), wanted.end()), [&] {
    return text(who, ": x has ", have.empty() ? std::string("1 number") : text(extents(have), " numbers"),
                " per sample, the model's Input<...> needs ", extents(dims), one_row_advice(x.samples(), have, dims));
  });
}

/// Requirements of a model for samples.
struct SampleRule {
  std::span<const Index> dims;  ///< of a sample
  Index vocabulary;             ///< 0: numbers; otherwise indices below it
};

/// Checks that x (samples, dims...) has the model's input shape, and numbers that are finite, or, if there is a vocabulary, indices of it.
template <class T>
LINNET_OWN_CODE void require_samples(const char* who, SampleData<T>& x, const SampleRule& rule) {
  const std::span<const Index> dims = rule.dims;
  const Index vocabulary = rule.vocabulary;
  require_shape(who, x, dims);
  const Index features = x.features();
  if (vocabulary > 0) {
    const Index bad = x.first_outside(vocabulary);
    require(bad < 0, [&] {
      return text(who, ": sample ", bad / features, index_axis(dims.size()), bad % features, " has index ", x.number(bad),
                  ", the vocabulary has ", vocabulary, " (0 .. ", vocabulary - 1, ")");
    });
  } else if (x.is_numbers()) {
    const Index bad = x.first_not_finite();
    require(bad < 0, [&] {
      return text(who, ": x has ", x.number(bad), " in sample ", bad / features, "; every number must be finite");
    });
  } else {
    require(!x.only_indices(), [&] {
      return text(who, ": x has integers of more than 16 bits, and the model takes no indices; convert them to its numbers");
    });
  }
}

/// The same for x of numbers, by the same code.
template <class T>
void require_samples(const char* who, ArrayView<T>& x, std::span<const Index> dims) {
  SampleData<T> data(x);
  require_samples(who, data, {dims, 0});
  static_cast<DataShape&>(x) = data;
}

/// Checks that every index is below `count`.
LINNET_COLD LINNET_OWN_CODE inline void require_indices(const char* who, std::span<const std::uint32_t> indices, Index count) {
  for (std::size_t i = 0; i < indices.size(); ++i) {
    require(indices[i] < static_cast<std::uint64_t>(count),
            [&] { return text(who, " has ", indices[i], " at place ", i, "; x has the samples 0 to ", count - 1); });
  }
}

/// "sample 3", or "sample 3, step 5" if samples have several rows.
LINNET_COLD inline std::string place_of_row(Index row, Index rows) {
  return rows == 1 ? text("sample ", row) : text("sample ", row / rows, ", step ", row % rows);
}

/// Returns the first sample whose target is several labels or none, or -1.
inline Index first_of_several_labels(const TargetView& targets) {
  const Index width = targets.features();
  for (Index i = 0; i < targets.samples(); ++i) {
    const auto number = [&](std::size_t j) { return targets[i * width + static_cast<Index>(j)]; };
    if (several_labels(static_cast<std::size_t>(width), number)) return i;
  }
  return -1;
}

}  // namespace linnet::detail
