// SPDX-License-Identifier: MIT
// EXPECT: quantize: this layer has no int8 form; give it Int8<In> (network/int8_form.hpp)
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

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

nn::Sequential model{nn::Input<4>{}, Twice{}, nn::Dense<2>{}};
const auto quantized = nn::quantize(model, nn::Tensor<2>(8, 4));
