// SPDX-License-Identifier: MIT
// A layer that asks for a tensor that it does not declare would read the next layer's.
// EXPECT: layer: it asks for parameter I and declares fewer; is its list called parameters<In>()?
// EXPECT: layer: it asks for the gradient of parameter I and declares fewer; is its list called parameters<In>()?
#include <linnet/linnet.hpp>

namespace nn = linnet;

struct Scale {
  static constexpr std::string_view name = "scale";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto scales() {
    return std::array{nn::ParameterInfo{.name = "scale", .dims = {In::size, 1, 1, 1}}};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = f.x[i] * f.template parameter<0>()[i % Pass::Input::size];
  }
  template <class Pass>
  void backward(const Pass& f) const {
    std::fill_n(f.template gradient<0>(), Pass::Input::size, 0);
  }
};

void train(const nn::Tensor<2>& x) {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}, Scale{}, nn::Dense<4>{}};
  model.compile(nn::MeanSquaredError{}, nn::SGD{}).fit(x, x);
}
