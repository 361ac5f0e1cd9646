// SPDX-License-Identifier: MIT
// linnet's names behind `using namespace linnet`, beside those of <cmath> and of std. tanh is a name of both: it has another one.
// EXPECT_COMPILES
#include <linnet/linnet.hpp>

#include <cmath>

using namespace linnet;
using namespace std;

int main() {
  Sequential model{Input<6, 6, 1>{},         Normalization{},     Conv2D<2, 3, relu>{},
                   MaxPooling2D<2>{},        Flatten{},           Dense<8, hyperbolic_tangent>{},
                   Dense<8, linnet::tanh>{}, Dense<8, sigmoid>{}, Dropout{0.1f},
                   Activation<elu>{},        Dense<3, softmax>{}};
  auto training = model.compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{}, F1<3>{});
  Tensor<4> x(3, 6, 6, 1);
  Labels y(3);
  x.setZero();
  y.setZero();
  training.fit(x, y, {.epochs = 1, .callbacks = {EarlyStopping{.monitor = "loss"}}, .verbose = 0});
  const bool right = accuracy_of(slice(y, 0, 2), take(argmax(model.predict(x)), {0, 1})) >= 0.0;
  return right && std::tanh(1.0) + exp(1.0) + sqrt(2.0) + abs(-1) > 0.0 ? 0 : 1;
}
