// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/target.hpp>
#include <tests/kernels/int8/tiles/plain_lanes.hpp>
#include <tests/support/catch.hpp>

namespace {

/// An odd number of vectors in a panel, and few lanes.
struct Narrow {
  static constexpr linnet::Index lanes = 4, panel_vectors = 3, taps = 2, number_bytes = 2;
  static constexpr std::int32_t offset = 0;
};
/// Two steps at once.
struct Pairs {
  static constexpr linnet::Index lanes = 4, panel_vectors = 2, taps = 4, number_bytes = 1;
  static constexpr std::int32_t offset = 0;
};
struct Wide {
  static constexpr linnet::Index lanes = 16, panel_vectors = 4, taps = 4, number_bytes = 1;
  static constexpr std::int32_t offset = 128;
};

constexpr linnet::Windows dense(linnet::Index inputs, linnet::Index outputs) {
  return {linnet::make_window(1, 1), linnet::make_window(1, 1), inputs, outputs};
}

}  // namespace

TEMPLATE_TEST_CASE("int8 kernels on tiles equal the reference in every output", "[kernels/int8/tiles]", Narrow, Pairs, Wide) {
  CHECK(linnet::test::product_differences_of_all<linnet::test::Plain<TestType>>() == 0);
  CHECK(linnet::test::depthwise_differences_of_all<linnet::test::Plain<TestType>>() == 0);
}

TEST_CASE("int8 products of matrices on tile registers equal the reference in every output", "[kernels/int8/tiles]") {
  using linnet::test::product_differences;
  using Kernel = linnet::test::Plain<Wide>;
  CHECK(product_differences<Kernel, dense(64, 16)>(1, 16) == 0);
  CHECK(product_differences<Kernel, dense(61, 32)>(2, 33) == 0);
  CHECK(product_differences<Kernel, dense(130, 75)>(3, 70, true) == 0);
  CHECK(product_differences<Kernel, dense(256, 100)>(4, 20) == 0);
  CHECK(product_differences<Kernel, linnet::test::image_windows(7, 5, 68, 40, 1)>(5, 2) == 0);
}

TEST_CASE("an int8 product of a single row skips numbers that are all -128", "[kernels/int8/tiles]") {
  const auto differences = []<class Kernel>() {
    return linnet::test::product_differences<Kernel, dense(782, 75)>(1, 1) +
           linnet::test::product_differences<Kernel, dense(150, 300)>(2, 1, true) +
           linnet::test::product_differences<Kernel, dense(3, 9000)>(3, 1);
  };
  CHECK(differences.operator()<linnet::test::Plain<Wide>>() == 0);
#if LINNET_HAS_VNNI
  CHECK(differences.operator()<linnet::kernels::int8::Vnni>() == 0);
#endif
}
