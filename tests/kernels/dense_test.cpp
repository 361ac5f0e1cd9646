// SPDX-License-Identifier: MIT
// The products of a dense layer for many sizes: bit for bit the sums that dense.hpp states, and within rounding Eigen's products.
#include <linnet/kernels/dense.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace {

using linnet::Index;
using linnet::test::equal_bits;
using linnet::test::Fenced;
using linnet::test::random_numbers;
using linnet::test::Unaligned;

/// The kernels of one size behind run-time names, so that the checks below are compiled once.
template <class T>
struct DenseKernels {
  Index inputs, units, scratch;
  void (*forward)(const T* x, const T* w, const T* bias, T* y, Index n);
  void (*weight_gradient)(const T* x, const T* dy, T* dw, T* scratch, Index n);
  void (*input_gradient)(const T* dy, const T* w, T* dx, T* scratch, Index n);
};

template <class T, Index K, Index M>
constexpr DenseKernels<T> dense_kernels{K,
                                        M,
                                        linnet::kernels::dense_scratch<K, M, T>,
                                        [](const T* x, const T* w, const T* bias, T* y, Index n) {
                                          linnet::kernels::dense_forward<K, M>(x, w, y, n, linnet::kernels::FromBias<T>{bias});
                                        },
                                        [](const T* x, const T* dy, T* dw, T* scratch, Index n) {
                                          linnet::kernels::dense_weight_gradient<K, M>(x, dy, dw, scratch, n);
                                        },
                                        [](const T* dy, const T* w, T* dx, T* scratch, Index n) {
                                          linnet::kernels::dense_input_gradient<K, M>(dy, w, dx, scratch, n);
                                        }};

/// The products one number at a time, each sum in the order that dense.hpp states.
template <class T>
struct DenseReference {
  Index inputs, units;
  std::vector<T> x, w, bias, dy;  // (N, inputs), (inputs, units), (units), (N, units)
  std::vector<T> y, dx;           // (N, units), (N, inputs)
  std::vector<T> dw, db;          // (inputs, units), (units), of the samples added so far
  Index samples = 0;

  DenseReference(Index k, Index m, Index n)
      : inputs(k),
        units(m),
        x(random_numbers<T>(n * k, 1)),
        w(random_numbers<T>(k * m, 2)),
        bias(random_numbers<T>(m, 3)),
        dy(random_numbers<T>(n * m, 4)),
        y(dy.size()),
        dx(x.size()),
        dw(w.size()),
        db(bias.size()) {
    for (Index i = 0; i < n; ++i) {
      T* row = y.data() + i * m;
      std::copy(bias.begin(), bias.end(), row);
      for (Index p = 0; p < k; ++p) add_product(row, at(x, i * k + p), w.data() + p * m, m);
      for (Index p = 0; p < k; ++p) {
        T sum = T(0);
        for (Index j = 0; j < m; ++j) sum = linnet::math::fma(at(dy, i * m + j), at(w, p * m + j), sum);
        dx[static_cast<std::size_t>(i * k + p)] = sum;
      }
    }
  }

  void add_samples_up_to(Index n) {
    for (; samples < n; ++samples) {
      const T* row = dy.data() + samples * units;
      for (Index p = 0; p < inputs; ++p) add_product(dw.data() + p * units, at(x, samples * inputs + p), row, units);
      for (std::size_t j = 0; j < db.size(); ++j) db[j] = samples == 0 ? row[j] : db[j] + row[j];
    }
  }

 private:
  static T at(const std::vector<T>& values, Index i) { return values[static_cast<std::size_t>(i)]; }
  static void add_product(T* sums, T factor, const T* row, Index count) {
    for (Index j = 0; j < count; ++j) sums[j] = linnet::math::fma(factor, row[j], sums[j]);
  }
};

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class T>
RowMajor as_matrix(const std::vector<T>& values, Index rows, Index columns) {
  return Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(values.data(), rows, columns)
      .template cast<double>();
}

/// True if `ours` is a * b + start within the rounding errors that a sum of so many terms may have.
template <class T>
bool is_product(const std::vector<T>& ours, const RowMajor& a, const RowMajor& b, const RowMajor& start) {
  const double terms = static_cast<double>(a.cols() + 1);
  const double unit =
      static_cast<double>(std::numeric_limits<T>::epsilon());  // twice the rounding error: Eigen may have one too
  const RowMajor exact = a.lazyProduct(b) + start;
  const RowMajor magnitude = a.cwiseAbs().lazyProduct(b.cwiseAbs()) + start.cwiseAbs();
  return ((as_matrix(ours, a.rows(), b.cols()) - exact).cwiseAbs().array() <= terms * unit * magnitude.array()).all();
}

template <class T>
void check_reference(const DenseReference<T>& r) {
  const RowMajor x = as_matrix(r.x, r.samples, r.inputs), w = as_matrix(r.w, r.inputs, r.units);
  const RowMajor dy = as_matrix(r.dy, r.samples, r.units), bias = as_matrix(r.bias, 1, r.units);
  const auto zeros = [](Index rows, Index columns) { return RowMajor::Zero(rows, columns).eval(); };
  REQUIRE(is_product(r.y, x, w, bias.replicate(r.samples, 1)));
  REQUIRE(is_product(r.dw, x.transpose(), dy, zeros(r.inputs, r.units)));
  REQUIRE(is_product(r.db, RowMajor::Ones(1, r.samples), dy, zeros(1, r.units)));
  REQUIRE(is_product(r.dx, dy, w.transpose(), zeros(r.samples, r.inputs)));
}

/// Every kernel for every batch size of an ascending list: the bits of the reference, and no number written that is not the
/// kernel's. As the reference of a row does not depend on N, neither do the results.
template <class T>
void check_dense(const DenseKernels<T>& dense, std::span<const Index> batches) {
  const Index k = dense.inputs, m = dense.units;
  CAPTURE(k, m);
  DenseReference<T> reference(k, m, batches.back());
  const Unaligned<T> w(reference.w), bias(reference.bias);
  const auto first = [](const std::vector<T>& numbers, Index count) {
    return Unaligned<T>({numbers.begin(), numbers.begin() + count});
  };
  for (const Index n : batches) {
    CAPTURE(n);
    reference.add_samples_up_to(n);
    const Unaligned<T> x = first(reference.x, n * k), dy = first(reference.dy, n * m);

    Fenced<T> y(n * m);
    dense.forward(x.data(), w.data(), bias.data(), y.data(), n);
    REQUIRE(equal_bits(y.data(), reference.y.data(), n * m));
    REQUIRE(y.intact());

    Fenced<T> dw(k * m), db(m), panel(dense.scratch);
    dense.weight_gradient(x.data(), dy.data(), dw.data(), panel.data(), n);
    linnet::kernels::bias_gradient(dy.data(), db.data(), n, m);
    REQUIRE(equal_bits(dw.data(), reference.dw.data(), k * m));
    REQUIRE(equal_bits(db.data(), reference.db.data(), m));
    REQUIRE((dw.intact() && db.intact() && panel.intact()));

    Fenced<T> dx(n * k), scratch(dense.scratch);
    dense.input_gradient(dy.data(), w.data(), dx.data(), scratch.data(), n);
    REQUIRE(equal_bits(dx.data(), reference.dx.data(), n * k));
    REQUIRE((dx.intact() && scratch.intact()));
  }
  check_reference(reference);

  const Unaligned<T> x(reference.x), dy(reference.dy);
  for (Index i = 0; i < batches.back(); ++i) {  // each row by itself, at any alignment
    CAPTURE(i);
    Fenced<T> y(m), dx(k), scratch(dense.scratch);
    dense.forward(x.data() + i * k, w.data(), bias.data(), y.data(), 1);
    dense.input_gradient(dy.data() + i * m, w.data(), dx.data(), scratch.data(), 1);
    REQUIRE(equal_bits(y.data(), reference.y.data() + i * m, m));
    REQUIRE(equal_bits(dx.data(), reference.dx.data() + i * k, k));
  }
}

/// All batch sizes up to 70, and those around 128, up to which the weight gradient packs its samples.
/// Sizes of layers: whole vectors, whole panels, and every kind of rest for vectors of 1 to 16 numbers.
/// With sanitizers a size costs seconds to compile, and a batch seconds to run.
#if defined(LINNET_TEST_SANITIZED)
constexpr std::array<Index, 12> all_batches{1, 2, 3, 4, 5, 8, 11, 16, 33, 70, 128, 129};
constexpr std::array<Index, 10> dense_sizes{1, 2, 3, 4, 5, 8, 9, 17, 33, 66};
#else
constexpr std::array<Index, 72> all_batches = [] {
  std::array<Index, 72> batches{};
  std::iota(batches.begin(), batches.end() - 2, Index{1});
  batches[70] = 128;
  batches[71] = 129;
  return batches;
}();
constexpr std::array<Index, 30> dense_sizes{1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                            16, 17, 18, 19, 20, 31, 32, 33, 47, 48, 63, 64, 65, 66, 70};
#endif

/// Each size as inputs and as units; `Stride`, coprime with their number, decides what meets what.
template <class T, std::size_t Stride, std::size_t... I>
void check_sizes(std::index_sequence<I...>) {
  static_assert(std::gcd(Stride, dense_sizes.size()) == 1);
  (check_dense(dense_kernels<T, dense_sizes[I], dense_sizes[(I * Stride + 5) % dense_sizes.size()]>, all_batches), ...);
}

TEST_CASE("Dense products of float have the stated bits for every size", "[kernels]") {
  constexpr auto each = std::make_index_sequence<dense_sizes.size()>{};
  check_sizes<float, 7>(each);
  if constexpr (dense_sizes.size() > 10) check_sizes<float, 11>(each);
}

TEST_CASE("Dense products of double have the stated bits for every size", "[kernels]") {
  check_sizes<double, 7>(std::make_index_sequence<dense_sizes.size()>{});
}

TEMPLATE_TEST_CASE("Dense products of the smallest and the largest sizes have the stated bits", "[kernels]", float, double) {
  check_dense(dense_kernels<TestType, 1, 1>, all_batches);
  check_dense(dense_kernels<TestType, 1, 70>, all_batches);
  check_dense(dense_kernels<TestType, 70, 1>, all_batches);
  check_dense(dense_kernels<TestType, 70, 70>, all_batches);
}

TEMPLATE_TEST_CASE("Dense products of the MNIST network have the stated bits", "[kernels]", float, double) {
  constexpr std::array<Index, 5> batches{1, 16, 50, 128, 129};
  check_dense(dense_kernels<TestType, 784, 256>, batches);
  check_dense(dense_kernels<TestType, 256, 64>, batches);
  check_dense(dense_kernels<TestType, 64, 32>, batches);
  check_dense(dense_kernels<TestType, 32, 10>, batches);
}

TEMPLATE_TEST_CASE("A dense product without a bias starts from zero", "[kernels]", float, double) {
  constexpr Index k = 19, m = 21;
  const std::vector<TestType> x = random_numbers<TestType>(8 * k, 5), w = random_numbers<TestType>(k * m, 6);
  const std::vector<TestType> zeros(static_cast<std::size_t>(m));
  for (const Index n : {1, 2, 8}) {
    Fenced<TestType> without(n * m), with(n * m);
    linnet::kernels::dense_forward<k, m>(x.data(), w.data(), without.data(), n, linnet::kernels::FromZero{});
    linnet::kernels::dense_forward<k, m>(x.data(), w.data(), with.data(), n, linnet::kernels::FromBias<TestType>{zeros.data()});
    CHECK(equal_bits(without.data(), with.data(), n * m));
    CHECK(without.intact());
  }
}

TEST_CASE("The scratch of the gradients is one transposed block of w or one packed panel of dy", "[kernels]") {
  using linnet::kernels::dense_scratch;
  constexpr Index panel = linnet::kernels::detail::panel_width<float, 256>();
  constexpr Index packed = linnet::kernels::packed_samples<linnet::simd::Packet<float, 256>>;
  STATIC_REQUIRE(dense_scratch<784, 256, float> == panel * std::max<Index>(64, packed));
  STATIC_REQUIRE(dense_scratch<784, 256, float> == dense_scratch<784, 64, float>);
  STATIC_REQUIRE(dense_scratch<1, 1, float> == (linnet::simd::has_vectors ? linnet::kernels::panel_vectors<float> : 0));
}

}  // namespace
