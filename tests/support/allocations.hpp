// SPDX-License-Identifier: MIT
// Counts the heap allocations of the test program, for proofs that something makes none.
#pragma once

#include <cstdint>

namespace linnet::test {

/// Allocations so far: malloc and its relatives, which operator new and Eigen call. Counted with glibc and under sanitizers;
/// elsewhere the count stays 0.
std::uint64_t allocations();
bool counts_allocations();

/// Allocations that a call of `f` makes.
template <class Function>
std::uint64_t allocations_of(const Function& f) {
  const std::uint64_t before = allocations();
  f();
  return allocations() - before;
}

}  // namespace linnet::test
