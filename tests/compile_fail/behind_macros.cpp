// SPDX-License-Identifier: MIT
// linnet compiles and can be used behind the macros of Qt, windows.h, Unreal, Arduino and X11.
// OPTIONS: -DNDEBUG
// EXPECT_COMPILES
#include "../hygiene/macros.hpp"

#include <linnet/linnet.hpp>

#include <linnet/inference.hpp>

namespace nn = linnet;

// An optimizer of the user's own.
struct Descent {
  static constexpr std::string_view name = "Descent";
  float learning_rate = 0.1f;
  struct State {};
  constexpr int slot_count() const { return 1; }
  template <class T>
  void update(State&, const nn::Update<T>& u) const {
    for (nn::Index i = 0; i < u.size; ++i) {
      u.slot[0][i] += u.gradients[i];
      u.parameters[i] -= u.learning_rate * u.slot[0][i];
    }
  }
};

int main() {
  nn::Sequential model{nn::Input<8, 8, 2>{}, nn::Conv2D<3, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{},
                       nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, Descent{}, nn::Accuracy{});
  nn::Tensor<4> x(4, 8, 8, 2);
  nn::Labels y(4);
  training.fit(x, y, {.epochs = 2, .batch_size = 2});
  return model.predict(x).size() == 12 ? 0 : 1;
}
