// SPDX-License-Identifier: MIT
// Uses what needs linnet::host.
#include <linnet/data/mnist.hpp>

#include <iostream>

#if defined(EXPECT_ZLIB) != defined(LINNET_WITH_ZLIB)
#error "linnet::host defines LINNET_WITH_ZLIB where zlib is found, and only there"
#endif

int main() {
  try {
    linnet::load_mnist("no such folder");
  } catch (const std::runtime_error& error) {
    std::cout << error.what() << '\n';
    return 0;
  }
  return 1;
}
