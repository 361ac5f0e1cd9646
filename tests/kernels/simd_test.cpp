// SPDX-License-Identifier: MIT
// A lane of a packet has the bits of the scalar operation, for every width that the compiler offers.
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/simd.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using linnet::Index;
namespace simd = linnet::simd;

/// Numbers of every size and sign, ordinary and special, a multiple of 16 of them.
template <class T>
std::vector<T> simd_operands(std::uint64_t seed) {
  using Limits = std::numeric_limits<T>;
  std::vector<T> numbers = linnet::test::random_numbers<T>(512, seed);
  linnet::Random random(seed + 100);
  for (std::size_t i = 256; i < 512; ++i) numbers[i] = std::ldexp(numbers[i], static_cast<int>(random.below(80)) - 40);
  const std::array<T, 8> special{
      T(0), -T(0), T(1), Limits::min(), Limits::max(), -Limits::max(), Limits::infinity(), Limits::denorm_min()};
  for (std::size_t i = 0; i < 64; ++i) numbers[random.below(512)] = special[i % special.size()];
  return numbers;
}

/// The same bits, or both NaN: whose payload comes out is the CPU's choice.
template <class T>
LINNET_NOINLINE void expect(const char* operation, int lanes, T lane, T scalar) {
  if (!linnet::test::equal_bits(lane, scalar) && !(std::isnan(lane) && std::isnan(scalar)))
    FAIL(operation << " in one of " << lanes << " lanes gives " << lane << ", the scalar " << scalar);
}

// A call that the compiler cannot merge with a neighbouring operation.
template <class T>
LINNET_NOINLINE T scalar_product(T a, T b) {
  return a * b;
}
template <class T>
LINNET_NOINLINE T scalar_sum(T a, T b) {
  return a + b;
}
template <class T>
LINNET_NOINLINE T scalar_difference(T a, T b) {
  return a - b;
}
template <class T>
LINNET_NOINLINE T scalar_quotient(T a, T b) {
  return a / b;
}

template <class T, Index N>
void check_lanes() {
  using V = simd::Packet<T, N>;
  constexpr int L = simd::lanes<V>;
  static_assert(L <= N && std::has_single_bit(static_cast<unsigned>(L)));
  const std::vector<T> a = simd_operands<T>(1), b = simd_operands<T>(2), c = simd_operands<T>(3);
  for (std::size_t i = 0; i < a.size(); i += L) {
    std::array<T, L> sum{}, difference{}, product{}, quotient{}, fused{}, root{}, all{};
    const V va = simd::load<V>(&a[i]), vb = simd::load<V>(&b[i]), vc = simd::load<V>(&c[i]);
    simd::store(sum.data(), simd::add(va, vb));
    simd::store(difference.data(), simd::sub(va, vb));
    simd::store(product.data(), simd::mul(va, vb));
    simd::store(quotient.data(), simd::div(va, vb));
    simd::store(fused.data(), simd::fma(va, vb, vc));
    simd::store(root.data(), simd::sqrt(va));
    simd::store(all.data(), simd::set<V>(a[i]));
    for (std::size_t k = 0; k < L; ++k) {
      const T x = a[i + k], y = b[i + k], z = c[i + k];
      expect("add", L, sum[k], scalar_sum(x, y));
      expect("sub", L, difference[k], scalar_difference(x, y));
      expect("mul", L, product[k], scalar_product(x, y));
      expect("div", L, quotient[k], scalar_quotient(x, y));
      expect("fma", L, fused[k], linnet::math::fma(x, y, z));
      expect("sqrt", L, root[k], std::sqrt(x));
      expect("set", L, all[k], a[i]);
    }
  }
}

TEMPLATE_TEST_CASE("A lane has the bits of the scalar operation", "[kernels]", float, double) {
  check_lanes<TestType, 1>();
  check_lanes<TestType, 2>();
  check_lanes<TestType, 4>();
  check_lanes<TestType, 8>();
  check_lanes<TestType, 16>();
  check_lanes<TestType, 1024>();
  SUCCEED();
}

template <class T, Index N>
void check_copies() {
  using V = simd::Packet<T, N>;
  constexpr int L = simd::lanes<V>;
  const std::vector<T> from = linnet::test::random_numbers<T>(64, 4);
  for (Index offset = 0; offset < 16; ++offset) {
    linnet::test::Fenced<T> to(L);
    simd::store(to.data(), simd::load<V>(from.data() + offset));
    CHECK(linnet::test::equal_bits(to.data(), from.data() + offset, L));
    CHECK(to.intact());
  }
}

TEMPLATE_TEST_CASE("Load and store touch no lane but their own, at any alignment", "[kernels]", float, double) {
  check_copies<TestType, 4>();
  check_copies<TestType, 1024>();
}

TEST_CASE("The square root of every lane is correctly rounded", "[kernels]") {
  using V = simd::Packet<float, 1024>;
  constexpr std::size_t L = simd::lanes<V>;
  linnet::Random random(5);
  for (int i = 0; i < 20000; ++i) {
    std::array<float, L> x{}, root{};
    for (float& number : x) number = std::bit_cast<float>(random() % 0x7f800000u);  // every exponent, denormals too
    simd::store(root.data(), simd::sqrt(simd::load<V>(x.data())));
    // A double has more than twice the digits: rounding its root again does no harm.
    for (std::size_t k = 0; k < L; ++k) {
      if (root[k] != static_cast<float>(std::sqrt(static_cast<double>(x[k])))) FAIL("sqrt of " << x[k] << " is " << root[k]);
    }
  }
  SUCCEED();
}

TEST_CASE("The square root of a double is the nearest one", "[kernels]") {
  using V = simd::Packet<double, 1024>;
  constexpr std::size_t L = simd::lanes<V>;
  linnet::Random random(6);
  for (int i = 0; i < 20000; ++i) {
    std::array<double, L> x{}, root{};
    for (double& number : x) number = random.uniform(1.0, 4.0);
    simd::store(root.data(), simd::sqrt(simd::load<V>(x.data())));
    for (std::size_t k = 0; k < L; ++k) {
      // r is the nearest of its neighbours if (r - ulp/2)^2 < x < (r + ulp/2)^2, that is |x - r^2| < r ulp up to ulp^2 / 4.
      const double r = root[k], ulp = std::numeric_limits<double>::epsilon();
      if (std::abs(std::fma(-r, r, x[k])) > r * ulp) FAIL("sqrt of " << x[k] << " is " << r);
    }
  }
  SUCCEED();
}

TEST_CASE("Packet takes the widest vector that fits", "[kernels]") {
  constexpr int widest = simd::lanes<simd::Packet<float, 1024>>;
  STATIC_REQUIRE(simd::lanes<simd::Packet<float, 1>> == 1);
  STATIC_REQUIRE(simd::lanes<simd::Packet<double, 1>> == 1);
  STATIC_REQUIRE(simd::lanes<simd::Packet<float, widest>> == widest);
  STATIC_REQUIRE(simd::lanes<simd::Packet<float, 2 * widest - 1>> == widest);
  STATIC_REQUIRE((widest == 1 || simd::lanes<simd::Packet<float, widest - 1>> < widest));
  STATIC_REQUIRE((simd::registers == 16 || simd::registers == 32));
}

TEST_CASE("zero_negative is relu: bits of every lane, with -0 and NaN as they were", "[kernels]") {
  using V = simd::Packet<float, 1024>;
  constexpr std::size_t L = simd::lanes<V>;
  std::vector<float> x = simd_operands<float>(7);
  x[3] = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 0; i + L <= x.size(); i += L) {
    std::array<float, L> y{};
    simd::store(y.data(), simd::zero_negative(simd::load<V>(x.data() + i)));
    for (std::size_t k = 0; k < L; ++k) {
      const float expected = linnet::relu{}(x[i + k]);
      if (std::bit_cast<std::uint32_t>(y[k]) != std::bit_cast<std::uint32_t>(expected)) {
        FAIL("of " << x[i + k] << " comes " << y[k] << ", expected " << expected);
      }
    }
  }
  SUCCEED();
}

TEMPLATE_TEST_CASE("Eight sums that take a product each have the bits of single ones", "[kernels]", float, double) {
  const std::vector<TestType> weights = linnet::test::random_numbers<TestType>(8, 9);
  std::vector<TestType> sums = linnet::test::random_numbers<TestType>(8, 10), expected = sums;
  for (std::size_t f = 0; f < 8; ++f) expected[f] = linnet::math::fma(TestType(0.3), weights[f], expected[f]);
  simd::fma_eight(TestType(0.3), weights.data(), sums.data());
  CHECK(linnet::test::equal_bits(sums.data(), expected.data(), 8));
}

/// Every pair of ordinary and special numbers through the comparing operations: a lane has the bits that the definition gives.
template <class T, Index N>
void check_comparisons() {
  using V = simd::Packet<T, N>;
  constexpr std::size_t L = simd::lanes<V>;
  constexpr T infinity = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  const std::array<T, 11> numbers{
      T(0),     -T(0),     T(1), T(-1), T(1.5), std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::max(),
      infinity, -infinity, nan,  -nan};
  std::vector<T> a, b;  // all pairs, each in every lane
  for (const T x : numbers) {
    for (const T y : numbers) {
      a.insert(a.end(), L + 1, x);
      b.insert(b.end(), L + 1, y);
    }
  }
  const std::vector<T> v = simd_operands<T>(8);
  for (std::size_t i = 0; i + L <= a.size(); i += L) {
    std::array<T, L> larger{}, equal{}, different{};
    const V va = simd::load<V>(&a[i]), vb = simd::load<V>(&b[i]), vv = simd::load<V>(&v[i % (v.size() - L)]);
    simd::store(larger.data(), simd::maximum(va, vb));
    simd::store(equal.data(), simd::where_equal(va, vb, vv));
    simd::store(different.data(), simd::where_different(va, vb, vv));
    for (std::size_t k = 0; k < L; ++k) {
      const T x = a[i + k], y = b[i + k], value = v[i % (v.size() - L) + k];
      expect("max", L, larger[k], std::isnan(x) || std::isnan(y) ? nan : (y > x ? y : x));  // of equal zeros the first
      expect("where_equal", L, equal[k], x == y ? value : T(0));
      expect("where_different", L, different[k], x == y ? T(0) : value);
    }
  }
}

TEMPLATE_TEST_CASE("Lanes are compared as numbers: zeros are equal, a NaN is a maximum and equals nothing", "[kernels]", float,
                   double) {
  check_comparisons<TestType, 1>();
  check_comparisons<TestType, 2>();
  check_comparisons<TestType, 4>();
  check_comparisons<TestType, 8>();
  check_comparisons<TestType, 1024>();
  SUCCEED();
}

}  // namespace
