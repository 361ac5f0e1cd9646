// SPDX-License-Identifier: MIT
#include <linnet/core/index_view.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace {

using linnet::IndexView;

TEST_CASE("An IndexView keeps a temporary list", "[core]") {
  IndexView copy;
  {
    const IndexView indices = std::vector<std::uint32_t>(16384, 9u);
    copy = indices;
  }
  const IndexView array = std::array<std::uint32_t, 2>{4u, 5u};
  const std::vector<std::uint32_t> other(16384, 1u);  // where freed memory would be
  CHECK(copy.size() == other.size());
  CHECK(*(copy.end() - 1) == 9u);
  CHECK(*array.begin() == 4u);
}

TEST_CASE("An IndexView of a named list does not copy it", "[core]") {
  const std::vector<std::uint32_t> indices{1, 2, 3};
  CHECK(&*IndexView(indices).begin() == indices.data());
  CHECK(&*IndexView(std::span(indices)).begin() == indices.data());
  CHECK(IndexView().empty());
}

}  // namespace
