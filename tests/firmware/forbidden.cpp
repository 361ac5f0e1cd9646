// SPDX-License-Identifier: MIT
// Everything that check_image.cmake has to find: heap, exceptions, iostreams, floating-point arithmetic. Linked, and never run.
#include <cstdlib>
#include <iostream>
#include <new>

void* volatile block;
volatile float single;
volatile double real;

int main() {
  single = single * 3.0f;
  real = real + static_cast<double>(static_cast<long long>(single));
  try {
    block = new int[2];
    block = std::realloc(std::calloc(1, 2), 3);
    if (!block) throw std::bad_alloc();
    std::free(block);
    delete static_cast<int*>(block);
  } catch (const std::bad_alloc&) {
    std::cout << "no memory\n";
  }
}
