// SPDX-License-Identifier: MIT
// Memory for tests of kernels: outputs between fences, inputs that end where their memory ends, none of it aligned.
#pragma once

#include <linnet/core/random.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace linnet::test {

/// `count` numbers in [low, high]. Same seed, same numbers.
template <class T>
std::vector<T> random_numbers(Index count, std::uint64_t seed, T low = T(-1), T high = T(1)) {
  Random random(seed);
  std::vector<T> numbers(static_cast<std::size_t>(count));
  for (T& number : numbers) number = random.uniform(low, high);
  return numbers;
}

/// The values in another type, for example those of a golden file.
template <class T, class S>
std::vector<T> converted(const std::vector<S>& values) {
  std::vector<T> result;
  for (const S value : values) result.push_back(static_cast<T>(value));
  return result;
}

/// True for the same bit pattern: 0 and -0 differ, a NaN equals itself.
template <class T>
bool equal_bits(T a, T b) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}
template <class T>
bool equal_bits(const T* a, const T* b, Index count) {
  return std::equal(a, a + count, b, [](T left, T right) { return equal_bits(left, right); });
}

/// Memory for numbers between two fences. They are NaN at first, so that one that is not written shows; their first is never
/// aligned to more than one number.
template <class T>
class Fenced {
 public:
  explicit Fenced(Index size) : Fenced(std::vector<T>(static_cast<std::size_t>(size), std::numeric_limits<T>::quiet_NaN())) {}
  explicit Fenced(const std::vector<T>& values) : size_(values.size()), memory_(fence, canary) {
    memory_.insert(memory_.end(), values.begin(), values.end());
    memory_.insert(memory_.end(), fence, canary);
  }

  T* data() { return memory_.data() + fence; }
  const T* data() const { return memory_.data() + fence; }
  T operator[](Index i) const { return data()[i]; }
  std::vector<T> values() const { return {data(), data() + size_}; }

  /// True if nothing was written outside of the `size` numbers.
  bool intact() const {
    const auto untouched = [](T number) { return equal_bits(number, canary); };
    return std::all_of(memory_.data(), data(), untouched) &&
           std::all_of(data() + size_, memory_.data() + memory_.size(), untouched);
  }

 private:
  static constexpr std::size_t fence = 67;  // more than a vector, and odd
  static constexpr T canary = T(-1.2345e30);

  std::size_t size_;
  std::vector<T> memory_;
};

/// Numbers to read that end where their memory ends, for the address sanitizer; never aligned to more than one number.
template <class T>
class Unaligned {
 public:
  explicit Unaligned(const std::vector<T>& values) : memory_(values.size() + 1) {
    std::copy(values.begin(), values.end(), memory_.begin() + 1);
  }
  const T* data() const { return memory_.data() + 1; }
  T operator[](Index i) const { return data()[i]; }

 private:
  std::vector<T> memory_;
};

}  // namespace linnet::test
