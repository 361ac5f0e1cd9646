// SPDX-License-Identifier: MIT
// Direct convolution and its gradients: bit for bit the sums that the headers state, and within rounding plain sums in double.
#include <linnet/kernels/convolution.hpp>
#include <linnet/kernels/convolution_gradients.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/taps.hpp>

#include <vector>

namespace linnet::test::convolution_kernel {

constexpr Padding valid = Padding::valid, same = Padding::same;

/// The kernels of one size behind run-time names, so that the checks below are compiled once.
template <class T>
struct ConvolutionKernels {
  Windows s;
  Index scratch;
  void (*forward)(const T* x, const T* w, const T* bias, T* y, Index n);
  void (*weight_gradient)(const T* x, const T* dy, T* dw, T* scratch);
  void (*input_gradient)(const T* dy, const T* w, T* dx, T* scratch, Index n);
};

template <class T, Windows S>
constexpr ConvolutionKernels<T> convolution_kernels{
    S, kernels::convolution_scratch<S, T>,
    [](const T* x, const T* w, const T* bias, T* y, Index n) {
      kernels::convolution_forward<S>(x, w, y, n, kernels::FromBias<T>{bias});
    },
    [](const T* x, const T* dy, T* dw, T* scratch) { kernels::convolution_weight_gradient<S>(x, dy, dw, scratch); },
    [](const T* dy, const T* w, T* dx, T* scratch, Index n) { kernels::convolution_input_gradient<S>(dy, w, dx, scratch, n); }};

/// The sums with `add(a, b, sum)`, in the order that the headers state.
template <class S, class T, class Add>
ConvolutionResults<S> sums(const Windows& s, const ConvolutionNumbers<T>& numbers, Index n, const Add& add) {
  const auto channels = static_cast<std::size_t>(s.channels), filters = static_cast<std::size_t>(s.outputs);
  ConvolutionResults<S> r{std::vector<S>(numbers.dy.size()), std::vector<S>(numbers.w.size()),
                          std::vector<S>(numbers.x.size())};
  for (std::size_t i = 0; i < r.y.size(); ++i) r.y[i] = add(numbers.bias[i % filters], T(1), S(0));
  for_each_tap(s, n, [&](const Tap& t) {
    const std::size_t first = t.output * filters;
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t f = 0; f < filters; ++f) {
        const std::size_t weight = (t.tap * channels + c) * filters + f;
        r.y[first + f] = add(numbers.x[t.x + c], numbers.w[weight], r.y[first + f]);
        r.dw[weight] = add(numbers.x[t.x + c], numbers.dy[first + f], r.dw[weight]);
      }
    }
  });
  for_each_tap_by_kernel(s, n, [&](const Tap& t) {
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t f = 0; f < filters; ++f) {
        r.dx[t.x + c] = add(numbers.dy[t.output * filters + f], numbers.w[(t.tap * channels + c) * filters + f], r.dx[t.x + c]);
      }
    }
  });
  return r;
}

template <class T>
void check_convolution(const ConvolutionKernels<T>& kernel) {
  const Windows& s = kernel.s;
  CAPTURE(s.rows.in, s.columns.in, s.rows.size, s.columns.size, s.rows.stride, s.columns.stride, s.rows.dilation,
          s.columns.dilation, s.clips(), s.channels, s.outputs);
  REQUIRE(s.positions() > 0);
  for (const Index n : {1, 3}) {
    CAPTURE(n);
    const ConvolutionNumbers<T> numbers(s, s.taps() * s.channels * s.outputs, n);
    const ConvolutionResults<T> expected = sums<T>(s, numbers, n, add_fused<T>);
    const ConvolutionResults<double> exact = sums<double>(s, numbers, n, add_product<T>);
    const ConvolutionResults<double> magnitude = sums<double>(s, numbers, n, add_magnitude<T>);
    REQUIRE(within_rounding(expected.y, exact.y, magnitude.y, s.taps() * s.channels));
    REQUIRE(within_rounding(expected.dw, exact.dw, magnitude.dw, n * s.positions()));
    REQUIRE(within_rounding(expected.dx, exact.dx, magnitude.dx, s.taps() * s.outputs));

    const Unaligned<T> x(numbers.x), w(numbers.w), bias(numbers.bias), dy(numbers.dy);
    Fenced<T> y(n * s.out_sample());
    kernel.forward(x.data(), w.data(), bias.data(), y.data(), n);
    REQUIRE(has_bits(y, expected.y));

    Fenced<T> dw(std::vector<T>(numbers.w.size())), scratch(kernel.scratch);
    for (Index i = 0; i < n; ++i) {
      kernel.weight_gradient(x.data() + i * s.in_sample(), dy.data() + i * s.out_sample(), dw.data(), scratch.data());
    }
    REQUIRE(has_bits(dw, expected.dw));
    REQUIRE(scratch.intact());

    Fenced<T> dx(n * s.in_sample()), panel(kernel.scratch);
    kernel.input_gradient(dy.data(), w.data(), dx.data(), panel.data(), n);
    REQUIRE(has_bits(dx, expected.dx));
    REQUIRE(panel.intact());
  }
}

template <Windows S>
void check_both() {
  check_convolution(convolution_kernels<float, S>);
  check_convolution(convolution_kernels<double, S>);
}

TEST_CASE("Convolution without padding has the stated bits", "[kernels]") {
  check_both<windows_of({7, 6}, 3, 1, 1, valid, 3, 5)>();
  check_both<windows_of({6, 9}, {3, 5}, {2, 1}, 1, valid, 5, 16)>();
  check_both<windows_of({11, 8}, 3, {3, 2}, 2, valid, 17, 2)>();
  check_both<windows_of({8, 10}, 2, 3, 1, valid, 1, 17)>();  // cells between the windows and behind them
  check_both<windows_of({9, 7}, 1, 2, 1, valid, 16, 3)>();
  check_both<windows_of({5, 4}, {5, 4}, 1, 1, valid, 2, 1)>();  // one window
}

TEST_CASE("Convolution with padding has the stated bits", "[kernels]") {
  check_both<windows_of({5, 6}, 3, 1, 1, same, 1, 1)>();
  check_both<windows_of({6, 7}, 3, 2, 1, same, 2, 3)>();
  check_both<windows_of({7, 6}, {1, 3}, 1, 2, same, 16, 17)>();
  check_both<windows_of({6, 5}, {2, 4}, {1, 2}, {1, 2}, same, 5, 2)>();
  check_both<windows_of({1, 12}, {1, 9}, 1, 1, same, 3, 16)>();  // a sequence
  check_both<windows_of({10, 11}, 3, 3, 1, same, 17, 5)>();
}

TEST_CASE("Convolution with a kernel larger than the image has the stated bits", "[kernels]") {
  check_both<windows_of({4, 3}, 5, 1, 1, same, 3, 2)>();
  check_both<windows_of({2, 3}, 5, 2, 1, same, 2, 5)>();
  check_both<windows_of({3, 3}, 3, 1, 2, same, 5, 3)>();
  check_both<windows_of({1, 5}, {2, 3}, 1, {2, 1}, same, 2, 3)>();  // rows that have no tap on the input
  check_both<windows_of({5, 1}, {3, 4}, 1, {1, 2}, same, 1, 2)>();  // columns that have none
}

TEST_CASE("Convolution that is clipped on one axis and leaves cells out on the other has the stated bits", "[kernels]") {
  check_both<windows_of({4, 6}, {3, 1}, {1, 2}, 1, same, 2, 3)>();
  check_both<windows_of({6, 4}, {1, 3}, {2, 1}, 1, same, 3, 1)>();
}

TEST_CASE("Convolution with several panels of filters and channels has the stated bits", "[kernels]") {
  check_both<windows_of({4, 5}, 3, 1, 1, same, 2, 70)>();
  check_both<windows_of({4, 5}, {2, 3}, 1, 1, valid, 70, 2)>();
  check_convolution(convolution_kernels<float, windows_of({3, 4}, 2, 1, 1, valid, 33, 49)>);
}

TEST_CASE("Convolution stores its sums through relu and starts from zero", "[kernels]") {
  constexpr Windows s = windows_of({5, 6}, 3, 2, 1, same, 3, 5);
  const ConvolutionNumbers<float> numbers(s, s.taps() * 3 * 5, 2);
  const std::vector<float> zeros(5);
  Fenced<float> plain(2 * s.out_sample()), through_relu(2 * s.out_sample()), from_zero(2 * s.out_sample());
  kernels::convolution_forward<s>(numbers.x.data(), numbers.w.data(), plain.data(), 2, kernels::FromBias<float>{zeros.data()});
  kernels::convolution_forward<s>(numbers.x.data(), numbers.w.data(), from_zero.data(), 2, kernels::FromZero{});
  kernels::convolution_forward<s>(numbers.x.data(), numbers.w.data(), through_relu.data(), 2, kernels::FromZero{},
                                  kernels::StoreRelu{});
  CHECK(has_bits(from_zero, plain.values()));
  std::vector<float> expected = plain.values();
  for (float& y : expected) y = y < 0.0f ? 0.0f : y;
  CHECK(expected != plain.values());
  CHECK(has_bits(through_relu, expected));
}

TEST_CASE("The scratch of a convolution holds a padded sample and a panel", "[kernels]") {
  constexpr Windows whole = windows_of(6, 3, 1, 1, valid, 2, 3), padded = windows_of(6, 3, 1, 1, same, 2, 3);
  constexpr Index lanes = simd::lanes<simd::Packet<float, 2>>, width = (2 + lanes - 1) / lanes * lanes;
  STATIC_REQUIRE(kernels::convolution_scratch<whole, float> == 9 * 3 * width);
  STATIC_REQUIRE(kernels::convolution_scratch<padded, float> == (8 * 8 + 9 * 3) * width);
}

}  // namespace linnet::test::convolution_kernel
