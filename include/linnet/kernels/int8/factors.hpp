// SPDX-License-Identifier: MIT
// The factors of requantisation from the scales of tensors, in the order of operations of TensorFlow Lite: scales are float, all else is
// double.
#pragma once

#include <linnet/kernels/int8/arithmetic.hpp>

#include <algorithm>
#include <array>

namespace linnet::kernels::int8 {

/// Returns the factor of a sum of products: in * weights / out.
inline Multiplier product_factor(float in, float weights, float out) {
  return make_multiplier(static_cast<double>(in) * static_cast<double>(weights) / static_cast<double>(out));
}

/// Returns the factor from numbers of scale `in` to numbers of scale `out`: in / out.
inline Multiplier scale_factor(float in, float out) {
  return make_multiplier(static_cast<double>(in) / static_cast<double>(out));
}

/// Returns the factor m / count, divided in integers as TensorFlow Lite's MEAN does.
constexpr Multiplier mean_factor(Multiplier m, std::int32_t count) {
  int bits = 0;  // floor(log2(count)), at most 31 + m.exponent, so that the result is a right shift of at most 31
  while ((std::int64_t{2} << bits) <= count) ++bits;
  bits = (std::min)(bits, 31 + static_cast<int>(m.exponent));
  return {static_cast<std::int32_t>((std::int64_t{m.fraction} << bits) / count), m.exponent - bits};
}

/// Returns the factor of the mean over `count` numbers.
inline Multiplier mean_factor(float in, float out, std::int32_t count) { return mean_factor(scale_factor(in, out), count); }

/// The factors of a sum of N tensors.
template <std::size_t N>
struct SumFactors {
  std::array<Multiplier, N> inputs;  ///< scale of the input / common scale
  Multiplier output;                 ///< common scale / (2^20 * scale of the output)
};

/// Returns the factors of the sum of N < 16 tensors with scales `in`. Their common scale is twice the largest of them.
template <std::size_t N>
SumFactors<N> sum_factors(const std::array<float, N>& in, float out) {
  static_assert(N > 0 && N < 16, "a sum of 16 tensors could overflow");
  const double common = 2 * static_cast<double>(*std::max_element(in.begin(), in.end()));
  SumFactors<N> factors;
  for (std::size_t i = 0; i < N; ++i) factors.inputs[i] = make_multiplier(static_cast<double>(in[i]) / common);
  factors.output = make_multiplier(common / (1048576 * static_cast<double>(out)));
  return factors;
}

}  // namespace linnet::kernels::int8
