// SPDX-License-Identifier: MIT
#include <linnet/model_selection/time_series_split.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>

#include <limits>
#include <string>
#include <vector>

namespace {

using linnet::Index;
using linnet::InvalidInput;
using linnet::Split;
using linnet::TimeSeriesSplit;
using linnet::test::Golden;
using linnet::test::message_contains;

/// Neighbours first .. end - 1.
void check_run(const std::vector<std::uint32_t>& samples, double first, double end) {
  REQUIRE(static_cast<double>(samples.size()) == end - first);
  for (std::size_t i = 0; i < samples.size(); ++i) REQUIRE(samples[i] == static_cast<std::uint32_t>(first) + i);
}

TEST_CASE("TimeSeriesSplit agrees with scikit-learn", "[model_selection]") {
  const Golden golden("time_series_split");
  for (int k = 0; k < 9; ++k) {
    const std::string name = "case" + std::to_string(k);
    INFO(name);
    const auto setting = [&](std::size_t i) { return static_cast<Index>(golden.values(name)[i]); };
    const TimeSeriesSplit splitter{
        .n_splits = setting(1), .max_train_size = setting(2), .test_size = setting(3), .gap = setting(4)};
    const std::vector<Split> splits = splitter.split(setting(0));
    const std::vector<double>& want = golden.values(name + ".ranges");
    REQUIRE(splits.size() * 4 == want.size());
    for (std::size_t i = 0; i < splits.size(); ++i) {
      check_run(splits[i].train, want[4 * i], want[4 * i + 1]);
      check_run(splits[i].test, want[4 * i + 2], want[4 * i + 3]);
    }
  }
}

TEST_CASE("TimeSeriesSplit refuses sizes that leave nothing to train or to test with", "[model_selection]") {
  const auto refuses = [](const TimeSeriesSplit& splitter, Index samples, const char* sentence) {
    INFO(sentence);
    CHECK_THROWS_MATCHES(splitter.split(samples), InvalidInput, message_contains(sentence));
  };
  refuses({.n_splits = 1}, 10, "TimeSeriesSplit: n_splits is 1; it must be at least 2");
  refuses({.n_splits = 5}, 5, "TimeSeriesSplit: 5 splits need at least 5 + 1 samples, there are 5");
  refuses({.n_splits = 2}, 0, "TimeSeriesSplit: 2 splits need at least 2 + 1 samples, there are 0");
  refuses({.n_splits = 3, .test_size = 4}, 12,
          "TimeSeriesSplit: too many splits, 3, for 12 samples with test_size 4 and gap 0");
  refuses({.n_splits = 3, .test_size = 3, .gap = 3}, 12, "too many splits, 3, for 12 samples with test_size 3 and gap 3");
  refuses({.n_splits = 3, .test_size = std::numeric_limits<Index>::max()}, 12, "too many splits");
  refuses({.n_splits = 3, .gap = std::numeric_limits<Index>::max()}, 12, "too many splits");
  refuses({.n_splits = 3, .gap = -1}, 12, "max_train_size is 0, test_size 0, gap -1; none may be negative");
  CHECK(TimeSeriesSplit{.n_splits = 3, .test_size = 3, .gap = 2}.split(12).front().train.size() == 1);
}

}  // namespace
