// SPDX-License-Identifier: MIT
// Comparisons and seeded numbers for tests of arithmetic.
#pragma once

#include <linnet/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace linnet::test {

/// True if both have the same length and the same bits.
template <class A, class B>
bool same_bits(const A& a, const B& b) {
  static_assert(sizeof(*a.data()) == sizeof(*b.data()));
  const auto size = static_cast<std::size_t>(a.size());
  return size == static_cast<std::size_t>(b.size()) &&
         (size == 0 || std::memcmp(a.data(), b.data(), size * sizeof(*a.data())) == 0);
}

/// Returns true if both have the same numbers up to a few roundings of the largest of them, and NaN in the same places.
template <class T>
bool same_but_for_rounding(std::span<const T> a, std::span<const T> b) {
  T largest = 0;
  for (const T number : b) largest = std::max(largest, std::abs(number));  // NaN is no maximum
  const auto same = [&](T x, T y) {
    return std::isnan(x) ? std::isnan(y) : std::abs(x - y) <= 8 * std::numeric_limits<T>::epsilon() * largest;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

/// True if two models have the same parameters and state, bit for bit.
template <class A, class B>
bool same_model(const A& a, const B& b) {
  return same_bits(a.parameters(), b.parameters()) && same_bits(a.state(), b.state());
}

/// Fills `to` with numbers in [low, high).
template <class T>
void fill_uniform(T* to, Index count, Random& random, T low = T(-1), T high = T(1)) {
  for (Index i = 0; i < count; ++i) to[i] = random.uniform(low, high);
}

/// Largest |have - want| / max(|have|, |want|, 0.01 largest |want|): the relative error, where small numbers are measured by
/// a hundredth of the largest.
inline double relative_error(std::span<const double> have, std::span<const double> want) {
  double largest = 0.0;
  for (const double w : want) largest = std::max(largest, std::abs(w));
  double worst = 0.0;
  for (std::size_t i = 0; i < want.size(); ++i) {
    const double error = std::abs(have[i] - want[i]);
    if (error == 0.0) continue;
    const double relative = error / std::max({std::abs(have[i]), std::abs(want[i]), 0.01 * largest});
    worst = std::max(worst, std::isnan(relative) ? INFINITY : relative);
  }
  return worst;
}

/// Gradient of `f()` with respect to the `count` numbers at x, by central differences.
inline std::vector<double> finite_differences(double* x, Index count, const std::function<double()>& f) {
  constexpr double step = 1e-5;
  std::vector<double> gradient;
  for (Index i = 0; i < count; ++i) {
    const double before = x[i];
    x[i] = before + step;
    const double above = f();
    x[i] = before - step;
    const double below = f();
    x[i] = before;
    gradient.push_back((above - below) / (2.0 * step));
  }
  return gradient;
}

}  // namespace linnet::test
