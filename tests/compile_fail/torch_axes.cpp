// SPDX-License-Identifier: MIT
// EXPECT: layer: torch needs a letter for each axis of a tensor: I, O, and two others at most
#include <linnet/io/names/named_tensors.hpp>
#include <linnet/linnet.hpp>

struct Scale {
  static constexpr std::string_view name = "scale";
  static constexpr std::array<linnet::TorchTensor, 1> torch{{{"scale", "weight", "IO"}}};
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{linnet::ParameterInfo{"scale", {In::size, 1, 1, 1}}};
  }
};

void instantiate() { linnet::detail::NamedTensors::of<linnet::Topology<float, linnet::Shape<3>, Scale>>(); }
