// SPDX-License-Identifier: MIT
#include <linnet/training/slow_build.hpp>

#include <tests/support/catch.hpp>

#include <string_view>
#include <type_traits>

namespace {

using namespace std::chrono_literals;
using linnet::detail::SlowBuild;

TEST_CASE("A program without optimisation is told so once, in the first fit that takes long", "[training]") {
  SlowBuild<false> first;
  CHECK_FALSE(first.due());  // it has only begun
  CHECK(first.due(0s));
  CHECK_FALSE(first.due(0s));
  CHECK_FALSE(SlowBuild<false>{}.due(0s));
  CHECK(std::string_view(linnet::detail::slow_build_sentence).find("without optimisation") != std::string_view::npos);
}

TEST_CASE("An optimised program is not told that it is slow", "[training]") { CHECK_FALSE(SlowBuild<true>{}.due(0s)); }

}  // namespace
