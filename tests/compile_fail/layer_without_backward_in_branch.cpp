// SPDX-License-Identifier: MIT
// The same within a layer that is made of layers.
// AT_MOST: 2047
// EXPECT: layer: it has no member `template <class Pass> void backward(const Pass&) const`, which training needs
#include <linnet/linnet.hpp>

namespace nn = linnet;

struct Twice {
  static constexpr std::string_view name = "twice";
  template <class In>
  using Output = In;
  template <class Pass>
  void forward(const Pass& f) const {
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = 2 * f.x[i];
  }
};

void train(const nn::Tensor<2>& x) {
  nn::Sequential model{nn::Input<4>{}, nn::Residual{nn::Dense<4>{}, Twice{}}, nn::Dense<4>{}};
  model.compile(nn::MeanSquaredError{}, nn::SGD{}).fit(x, x);
}
