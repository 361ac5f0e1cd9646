// SPDX-License-Identifier: MIT
// A layer and an activation from outside the library, which a firmware has too.
#pragma once

#include <linnet/inference.hpp>

namespace own {

/// y = |x|
struct magnitude {
  static constexpr std::string_view name = "magnitude";
  static constexpr std::string_view cpp_name = "own::magnitude";
  static constexpr linnet::OutputUse output_use = linnet::OutputUse::value;
  static constexpr bool keeps_sign = false;
  template <class T>
  T operator()(T x) const {
    return x < T(0) ? -x : x;
  }
};

/// y = weight * factor * x: no sum that a compiler could contract with it, as bits are compared.
struct Scale {
  float factor = 1.0f;
  static constexpr std::string_view name = "scale";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{linnet::ParameterInfo{.name = "weight", .dims = {In::size, 1, 1, 1}}};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    for (linnet::Index i = 0; i < f.n * Pass::Input::size; ++i) {
      f.y[i] = f.template parameter<0>()[i % Pass::Input::size] * factor * f.x[i];
    }
  }
};

}  // namespace own
