// SPDX-License-Identifier: MIT
// Uses what needs linnet::host.
#include <linnet/data/mnist.hpp>
#include <linnet/images/image.hpp>
#include <linnet/images/save_image.hpp>

#include <iostream>

#if defined(EXPECT_ZLIB) != (LINNET_WITH_ZLIB == 1)
#error "linnet::host defines LINNET_WITH_ZLIB where zlib is found, and only there"
#endif
#if defined(EXPECT_STB) != (LINNET_WITH_STB == 1)
#error "linnet::host defines LINNET_WITH_STB where stb is found, and only there"
#endif

int main() {
#if LINNET_WITH_STB
  linnet::Tensor<2> dark(2, 3);
  dark.setZero();
  linnet::save_image("consumer.png", dark);
  if (linnet::load_image("consumer.png").dimension(1) != 3) return 1;
#endif
  try {
    linnet::load_mnist("no such folder");
  } catch (const std::runtime_error& error) {
    std::cout << error.what() << '\n';
    return 0;
  }
  return 1;
}
