// SPDX-License-Identifier: MIT
// EXPECT: export_header: this layer or activation does not say how it is written as C++; give it a line such as `static constexpr
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>

struct cube {
  static constexpr std::string_view name = "cube";
  static constexpr linnet::OutputUse output_use = linnet::OutputUse::value;
  static constexpr bool keeps_sign = true;
  template <class T>
  T operator()(T x) const {
    return x * x * x;
  }
};

void instantiate() {
  const linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<2, cube>{}};
  linnet::export_header(model, "model.hpp");
}
