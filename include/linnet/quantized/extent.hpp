// SPDX-License-Identifier: MIT
// Extent: the smallest and the largest number of a tensor on calibration data, from which its scale and its zero come.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/kernels/int8/arithmetic.hpp>

#include <cstddef>
#include <string_view>

namespace linnet::quantized {

/// The smallest and the largest number seen so far, and 0, which always lies between them.
class Extent {
 public:
  constexpr Extent() = default;
  constexpr Extent(float low, float high) : low_(low), high_(high), finite_(math::is_finite(low) && math::is_finite(high)) {}

  /// Adds numbers.
  void add(const float* x, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      low_ = x[i] < low_ ? x[i] : low_;
      high_ = x[i] > high_ ? x[i] : high_;
      finite_ = static_cast<bool>(static_cast<int>(finite_) & static_cast<int>(math::is_finite(x[i])));
    }
  }

  float low() const { return low_; }
  float high() const { return high_; }

  /// The quantisation of the range, in which 0 is exact. Fails for a range that is not finite, has no extent or is without 0; `what` and
  /// `name` name the tensor.
  LINNET_COLD Quantization quantization(const char* what, std::string_view name) const {
    using linnet::detail::expect;
    expect(finite_, "quantize: an output is not finite on the calibration data", "quantize: ", what, name,
           " is not finite on the calibration data; every number must be finite");
    expect(!(low_ > 0.0f || high_ < 0.0f), "quantize: 0 is not in the range of an output", "quantize: ", what, name,
           " is from ", low_, " to ", high_, "; 0 must lie in its range");
    const Quantization q = range_quantization(low_, high_);
    expect(q.scale > 0.0f, "quantize: an output is all zero, or too large, on the calibration data", "quantize: ", what, name,
           " is from ", low_, " to ", high_,
           " on the calibration data, which gives no scale; calibrate on samples like those of the application");
    return q;
  }

 protected:
  float low_ = 0.0f, high_ = 0.0f;
  bool finite_ = true;
};

}  // namespace linnet::quantized
