// SPDX-License-Identifier: MIT
// argmax and top_k of numbers in a row, without a heap. Sources: numpy.argmax, tf.math.top_k.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/no_data.hpp>
#include <linnet/core/shape.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace linnet {

namespace detail {

/// The order of argmax and top_k: NaN counts as larger than every number, as in NumPy.
template <class T>
constexpr bool is_less(const T& a, const T& b) {
  if constexpr (std::numeric_limits<T>::has_quiet_NaN) {
    return a < b || (b != b && a == a);
  } else {
    return a < b;
  }
}

}  // namespace detail

/// Returns the index of the largest of some numbers, the first of equal ones; NaN counts as larger than every number, as in NumPy. Fails
/// (on a host: throws InvalidInput) if there are none.
template <detail::NumberList List>
Index argmax(const List& numbers) {
  const auto* const first = std::ranges::data(numbers);
  const auto* const end = first + std::ranges::size(numbers);
  detail::expect(first != end, "argmax: expected numbers, found none");
  using T = std::ranges::range_value_t<List>;
  return std::max_element(first, end, [](const T& a, const T& b) { return detail::is_less(a, b); }) - first;
}

/// Returns the indices of the K largest of some numbers, the largest first, of equal ones the first; NaN counts as larger than every
/// number. Fails (on a host: throws InvalidInput) if there are fewer than K.
template <Index K, detail::NumberList List>
std::array<Index, static_cast<std::size_t>(K)> top_k(const List& numbers) {
  static_assert(K >= 1, "top_k: K must be at least 1");
  const auto* const first = std::ranges::data(numbers);
  const Index count = static_cast<Index>(std::ranges::size(numbers));
  detail::expect(count >= K, "top_k: there are fewer than K numbers");
  std::array<Index, static_cast<std::size_t>(K)> best{};
  for (Index i = 0; i < count; ++i) {
    Index place = (std::min)(i, K);  // behind those that are not smaller
    while (place > 0 && detail::is_less(first[best[static_cast<std::size_t>(place - 1)]], first[i])) {
      if (place < K) best[static_cast<std::size_t>(place)] = best[static_cast<std::size_t>(place - 1)];
      --place;
    }
    if (place < K) best[static_cast<std::size_t>(place)] = i;
  }
  return best;
}

}  // namespace linnet
