// SPDX-License-Identifier: MIT
// Everything that check_image.cmake has to find: heap, exceptions, iostreams. Linked, and never run.
#include <cstdlib>
#include <iostream>
#include <new>

void* volatile block;

int main() {
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
