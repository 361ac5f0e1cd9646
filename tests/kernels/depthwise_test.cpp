// SPDX-License-Identifier: MIT
// Depthwise convolution and its gradients: bit for bit the sums that the header states, and within rounding plain sums in double.
#include <linnet/kernels/depthwise.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/taps.hpp>

#include <vector>

namespace linnet::test::depthwise_kernel {

constexpr Padding valid = Padding::valid, same = Padding::same;

/// The kernels of one size behind run-time names, so that the checks below are compiled once.
template <class T>
struct DepthwiseKernels {
  Windows s;
  Index scratch;
  void (*forward)(const T* x, const T* w, const T* bias, T* y, Index n);
  void (*forward_from_zero)(const T* x, const T* w, T* y, Index n);
  void (*row)(const T* x, const T* w, const T* bias, T* y, Index o);
  void (*weight_gradient)(const T* x, const T* dy, T* dw, T* scratch);
  void (*input_gradient)(const T* dy, const T* w, T* dx);
};

template <class T, Windows S>
constexpr DepthwiseKernels<T> depthwise_kernels{
    S,
    kernels::depthwise_scratch<S>,
    [](const T* x, const T* w, const T* bias, T* y, Index n) {
      kernels::depthwise_forward<S>(x, w, y, n, kernels::FromBias<T>{bias});
    },
    [](const T* x, const T* w, T* y, Index n) { kernels::depthwise_forward<S>(x, w, y, n, kernels::FromZero{}); },
    [](const T* x, const T* w, const T* bias, T* y, Index o) {
      kernels::depthwise_row<S>(x, w, y, o, kernels::FromBias<T>{bias});
    },
    [](const T* x, const T* dy, T* dw, T* scratch) { kernels::depthwise_weight_gradient<S>(x, dy, dw, scratch); },
    [](const T* dy, const T* w, T* dx) { kernels::depthwise_input_gradient<S>(dy, w, dx); }};

/// The sums with `add(a, b, sum)`, in the order that the header states.
template <class S, class T, class Add>
ConvolutionResults<S> sums(const Windows& s, const ConvolutionNumbers<T>& numbers, Index n, const Add& add) {
  const auto outputs = static_cast<std::size_t>(s.outputs), multiplier = outputs / static_cast<std::size_t>(s.channels);
  ConvolutionResults<S> r{std::vector<S>(numbers.dy.size()), std::vector<S>(numbers.w.size()),
                          std::vector<S>(numbers.x.size())};
  for (std::size_t i = 0; i < r.y.size(); ++i) r.y[i] = add(numbers.bias[i % outputs], T(1), S(0));
  for_each_tap(s, n, [&](const Tap& t) {
    for (std::size_t j = 0; j < outputs; ++j) {
      const std::size_t x = t.x + j / multiplier, weight = t.tap * outputs + j, y = t.output * outputs + j;
      r.y[y] = add(numbers.x[x], numbers.w[weight], r.y[y]);
      r.dw[weight] = add(numbers.x[x], numbers.dy[y], r.dw[weight]);
      r.dx[x] = add(numbers.dy[y], numbers.w[weight], r.dx[x]);
    }
  });
  return r;
}

template <class T>
void check_depthwise(const DepthwiseKernels<T>& kernel) {
  const Windows& s = kernel.s;
  CAPTURE(s.rows.in, s.columns.in, s.rows.size, s.columns.size, s.rows.stride, s.columns.stride, s.rows.dilation,
          s.columns.dilation, s.clips(), s.channels, s.outputs);
  REQUIRE(s.positions() > 0);
  for (const Index n : {1, 3}) {
    CAPTURE(n);
    const ConvolutionNumbers<T> numbers(s, s.taps() * s.outputs, n);
    const ConvolutionResults<T> expected = sums<T>(s, numbers, n, add_fused<T>);
    const ConvolutionResults<double> exact = sums<double>(s, numbers, n, add_product<T>);
    const ConvolutionResults<double> magnitude = sums<double>(s, numbers, n, add_magnitude<T>);
    REQUIRE(within_rounding(expected.y, exact.y, magnitude.y, s.taps()));
    REQUIRE(within_rounding(expected.dw, exact.dw, magnitude.dw, n * s.positions()));
    REQUIRE(within_rounding(expected.dx, exact.dx, magnitude.dx, s.taps() * s.outputs / s.channels));

    const Unaligned<T> x(numbers.x), w(numbers.w), bias(numbers.bias), dy(numbers.dy);
    Fenced<T> y(n * s.out_sample());
    kernel.forward(x.data(), w.data(), bias.data(), y.data(), n);
    REQUIRE(has_bits(y, expected.y));

    ConvolutionNumbers<T> unbiased = numbers;
    unbiased.bias.assign(numbers.bias.size(), T(0));
    Fenced<T> from_zero(n * s.out_sample());
    kernel.forward_from_zero(x.data(), w.data(), from_zero.data(), n);
    REQUIRE(has_bits(from_zero, sums<T>(s, unbiased, n, add_fused<T>).y));

    const Index row = s.columns.out * s.outputs;
    for (Index o = 0; o < s.rows.out; ++o) {  // a row alone
      Fenced<T> alone(row);
      kernel.row(x.data(), w.data(), bias.data(), alone.data(), o);
      REQUIRE(equal_bits(alone.data(), expected.y.data() + o * row, row));
      REQUIRE(alone.intact());
    }

    Fenced<T> dw(std::vector<T>(numbers.w.size())), scratch(kernel.scratch), dx(n * s.in_sample());
    for (Index i = 0; i < n; ++i) {
      kernel.weight_gradient(x.data() + i * s.in_sample(), dy.data() + i * s.out_sample(), dw.data(), scratch.data());
      kernel.input_gradient(dy.data() + i * s.out_sample(), w.data(), dx.data() + i * s.in_sample());
    }
    REQUIRE(has_bits(dw, expected.dw));
    REQUIRE(has_bits(dx, expected.dx));
    REQUIRE(scratch.intact());
  }
}

template <Windows S>
void check_both() {
  check_depthwise(depthwise_kernels<float, S>);
  check_depthwise(depthwise_kernels<double, S>);
}

TEST_CASE("Depthwise convolution without padding has the stated bits", "[kernels]") {
  check_both<windows_of({7, 6}, 3, 1, 1, valid, 3, 3)>();
  check_both<windows_of({6, 12}, {3, 5}, {2, 1}, 1, valid, 16, 16)>();
  check_both<windows_of({11, 8}, 3, {3, 2}, 2, valid, 17, 17)>();
  check_both<windows_of({8, 10}, 2, 3, 1, valid, 1, 1)>();  // cells between the windows and behind them
  check_both<windows_of({9, 7}, 1, 2, 1, valid, 5, 5)>();
  check_both<windows_of({5, 4}, {5, 4}, 1, 1, valid, 2, 2)>();  // one window
}

TEST_CASE("Depthwise convolution with padding has the stated bits", "[kernels]") {
  check_both<windows_of({5, 6}, 3, 1, 1, same, 17, 17)>();
  check_both<windows_of({6, 7}, 3, 2, 1, same, 2, 2)>();
  check_both<windows_of({7, 6}, {1, 3}, 1, 2, same, 16, 16)>();
  check_both<windows_of({10, 11}, 3, 3, 1, same, 70, 70)>();
  check_both<windows_of({4, 6}, {3, 1}, {1, 2}, 1, same, 3, 3)>();  // clipped on one axis, cells left out on the other
}

TEST_CASE("Depthwise convolution with a kernel larger than the image has the stated bits", "[kernels]") {
  check_both<windows_of({4, 3}, 5, 1, 1, same, 3, 3)>();
  check_both<windows_of({2, 3}, 5, 2, 1, same, 5, 5)>();
  check_both<windows_of({3, 3}, 3, 1, 2, same, 16, 16)>();
  check_both<windows_of({1, 5}, {2, 3}, 1, {2, 1}, same, 2, 2)>();  // rows that have no tap on the input
  check_both<windows_of({5, 1}, {3, 4}, 1, {1, 2}, same, 1, 1)>();  // columns that have none
}

TEST_CASE("Depthwise convolution with several outputs a channel has the stated bits", "[kernels]") {
  check_both<windows_of({6, 5}, {2, 4}, {1, 2}, {1, 2}, same, 5, 10)>();
  check_both<windows_of({5, 8}, 3, 1, 1, valid, 2, 34)>();
  check_both<windows_of({4, 4}, 3, 2, 1, same, 1, 3)>();
}

TEST_CASE("The scratch of a depthwise convolution is a padded sample", "[kernels]") {
  constexpr Windows whole = windows_of(6, 3, 1, 1, valid, 2, 2), padded = windows_of(6, 3, 1, 1, same, 2, 4);
  STATIC_REQUIRE(kernels::depthwise_scratch<whole> == 0);
  STATIC_REQUIRE(kernels::depthwise_scratch<padded> == 8 * 8 * 2);
}

}  // namespace linnet::test::depthwise_kernel
