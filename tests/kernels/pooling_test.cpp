// SPDX-License-Identifier: MIT
// Pooling against its definition, window by window: the same bits.
#include <linnet/kernels/pooling.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/taps.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace linnet::test::pooling_kernel {

constexpr Padding valid = Padding::valid, same = Padding::same;

/// The kernels of one size behind run-time names, so that the checks below are compiled once.
template <class T>
struct PoolingKernels {
  Windows s;
  bool is_max;
  void (*pool)(const T* x, T* y, Index n);
  void (*gradient)(const T* x, const T* y, const T* dy, T* dx, Index n);
};

template <class T, Windows S, class Pool>
constexpr PoolingKernels<T> pooling_kernels{
    S, std::is_same_v<Pool, kernels::MaxPool>, [](const T* x, T* y, Index n) { kernels::pool<S, Pool>(x, y, n); },
    [](const T* x, const T* y, const T* dy, T* dx, Index n) { kernels::pool_gradient<S, Pool>(x, y, dy, dx, n); }};

/// Outputs and input gradients of n samples, from the cells of each window in their order.
template <class T>
struct Reference {
  std::vector<T> y, dx;
};

template <class T>
Reference<T> reference(const Windows& s, bool is_max, const std::vector<T>& x, const std::vector<T>& dy, Index n) {
  const auto channels = static_cast<std::size_t>(s.channels), outputs = static_cast<std::size_t>(n * s.positions());
  std::vector<std::vector<std::size_t>> cells(outputs);  // first numbers of the pixels of each window
  for_each_tap(s, n, [&](const Tap& t) { cells[t.output].push_back(t.x); });
  Reference<T> r{std::vector<T>(outputs * channels), std::vector<T>(x.size())};
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t c = 0; c < channels; ++c) {
      const std::size_t i = o * channels + c;
      const T cell_count = static_cast<T>(cells[o].size());
      if (is_max) {
        std::size_t best = cells[o].front() + c;
        bool has_nan = false;
        for (const std::size_t cell : cells[o]) {
          has_nan = has_nan || std::isnan(x[cell + c]);
          if (x[cell + c] > x[best]) best = cell + c;
        }
        r.y[i] = has_nan ? std::numeric_limits<T>::quiet_NaN() : x[best];
        if (!has_nan) r.dx[best] += dy[i];
      } else {
        T sum = T(0);
        for (const std::size_t cell : cells[o]) sum += x[cell + c];
        r.y[i] = sum / cell_count;
        for (const std::size_t cell : cells[o]) r.dx[cell + c] += dy[i] / cell_count;
      }
    }
  }
  return r;
}

/// The same numbers; NaN for NaN, and either zero for a zero.
template <class T>
bool same_numbers(const Fenced<T>& ours, const std::vector<T>& expected) {
  const auto equal = [](T a, T b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  const std::vector<T> values = ours.values();
  return ours.intact() && values.size() == expected.size() && std::equal(values.begin(), values.end(), expected.begin(), equal);
}

template <class T>
void check_numbers(const PoolingKernels<T>& kernel, const std::vector<T>& numbers, Index n) {
  const Windows& s = kernel.s;
  const std::vector<T> upstream = random_numbers<T>(n * s.out_sample(), 4);
  const Reference<T> expected = reference(s, kernel.is_max, numbers, upstream, n);
  const Unaligned<T> x(numbers), dy(upstream);
  Fenced<T> y(n * s.out_sample()), dx(n * s.in_sample());
  kernel.pool(x.data(), y.data(), n);
  REQUIRE(same_numbers(y, expected.y));
  const Unaligned<T> outputs(y.values());
  kernel.gradient(x.data(), outputs.data(), dy.data(), dx.data(), n);
  REQUIRE(same_numbers(dx, expected.dx));
}

template <class T>
void check_pooling(const PoolingKernels<T>& kernel) {
  const Windows& s = kernel.s;
  CAPTURE(kernel.is_max, s.rows.in, s.columns.in, s.rows.size, s.columns.size, s.rows.stride, s.columns.stride, s.clips(),
          s.channels);
  REQUIRE((s.positions() > 0 && s.outputs == s.channels));
  for (const Index n : {1, 3}) {
    CAPTURE(n);
    std::vector<T> x = random_numbers<T>(n * s.in_sample(), 1);
    check_numbers(kernel, x, n);
    for (T& number : x) number = std::round(T(2) * number);  // -2 .. 2: ties in every window
    check_numbers(kernel, x, n);
    std::fill(x.begin(), x.end(), T(-3));  // nothing but ties, all of them below zero
    check_numbers(kernel, x, n);
  }
}

template <Windows S>
void check_all() {
  check_pooling(pooling_kernels<float, S, kernels::MaxPool>);
  check_pooling(pooling_kernels<double, S, kernels::MaxPool>);
  check_pooling(pooling_kernels<float, S, kernels::AveragePool>);
  check_pooling(pooling_kernels<double, S, kernels::AveragePool>);
}

constexpr Windows pool(Size2D in, Size2D size, Size2D stride, Padding padding, Index channels) {
  return windows_of(in, size, stride, 1, padding, channels, channels);
}

TEST_CASE("Pooling with windows side by side", "[kernels]") {
  check_all<pool({6, 8}, 2, 2, valid, 3)>();
  check_all<pool({6, 6}, {2, 3}, {2, 3}, valid, 16)>();
  check_all<pool({5, 7}, 2, 2, valid, 5)>();  // a row and a column are left over
  check_all<pool({5, 5}, 2, 2, same, 17)>();
  check_all<pool({4, 6}, {4, 6}, {4, 6}, valid, 2)>();  // one window
}

TEST_CASE("Pooling with windows that overlap", "[kernels]") {
  check_all<pool({7, 9}, 3, 2, valid, 2)>();
  check_all<pool({6, 7}, 3, 1, valid, 17)>();
  check_all<pool({6, 7}, 3, 2, same, 5)>();
  check_all<pool({5, 6}, 3, 1, same, 1)>();
  check_all<pool({5, 8}, {3, 2}, {1, 2}, same, 3)>();
  check_all<pool({8, 5}, {2, 3}, {3, 1}, valid, 2)>();  // on one axis, with cells left out on the other
}

TEST_CASE("Pooling with strides larger than the window", "[kernels]") {
  check_all<pool({8, 7}, 2, 3, valid, 1)>();
  check_all<pool({7, 8}, 1, 2, same, 16)>();
  check_all<pool({9, 4}, {2, 1}, {3, 3}, same, 3)>();
}

TEST_CASE("Pooling with windows larger than the image", "[kernels]") {
  check_all<pool({2, 3}, 5, 1, same, 3)>();
  check_all<pool({3, 2}, 4, 2, same, 1)>();
  check_all<pool({1, 5}, {3, 2}, {1, 1}, same, 2)>();
}

TEST_CASE("Pooling with several panels of channels", "[kernels]") {
  check_all<pool({4, 5}, 2, 2, valid, 70)>();
  check_pooling(pooling_kernels<float, pool({3, 4}, 3, 1, same, 83), kernels::MaxPool>);
}

template <class T>
void check_nan(const PoolingKernels<T>& kernel) {
  const Index n = 2, numbers = n * kernel.s.in_sample();
  CAPTURE(kernel.is_max, kernel.s.channels);
  for (Index i = 0; i < numbers; ++i) {
    CAPTURE(i);
    std::vector<T> x = random_numbers<T>(numbers, 7);
    x[static_cast<std::size_t>(i)] = std::numeric_limits<T>::quiet_NaN();
    check_numbers(kernel, x, n);
  }
}

TEST_CASE("A NaN in a window gives a NaN, and a maximum that is NaN no gradient", "[kernels]") {
  check_nan(pooling_kernels<float, pool({5, 7}, 2, 2, valid, 5), kernels::MaxPool>);
  check_nan(pooling_kernels<double, pool({5, 7}, 2, 2, valid, 5), kernels::MaxPool>);
  check_nan(pooling_kernels<float, pool({6, 7}, 3, 1, valid, 17), kernels::MaxPool>);
  check_nan(pooling_kernels<float, pool({5, 7}, 2, 2, valid, 5), kernels::AveragePool>);
}

TEST_CASE("The maximum of infinities is one of them", "[kernels]") {
  constexpr Windows s = pool({2, 4}, 2, 2, valid, 1);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x{-infinity, -infinity, 1, infinity, -infinity, -infinity, infinity, 2}, dy{3, 5};
  Fenced<float> y(2), dx(8);
  kernels::pool<s, kernels::MaxPool>(x.data(), y.data(), 1);
  CHECK(y.values() == std::vector<float>{-infinity, infinity});
  kernels::pool_gradient<s, kernels::MaxPool>(x.data(), y.data(), dy.data(), dx.data(), 1);
  CHECK(dx.values() == std::vector<float>{3, 0, 0, 5, 0, 0, 0, 0});
}

TEST_CASE("A tie between 0 and -0 goes to the first cell", "[kernels]") {
  constexpr Windows s = pool({1, 4}, {1, 2}, {1, 2}, valid, 1);
  const std::vector<float> x{0.0f, -0.0f, -0.0f, 0.0f}, dy{3, 5};
  Fenced<float> y(2), dx(4);
  kernels::pool<s, kernels::MaxPool>(x.data(), y.data(), 1);
  CHECK((equal_bits(y[0], 0.0f) && equal_bits(y[1], -0.0f)));
  kernels::pool_gradient<s, kernels::MaxPool>(x.data(), y.data(), dy.data(), dx.data(), 1);
  CHECK(dx.values() == std::vector<float>{3, 0, 5, 0});
}

}  // namespace linnet::test::pooling_kernel
