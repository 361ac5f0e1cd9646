// SPDX-License-Identifier: MIT
// The same within a layer that is made of layers.
// EXPECT: layer: it has no member `template <class Pass> void forward(const Pass&) const`, which writes its output
#include <linnet/linnet.hpp>

namespace nn = linnet;

struct Twice {
  static constexpr std::string_view name = "twice";
  template <class In>
  using Output = In;
  template <class Pass>
  void forwards(const Pass& f) const {
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = 2 * f.x[i];
  }
};

nn::Sequential model{nn::Input<4>{}, nn::Add{nn::Branch{Twice{}}, nn::Branch{}}};
