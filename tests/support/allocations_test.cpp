// SPDX-License-Identifier: MIT
#include <tests/support/allocations.hpp>

#include <tests/support/catch.hpp>

#include <Eigen/Core>

#include <cstdlib>
#include <memory>
#include <new>

namespace {

using linnet::test::allocations_of;

TEST_CASE("allocations counts every way to the heap, and nothing else", "[support]") {
  if (!linnet::test::counts_allocations()) return;
  void* volatile block = nullptr;  // volatile: no compiler may leave the allocation out
  const auto counted = [&](const auto& allocate, const auto& release) {
    const auto n = allocations_of([&] { block = allocate(); });
    const auto none = allocations_of([&] { release(block); });
    return n == 1 && none == 0;
  };
  constexpr std::align_val_t line{64};
  CHECK(counted([] { return std::malloc(10); }, [](void* p) { std::free(p); }));
  CHECK(counted([] { return std::calloc(10, 1); }, [](void* p) { std::free(p); }));
  CHECK(counted([] { return ::operator new(10); }, [](void* p) { ::operator delete(p); }));
  CHECK(counted([] { return ::operator new[](10); }, [](void* p) { ::operator delete[](p); }));
  CHECK(counted([] { return ::operator new(10, line); }, [](void* p) { ::operator delete(p, line); }));
  CHECK(allocations_of([&] {
          Eigen::VectorXf vector(100);
          block = vector.data();
        }) == 1);

  double on_the_stack[4]{};
  CHECK(allocations_of([&] { on_the_stack[1] = on_the_stack[0] + 1.0; }) == 0);
}

}  // namespace
