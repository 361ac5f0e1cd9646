// SPDX-License-Identifier: MIT
// Seeded random numbers that are the same with every compiler, standard library and CPU.
// The standard's engines are portable but its distributions are not; these are, and need 16 bytes of state.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <bit>
#include <cstdint>
#include <span>
#include <utility>

namespace linnet {

/// xoshiro128++ (Blackman and Vigna, 2019), seeded by SplitMix64. Satisfies std::uniform_random_bit_generator.
class Random {
 public:
  using result_type = std::uint32_t;

  /// The same seed gives the same numbers.
  explicit constexpr Random(std::uint64_t seed = 0) {
    for (std::size_t i = 0; i < 4; i += 2) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t z = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
      z ^= z >> 31;
      state_[i] = static_cast<std::uint32_t>(z);
      state_[i + 1] = static_cast<std::uint32_t>(z >> 32);
    }
  }

  /// 32 random bits.
  constexpr std::uint32_t operator()() {
    const std::uint32_t result = std::rotl(state_[0] + state_[3], 7) + state_[0];
    const std::uint32_t t = state_[1] << 9;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 11);
    return result;
  }
  static constexpr std::uint32_t(min)() { return 0; }
  static constexpr std::uint32_t(max)() { return 0xffffffffu; }

  /// Uniform in [0, 1): 24 random bits for float, 53 for double.
  template <class T>
  constexpr T uniform() {
    if constexpr (sizeof(T) == 4) {
      return static_cast<T>((*this)() >> 8) * T(0x1p-24);
    } else {
      const std::uint64_t high = (*this)() >> 5;
      const std::uint64_t low = (*this)() >> 6;
      return static_cast<T>((high << 26) | low) * T(0x1p-53);
    }
  }

  /// Uniform in [low, high]; high itself only by rounding.
  template <class T>
  T uniform(T low, T high) {
    return math::fma(high - low, uniform<T>(), low);
  }

  /// Normal with mean 0 and standard deviation 1, by Marsaglia's polar method (1964).
  template <class T>
  T normal() {
    for (;;) {
      const T u = uniform<T>(T(-1), T(1));
      const T v = uniform<T>(T(-1), T(1));
      const T s = math::fma(u, u, v * v);
      if (s < T(1) && s > T(0)) return u * math::sqrt(T(-2) * math::log(s) / s);
    }
  }

  /// Uniform integer in [0, bound), unbiased (Lemire, 2019). `bound` is at least 1.
  constexpr std::uint32_t below(std::uint32_t bound) {
    std::uint64_t product = std::uint64_t{(*this)()} * bound;
    const std::uint32_t threshold = (0u - bound) % bound;
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{(*this)()} * bound;
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// Shuffles `items` in place: every order is equally likely (Fisher and Yates). At most 2^32 - 1 items.
  template <class Item>
  constexpr void shuffle(std::span<Item> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
  }

  friend constexpr bool operator==(const Random&, const Random&) = default;

 private:
  std::uint32_t state_[4]{};
};

}  // namespace linnet
