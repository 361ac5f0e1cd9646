// SPDX-License-Identifier: MIT
// Counts the heap allocations of the test program, for proofs that something makes none, or asks for no more than it may.
#pragma once

#include <cstdint>

namespace linnet::test {

/// Allocations so far: malloc and its relatives, which operator new and Eigen call. Counted with glibc and under sanitizers;
/// elsewhere the count stays 0.
std::uint64_t allocations();
bool counts_allocations();
/// The bytes that they asked for, whether or not they were freed.
std::uint64_t allocated_bytes();

/// Allocations that a call of `f` makes.
template <class Function>
std::uint64_t allocations_of(const Function& f) {
  const std::uint64_t before = allocations();
  f();
  return allocations() - before;
}

}  // namespace linnet::test
