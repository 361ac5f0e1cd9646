// SPDX-License-Identifier: MIT
// Catch2 2.13 or 3, whichever the build found, with the names that differ between the two under one name in linnet::test.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_adapters.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace linnet::test {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

#if __has_include(<catch2/catch_all.hpp>)
using Catch::Approx;
using Catch::Matchers::MatcherBase;
#else
using Catch::MatcherBase;
using Catch::Detail::Approx;
#endif

/// Matches a text that contains `part`: REQUIRE_THROWS_WITH(f(), contains("needs 28 x 28")).
inline auto contains(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

/// Matches an exception whose text contains `part`, for checks of type and text in one:
/// REQUIRE_THROWS_MATCHES(f(), std::invalid_argument, message_contains("needs 28 x 28")).
class message_contains final : public MatcherBase<std::exception> {
 public:
  explicit message_contains(std::string part) : part_(std::move(part)) {}
  bool match(const std::exception& error) const override {
    return std::string_view(error.what()).find(part_) != std::string_view::npos;
  }

 protected:
  std::string describe() const override { return "has a text that contains \"" + part_ + '"'; }

 private:
  std::string part_;
};

}  // namespace linnet::test
