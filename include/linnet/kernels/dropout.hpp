// SPDX-License-Identifier: MIT
// The mask of dropout. It is not stored: a hash of (key, index) decides about each number, and backward recomputes it from the key.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/core/shape.hpp>

#include <cstdint>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Returns a new key as a number of type T: a float keeps its 23 bits exactly.
template <class T>
T dropout_key(Random& random) {
  return static_cast<T>(random() >> 9);
}

/// The factors of dropout: 0 with probability `rate`, otherwise 1 / (1 - rate).
template <class T>
class DropoutMask {
 public:
  DropoutMask(T key, float rate)
      : key_(static_cast<std::uint32_t>(key) * 0x9e3779b9u),
        threshold_(static_cast<std::uint32_t>(rate * 0x1p24f)),
        scale_(T(1) / (T(1) - static_cast<T>(rate))) {}

  /// Returns the factor of number i times x.
  LINNET_ALWAYS_INLINE T operator()(Index i, T x) const {
    std::uint32_t h = static_cast<std::uint32_t>(i) * 0x85ebca6bu ^ key_;  // a 32-bit finaliser: every bit of i reaches the top
    h = (h ^ (h >> 16)) * 0x7feb352du;
    h = (h ^ (h >> 15)) * 0x846ca68bu;
    h ^= h >> 16;
    return (h >> 8) >= threshold_ ? x * scale_ : T(0);
  }

 private:
  std::uint32_t key_, threshold_;
  T scale_;
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
