// SPDX-License-Identifier: MIT
// Windows over images, tap by tap and in plain loops: the reference for convolutions and pooling.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/window.hpp>

#include <tests/support/fenced.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace linnet::test {

constexpr Windows windows_of(Size2D in, Size2D size, Size2D stride, Size2D dilation, Padding padding, Index channels,
                             Index outputs) {
  return {make_window(in.height, size.height, stride.height, dilation.height, padding),
          make_window(in.width, size.width, stride.width, dilation.width, padding), channels, outputs};
}

/// One tap of one window that lies on the input: which output and which tap it is, and the first number of its input pixel.
struct Tap {
  std::size_t output, tap, x;
};

/// Calls f(tap) for output row o, output column p, kernel row u and kernel column v of sample i, if that lies on the input.
template <class Function>
void at_tap(const Windows& s, Index i, Index o, Index p, Index u, Index v, const Function& f) {
  const Index h = o * s.rows.stride - s.rows.before + u * s.rows.dilation;
  const Index w = p * s.columns.stride - s.columns.before + v * s.columns.dilation;
  if (h < 0 || h >= s.rows.in || w < 0 || w >= s.columns.in) return;
  f(Tap{static_cast<std::size_t>((i * s.rows.out + o) * s.columns.out + p), static_cast<std::size_t>(u * s.columns.size + v),
        static_cast<std::size_t>(((i * s.rows.in + h) * s.columns.in + w) * s.channels)});
}

/// Every tap of n samples: output by output, and within an output kernel row by kernel row.
template <class Function>
void for_each_tap(const Windows& s, Index n, const Function& f) {
  for (Index i = 0; i < n; ++i)
    for (Index o = 0; o < s.rows.out; ++o)
      for (Index p = 0; p < s.columns.out; ++p)
        for (Index u = 0; u < s.rows.size; ++u)
          for (Index v = 0; v < s.columns.size; ++v) at_tap(s, i, o, p, u, v, f);
}
/// Every tap of n samples: tap of the kernel by tap of the kernel, and for each the outputs.
template <class Function>
void for_each_tap_by_kernel(const Windows& s, Index n, const Function& f) {
  for (Index i = 0; i < n; ++i)
    for (Index u = 0; u < s.rows.size; ++u)
      for (Index v = 0; v < s.columns.size; ++v)
        for (Index o = 0; o < s.rows.out; ++o)
          for (Index p = 0; p < s.columns.out; ++p) at_tap(s, i, o, p, u, v, f);
}

/// Random input, kernel of `weights` numbers, bias and upstream gradient for n samples.
template <class T>
struct ConvolutionNumbers {
  std::vector<T> x, w, bias, dy;
  ConvolutionNumbers(const Windows& s, Index weights, Index n)
      : x(random_numbers<T>(n * s.in_sample(), 1)),
        w(random_numbers<T>(weights, 2)),
        bias(random_numbers<T>(s.outputs, 3)),
        dy(random_numbers<T>(n * s.out_sample(), 4)) {}
};

/// Results of a convolution: y and dx of n samples, dw of all of them together.
template <class S>
struct ConvolutionResults {
  std::vector<S> y, dw, dx;
};

/// Ways to add a product to a sum: as kernels do, in plain double, and what bounds the rounding error.
template <class T>
constexpr T add_fused(T a, T b, T sum) {
  return math::fma(a, b, sum);
}
template <class T>
constexpr double add_product(T a, T b, double sum) {
  return sum + static_cast<double>(a) * static_cast<double>(b);
}
template <class T>
constexpr double add_magnitude(T a, T b, double sum) {
  return sum + std::abs(static_cast<double>(a) * static_cast<double>(b));
}

/// True if `ours` is `exact` within the rounding errors of sums of `terms` products; `magnitude` has the sums of absolute values.
template <class T>
bool within_rounding(const std::vector<T>& ours, const std::vector<double>& exact, const std::vector<double>& magnitude,
                     Index terms) {
  const double unit = static_cast<double>(terms + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (std::size_t i = 0; i < exact.size(); ++i) {
    if (!(std::abs(static_cast<double>(ours[i]) - exact[i]) <= unit * magnitude[i])) return false;
  }
  return ours.size() == exact.size();
}

/// True if all numbers between the fences have the expected bits, and the fences are intact.
template <class T>
bool has_bits(const Fenced<T>& ours, const std::vector<T>& expected) {
  return ours.intact() && ours.values().size() == expected.size() &&
         equal_bits(ours.data(), expected.data(), static_cast<Index>(expected.size()));
}

}  // namespace linnet::test
