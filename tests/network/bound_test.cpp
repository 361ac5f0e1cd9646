// SPDX-License-Identifier: MIT
// The members that Bound reads from a layer, and its defaults for missing ones.
#include <linnet/network/bound.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

using linnet::Bound;
using linnet::Index;
using linnet::OutputUse;
using linnet::ParameterInfo;
using linnet::Placement;
using linnet::Shape;

/// Declares only what it must.
struct BoundMinimum {
  static constexpr std::string_view name = "minimum";
  template <class In>
  using Output = Shape<In::size, 2>;
};

/// In place or an alias, with no word about its output.
template <Placement Where>
struct BoundPlaced {
  static constexpr std::string_view name = "placed";
  static constexpr Placement placement = Where;
  template <class In>
  using Output = In;
};

/// Declares everything.
struct BoundMaximum {
  static constexpr std::string_view name = "maximum";
  static constexpr Placement placement = Placement::in_place;
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::sign;
  static constexpr bool keeps_sign = true;
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{ParameterInfo{"first", {In::size, 3, 1, 1}, 2, In::size, 3}, ParameterInfo{"second", {16, 1, 1, 1}},
                      ParameterInfo{"third", {1, 1, 1, 1}}};
  }
  template <class T, class In>
  static constexpr linnet::LayerMemory memory() {
    return {.per_sample = In::size, .per_batch = static_cast<Index>(sizeof(T)), .scratch = 9};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return 10 * In::size;
  }
};

TEST_CASE("A layer that declares the minimum gets the defaults", "[network]") {
  using B = Bound<float, BoundMinimum, Shape<3, 4>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<12, 2>>);
  STATIC_REQUIRE(B::Layer::name == "minimum");
  STATIC_REQUIRE(B::parameters.empty());
  STATIC_REQUIRE(B::parameter_count == 0);
  STATIC_REQUIRE(B::parameter_slice == 0);
  STATIC_REQUIRE((B::memory.per_sample == 0 && B::memory.per_batch == 0 && B::memory.scratch == 0));
  STATIC_REQUIRE(B::placement == Placement::own);
  STATIC_REQUIRE(B::inference_placement == Placement::own);
  STATIC_REQUIRE(B::output_use == OutputUse::value);
  STATIC_REQUIRE_FALSE(B::keeps_sign);
  STATIC_REQUIRE(B::multiply_accumulates == 0);
}

TEST_CASE("An alias reads nothing of its output; a layer in place is assumed to read it", "[network]") {
  using Alias = Bound<float, BoundPlaced<Placement::alias>, Shape<3>>;
  STATIC_REQUIRE(Alias::Layer::name == "placed");
  STATIC_REQUIRE(Alias::inference_placement == Placement::alias);
  STATIC_REQUIRE(Alias::output_use == OutputUse::nothing);
  STATIC_REQUIRE(Alias::keeps_sign);
  using InPlace = Bound<float, BoundPlaced<Placement::in_place>, Shape<3>>;
  STATIC_REQUIRE(InPlace::inference_placement == Placement::in_place);
  STATIC_REQUIRE(InPlace::output_use == OutputUse::value);
  STATIC_REQUIRE_FALSE(InPlace::keeps_sign);
}

TEST_CASE("Bound takes the declarations of a layer", "[network]") {
  using B = Bound<double, BoundMaximum, Shape<5>>;
  STATIC_REQUIRE(B::Layer::name == "maximum");
  STATIC_REQUIRE(B::parameter_count == 15 + 16 + 1);
  STATIC_REQUIRE((B::memory.per_sample == 5 && B::memory.per_batch == 8 && B::memory.scratch == 9));
  STATIC_REQUIRE(B::placement == Placement::in_place);
  STATIC_REQUIRE(B::inference_placement == Placement::alias);
  STATIC_REQUIRE(B::output_use == OutputUse::sign);
  STATIC_REQUIRE(B::keeps_sign);
  STATIC_REQUIRE(B::multiply_accumulates == 50);
}

TEST_CASE("Parameter tensors start on 64-byte boundaries", "[network]") {
  using Floats = Bound<float, BoundMaximum, Shape<5>>;
  STATIC_REQUIRE(Floats::parameter_offset(0) == 0);
  STATIC_REQUIRE(Floats::parameter_offset(1) == 16);
  STATIC_REQUIRE(Floats::parameter_offset(2) == 32);
  STATIC_REQUIRE(Floats::parameter_slice == 48);
  using Doubles = Bound<double, BoundMaximum, Shape<5>>;
  STATIC_REQUIRE(Doubles::parameter_offset(1) == 16);
  STATIC_REQUIRE(Doubles::parameter_offset(2) == 32);
  STATIC_REQUIRE(Doubles::parameter_slice == 40);
}

TEST_CASE("Passes give typed views of their memory", "[network]") {
  using B = Bound<float, BoundMaximum, Shape<5>>;
  std::vector<float> x(10, 1.0f), y(10, 2.0f), parameters(static_cast<std::size_t>(B::parameter_slice));
  const linnet::ForwardPass<B> forward{2, x.data(), y.data(), parameters.data(), nullptr, nullptr, nullptr, nullptr, false};
  CHECK(forward.parameter<1>() == parameters.data() + 16);
  CHECK(forward.input().rows() == 2);
  CHECK(forward.input().cols() == 5);
  forward.output()(1, 0) = 7.0f;
  CHECK(y[5] == 7.0f);
  STATIC_REQUIRE(std::is_const_v<std::remove_reference_t<decltype(*forward.input().data())>>);

  std::vector<float> dy(10), dx(10), gradients(parameters.size());
  const linnet::BackwardPass<B, true> backward{
      2, x.data(), y.data(), dy.data(), dx.data(), parameters.data(), gradients.data(), nullptr, nullptr, nullptr};
  STATIC_REQUIRE(linnet::BackwardPass<B, true>::input_gradient_needed);
  STATIC_REQUIRE_FALSE(linnet::BackwardPass<B, false>::input_gradient_needed);
  CHECK(backward.gradient<2>() == gradients.data() + 32);
  CHECK(backward.parameter<2>() == parameters.data() + 32);
  CHECK(backward.output()(1, 0) == 7.0f);
  backward.output_gradient()(0, 4) = 3.0f;
  backward.input_gradient()(1, 4) = 4.0f;
  CHECK(dy[4] == 3.0f);
  CHECK(dx[9] == 4.0f);
}

}  // namespace
