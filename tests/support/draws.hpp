// SPDX-License-Identifier: MIT
// Statistics of what an initializer draws.
#pragma once

#include <linnet/initializers/initializer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace linnet::test {

/// A kernel of 300 inputs and 200 units: fans that differ, and 60,000 numbers.
inline constexpr ParameterInfo drawn_kernel{"kernel", {300, 200, 1, 1}, 2, 300, 200};

template <class T = float>
std::vector<T> draw(const Initializer& initializer, std::uint64_t seed, const ParameterInfo& info = drawn_kernel) {
  std::vector<T> numbers(static_cast<std::size_t>(info.size()));
  Random random(seed);
  initializer(numbers.data(), info, random);
  return numbers;
}

/// Mean, standard deviation and extremes.
struct Moments {
  double mean = 0.0, deviation = 0.0, least = 0.0, greatest = 0.0;
};

inline Moments moments(const std::vector<float>& numbers) {
  const double count = static_cast<double>(numbers.size());
  Moments m;
  for (const float x : numbers) m.mean += static_cast<double>(x) / count;
  for (const float x : numbers) m.deviation += (static_cast<double>(x) - m.mean) * (static_cast<double>(x) - m.mean) / count;
  m.deviation = std::sqrt(m.deviation);
  const auto [least, greatest] = std::minmax_element(numbers.begin(), numbers.end());
  m.least = static_cast<double>(*least);
  m.greatest = static_cast<double>(*greatest);
  return m;
}

/// True if mean and deviation are those stated, within five standard errors of `count` draws; the deviation's standard error is
/// at most that of the normal distribution for all distributions here.
inline bool moments_are(const Moments& m, double mean, double deviation, double count = 60000.0) {
  return std::abs(m.mean - mean) < 5.0 * deviation / std::sqrt(count) &&
         std::abs(m.deviation - deviation) < 5.0 * deviation / std::sqrt(2.0 * count);
}

}  // namespace linnet::test
