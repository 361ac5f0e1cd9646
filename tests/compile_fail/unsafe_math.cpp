// SPDX-License-Identifier: MIT
// Clang has no macro for it: the optimizer has to tell.
// OPTIONS: -S -O1 -o - -funsafe-math-optimizations
// EXPECT: linnet: -funsafe-math-optimizations, -fassociative-math, -freciprocal-math and -fno-signed-zeros change the results, as -ffast-math
#if defined(_MSC_VER)
#define __ASSOCIATIVE_MATH__  // as GCC has it
#endif
#include <linnet/layers/dense.hpp>
#include <linnet/models/frozen_sequential.hpp>

namespace nn = linnet;

void predict(const nn::FrozenSequential<nn::Input<4>, nn::Dense<3, nn::softmax>>& model, std::span<const float> x,
             std::span<float> y) {
  model.predict(x, y);
}
