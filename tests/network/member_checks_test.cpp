// SPDX-License-Identifier: MIT
#include <linnet/network/member_checks.hpp>

#include <linnet/core/shape.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::member_checks {

using In = Shape<4>;

struct Right {  // the members that are read
  static constexpr bool keeps_sign = true, keeps_range = true, probabilities = false, trains_in_place = true;
  template <class Shape>
  static constexpr Index multiply_accumulates() {
    return 1;
  }
  float initializer(std::size_t) const { return 1.0f; }
  float regularizer(std::size_t) const { return 1.0f; }
  int initial_state(std::size_t) const { return 0; }
};
struct NoIndex {
  float initializer() const { return 1.0f; }
  float regularizer() const { return 1.0f; }
};
struct Verb {
  float initialize(std::size_t) const { return 1.0f; }
};
struct Range {
  static constexpr bool keep_range = false;
};
struct Probability {
  static constexpr bool probability = false;
};
struct Inference {
  static constexpr int inference_placements = 0;
};
struct InPlace {
  static constexpr bool trains_inplace = true;
};
struct Count {
  template <class Shape>
  static constexpr Index multiply_accumulate() {
    return 1;
  }
};

TEST_CASE("Near misses of a layer's optional members are found, and the members themselves are none", "[network]") {
  CHECK(detail::misspells_initializer<NoIndex>);
  CHECK(detail::misspells_regularizer<NoIndex>);
  CHECK(detail::misspells_initializer<Verb>);
  CHECK(detail::misspells_constant<Range>);
  CHECK(detail::misspells_constant<Probability>);
  CHECK(detail::misspells_constant<Inference>);
  CHECK(detail::misspells_constant<InPlace>);
  CHECK(detail::misspells_count<Count, In>);

  CHECK(!detail::misspells_initializer<Right>);
  CHECK(!detail::misspells_regularizer<Right>);
  CHECK(!detail::misspells_constant<Right>);
  CHECK(!detail::misspells_count<Right, In>);
  CHECK(detail::check_members<float, Right, In>());
}

}  // namespace linnet::test::member_checks
