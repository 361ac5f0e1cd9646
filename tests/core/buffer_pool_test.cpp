// SPDX-License-Identifier: MIT
#include <linnet/core/buffer_pool.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace linnet::test::buffer_pool {

using Pool = detail::BufferPool<float>;

TEST_CASE("A pool lends the buffer that it has, and makes another one when it is lent", "[core]") {
  Pool pool(100);
  const float* first = nullptr;
  CHECK(allocations_of([&] { first = pool.borrow().data(); }) == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(first) % 64 == 0);
  const auto one = pool.borrow();
  CHECK(one.data() == first);
  const auto second = pool.borrow();
  const auto third = pool.borrow();
  CHECK(std::set<float*>{one.data(), second.data(), third.data()}.size() == 3);
  for (const auto* loan : {&one, &second, &third}) std::fill_n(loan->data(), 100, 1.0f);  // all of it
}

TEST_CASE("A pool keeps what it made", "[core]") {
  Pool pool(8);
  const auto borrow_three = [&] {
    const auto one = pool.borrow(), two = pool.borrow(), three = pool.borrow();
    return std::set<float*>{one.data(), two.data(), three.data()};
  };
  const auto buffers = borrow_three();
  CHECK(buffers.size() == 3);
  CHECK(borrow_three() == buffers);
  const auto before = allocations();
  for (int i = 0; i < 3; ++i) {
    const auto one = pool.borrow(), two = pool.borrow(), three = pool.borrow();
  }
  CHECK(allocations() == before);
}

TEST_CASE("Copies of a pool have buffers of their own; one that was moved from makes them anew", "[core]") {
  Pool pool(8);
  const float* const first = pool.borrow().data();
  Pool copy(pool);
  CHECK(copy.borrow().data() != first);
  Pool moved(std::move(pool));
  CHECK(moved.borrow().data() == first);
  const float* const anew = pool.borrow().data();
  CHECK(anew != first);
  pool = moved;
  CHECK(pool.borrow().data() == anew);
}

}  // namespace linnet::test::buffer_pool
