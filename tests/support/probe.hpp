// SPDX-License-Identifier: MIT
// A layer for tests that want the gradient at some point of a model.
#pragma once

#include <linnet/network/bound.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace linnet::test {

/// A layer that does nothing but keep the gradient of its output; its one parameter makes backward come this far.
struct Probe {
  std::vector<double>* seen = nullptr;

  static constexpr std::string_view name = "probe";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{ParameterInfo{.name = "unused"}};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    std::copy_n(f.x, f.n * Pass::Input::size, f.y);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    seen->assign(f.dy, f.dy + f.n * Pass::Output::size);
    *f.template gradient<0>() = 0;
  }
};

}  // namespace linnet::test
