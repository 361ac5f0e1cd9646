// SPDX-License-Identifier: MIT
// The table of parameter tensors that optimizers may ask for.
#include <linnet/network/tensor_places.hpp>

#include <linnet/layers/batch_normalization.hpp>
#include <linnet/layers/convolution.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/layers/dropout.hpp>
#include <linnet/layers/reshape.hpp>
#include <linnet/layers/residual.hpp>
#include <linnet/network/engine.hpp>

#include <tests/support/catch.hpp>

#include <cstddef>
#include <string>
#include <tuple>

namespace {

using linnet::Index;
using linnet::TensorPlace;

using Small = linnet::Topology<float, linnet::Shape<3>, linnet::Dense<5>, linnet::Dropout, linnet::Dense<2>>;
static_assert(linnet::tensor_places<Small>.size() == 4);
static_assert(linnet::tensor_places<Small>[0].name == "kernel" && linnet::tensor_places<Small>[0].rank == 2);
static_assert(linnet::tensor_places<Small>[0].offset == 0 && linnet::tensor_places<Small>[0].size == 15);
static_assert(linnet::tensor_places<Small>[1].name == "bias" && linnet::tensor_places<Small>[1].rank == 1);
static_assert(linnet::tensor_places<Small>[1].offset == 16 && linnet::tensor_places<Small>[1].layer == 0);
static_assert(linnet::tensor_places<Small>[3].layer == 2 && linnet::tensor_places<Small>[3].size == 2);

/// The table has the tensors that the engine walks through, in its order, those inside of layers made of layers too.
template <class T, class In, class... Layers>
void check_places(const Layers&... layers) {
  using Topology = linnet::Topology<T, In, Layers...>;
  const auto& places = linnet::tensor_places<Topology>;
  std::size_t next = 0;
  linnet::Engine<Topology, std::tuple<Layers...>>::for_each_parameter(
      std::tuple(layers...), [&](const auto&, std::size_t, const linnet::ParameterInfo& info, Index offset) {
        REQUIRE(next < places.size());
        const TensorPlace& place = places[next++];
        CHECK(std::string(place.name) == std::string(info.name));
        CHECK(place.rank == info.rank);
        CHECK(place.offset == offset);
        CHECK(place.size == info.size());
        CHECK(offset >= Topology::parameter_offsets[place.layer]);
        if (place.layer + 1 < Topology::size) CHECK(offset < Topology::parameter_offsets[place.layer + 1]);
      });
  CHECK(next == places.size());
}

TEST_CASE("The table of tensors is the engine's walk", "[network]") {
  using namespace linnet;
  check_places<float, Shape<3>>(Dense<5>{}, Dropout{}, Dense<2>{});
  check_places<double, Shape<3>>(Dense<5>{}, Dropout{}, Dense<2>{});
  const Residual inner{Conv2D<3, 3, linear, ConvOptions{.padding = Padding::same}>{}, BatchNormalization{}};
  const Residual projected{Projection{Conv2D<5, 1>{}, BatchNormalization{}},
                           Conv2D<3, 3, linear, ConvOptions{.padding = Padding::same}>{}, inner, Conv2D<5, 1>{}};
  check_places<float, Shape<4, 4, 2>>(Conv2D<3, 1>{}, inner, projected, Flatten{}, Dense<7>{});
}

}  // namespace
