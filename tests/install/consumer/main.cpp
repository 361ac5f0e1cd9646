// SPDX-License-Identifier: MIT
// Uses linnet as somebody else's project does.
#include <linnet/core/random.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/version.hpp>

#if defined(EXPECT_ZLIB) != defined(LINNET_WITH_ZLIB)
#error "LINNET_WITH_ZLIB comes with linnet::host where zlib is found, and nowhere else"
#endif

int main() {
  linnet::Tensor<1> numbers(4);
  linnet::Random random(1);
  numbers.setConstant(random.normal<float>());
  return numbers(0) == numbers(3) ? 0 : 1;
}
