// SPDX-License-Identifier: MIT
// A lane of tanh and sigmoid has the bits of the scalar function, for every width that the compiler offers.
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/simd/math.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace {

using linnet::Index;
namespace simd = linnet::simd;

/// The same bits, or both NaN.
bool same(float a, float b) { return linnet::test::equal_bits(a, b) || (std::isnan(a) && std::isnan(b)); }

/// Floats of every sign and exponent, infinities and NaN among them, through packets whose lanes divide N.
template <Index N, class A>
void check_lanes([[maybe_unused]] const A& activation) {
  if constexpr (simd::has_math<float, N>) {
    using V = simd::ExactPacket<float, N>;
    constexpr std::size_t L = simd::lanes<V>;
    std::array<float, L> x{}, y{};
    std::uint64_t bits = 0;
    while (bits < 0x1'0000'0000u) {
      for (float& number : x) {
        number = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        bits += 0x1'0f07u;
      }
      simd::store(y.data(), activation.packet(simd::load<V>(x.data())));
      for (std::size_t k = 0; k < L; ++k) {
        if (!same(y[k], activation(x[k]))) FAIL(A::name << " of " << x[k] << " in one of " << L << " lanes gives " << y[k]);
      }
    }
  }
  SUCCEED();
}

TEMPLATE_TEST_CASE("A lane of an activation has the bits of the scalar function", "[kernels/simd]", linnet::tanh,
                   linnet::sigmoid) {
  check_lanes<4>(TestType{});
  check_lanes<8>(TestType{});
  check_lanes<16>(TestType{});
}

}  // namespace
