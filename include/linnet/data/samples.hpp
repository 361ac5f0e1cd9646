// SPDX-License-Identifier: MIT
// take and slice: a copy of some samples. They work alike on x, on y, and on a list with one entry per sample.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/sliding_view.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// Returns the entries of a list of integers. Throws InvalidInput if one is no index of `samples` samples.
template <class List>
std::vector<Index> indices_of(const List& list, Index samples) {
  std::vector<Index> indices;
  const auto add = [&](auto index) {
    static_assert(std::integral<decltype(index)> && !std::same_as<decltype(index), bool>,
                  "take: indices are integers, and no bools: {3, 1, 4}, a std::vector, Labels, or the samples of a Split");
    using Wide = std::conditional_t<std::is_signed_v<decltype(index)>, std::int64_t, std::uint64_t>;
    const auto wide = static_cast<Wide>(index);
    require(std::cmp_greater_equal(wide, 0) && std::cmp_less(wide, samples), [&] {
      return text("take: index ", indices.size(), " is ", wide, ", but there are ", samples, " samples, counted from 0");
    });
    indices.push_back(static_cast<Index>(index));
  };
  if constexpr (EigenData<List>) {
    for (Index i = 0; i < static_cast<Index>(list.size()); ++i) add(list.data()[i]);
  } else {
    for (const auto index : list) add(index);
  }
  return indices;
}

/// The samples of an array of Eigen, whose copy is a tensor of the same rank.
template <class A>
struct Samples {
  ArrayView<std::remove_const_t<typename A::Scalar>> x;

  explicit Samples(const A& array) : x(array) {}
  Index size() const { return x.samples(); }
  auto copy(const std::vector<Index>& indices) const {
    constexpr std::size_t rank = rank_of<A>();
    std::array<Index, rank> dims{static_cast<Index>(indices.size())};
    for (std::size_t k = 1; k < rank; ++k) dims[k] = x.sample_dims()[k - 1];
    Tensor<static_cast<int>(rank), std::remove_const_t<typename A::Scalar>> some(dims);
    auto* to = some.data();
    for (const Index i : indices) to = std::copy_n(x.data() + i * x.features(), x.features(), to);
    return some;
  }
};

/// The entries of a list, whose copy is a std::vector.
template <class A>
requires(!EigenData<A> && std::ranges::random_access_range<const A>) struct Samples<A> {
  const A& list;

  explicit Samples(const A& entries) : list(entries) {}
  Index size() const { return static_cast<Index>(std::ranges::size(list)); }
  auto copy(const std::vector<Index>& indices) const {
    std::vector<std::ranges::range_value_t<const A>> some;
    for (const Index i : indices) some.push_back(std::ranges::begin(list)[i]);
    return some;
  }
};

/// Samples that slide over a series.
template <class S>
struct Samples<SlidingView<S>> {
  const SlidingView<S>& x;

  explicit Samples(const SlidingView<S>& view) : x(view) {}
  Index size() const { return x.samples(); }
  auto copy(const std::vector<Index>& indices) const {
    Tensor<3, S> some(static_cast<Index>(indices.size()), x.sample_dims()[0], x.sample_dims()[1]);
    auto* to = some.data();
    for (const Index i : indices) to = std::copy_n(x.data() + i * x.apart(), x.features(), to);
    return some;
  }
};

/// Anything else is an error in one sentence.
template <class A>
requires(!EigenData<A> && !std::ranges::random_access_range<const A>) struct Samples<A> {
  struct Nothing {
    template <class T>
    operator T() const;
  };

  explicit Samples(const A&) {
    static_assert(
        sizeof(A) == 0,
        "linnet: samples are in a linnet::Tensor, a row-major matrix or a list; give an expression of Eigen a type first");
  }
  Index size() const { return 0; }
  Nothing copy(const std::vector<Index>&) const { return {}; }
};

}  // namespace detail

/// Returns the samples of `x` with these indices, in their order; an index may occur several times: take(x, {3, 1, 4}), take(y, split.test).
/// The indices are any list of integers, also Labels. x is a tensor, a map or a row-major matrix, samples first: the result is a Tensor of
/// its rank. Of a std::vector or another list it is a std::vector. Throws InvalidInput for an index that is no sample's.
template <class A, class Indices>
auto take(const A& x, const Indices& indices) {
  const detail::Samples<A> samples(x);
  return samples.copy(detail::indices_of(indices, samples.size()));
}
template <class A>
auto take(const A& x, std::initializer_list<Index> indices) {
  return take(x, std::vector<Index>(indices));
}

/// Returns samples first .. first + count - 1 of `x`, as take: slice(x, 0, 100) is x[:100] of NumPy, slice(x, 100, 50) is x[100:150].
/// One sample is still a batch, as predict takes it: slice(x, 7, 1). Throws InvalidInput if there are fewer.
template <class A>
auto slice(const A& x, Index first, Index count) {
  const detail::Samples<A> samples(x);
  detail::require_slice(samples.size(), first, count);
  std::vector<Index> chosen(static_cast<std::size_t>(count));
  std::iota(chosen.begin(), chosen.end(), first);
  return samples.copy(chosen);
}

}  // namespace linnet
