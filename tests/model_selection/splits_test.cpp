// SPDX-License-Identifier: MIT
#include <linnet/core/tensor.hpp>
#include <linnet/model_selection/splits.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace linnet::test::splits {

namespace nn = linnet;

using Indices = std::vector<std::uint32_t>;

bool ascending(const Indices& indices) {
  return std::adjacent_find(indices.begin(), indices.end(), std::greater_equal{}) == indices.end();
}

/// Both parts are ascending and together hold each of `samples` samples once.
void check_parts(const nn::Split& split, Index samples) {
  CHECK(ascending(split.train));
  CHECK(ascending(split.test));
  Indices all;
  std::merge(split.train.begin(), split.train.end(), split.test.begin(), split.test.end(), std::back_inserter(all));
  REQUIRE(all.size() == static_cast<std::size_t>(samples));
  for (std::uint32_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == i);
}

/// The same for each split, each sample is tested once, and the tests' sizes differ by one at most.
void check_folds(const std::vector<nn::Split>& splits, Index samples) {
  std::vector<int> tested(static_cast<std::size_t>(samples));
  std::vector<std::size_t> sizes;
  for (const nn::Split& split : splits) {
    check_parts(split, samples);
    sizes.push_back(split.test.size());
    for (const std::uint32_t i : split.test) ++tested[i];
  }
  CHECK(tested == std::vector<int>(static_cast<std::size_t>(samples), 1));
  const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
  CHECK(*most - *least <= 1);
}

bool equal(const std::vector<nn::Split>& a, const std::vector<nn::Split>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const nn::Split& x, const nn::Split& y) { return x.train == y.train && x.test == y.test; });
}

/// `counts[k]` samples of class k, in an order without pattern.
nn::Labels labels_of(const std::vector<Index>& counts) {
  std::vector<std::int32_t> all;
  for (std::size_t k = 0; k < counts.size(); ++k)
    all.insert(all.end(), static_cast<std::size_t>(counts[k]), static_cast<std::int32_t>(k));
  Random(5).shuffle(std::span(all));
  nn::Labels labels(static_cast<Index>(all.size()));
  std::copy(all.begin(), all.end(), labels.data());
  return labels;
}

Index count_of(const nn::Labels& labels, const Indices& samples, std::int32_t k) {
  return std::count_if(samples.begin(), samples.end(), [&](std::uint32_t i) { return labels(Index{i}) == k; });
}

TEST_CASE("KFold tests every sample once, in runs of neighbours of which the first are larger", "[model_selection]") {
  const auto splits = nn::KFold{.folds = 3}.split(8);
  REQUIRE(splits.size() == 3);
  CHECK(splits[0].test == Indices{0, 1, 2});
  CHECK(splits[0].train == Indices{3, 4, 5, 6, 7});
  CHECK(splits[1].test == Indices{3, 4, 5});
  CHECK(splits[1].train == Indices{0, 1, 2, 6, 7});
  CHECK(splits[2].test == Indices{6, 7});
  CHECK(splits[2].train == Indices{0, 1, 2, 3, 4, 5});
  for (const Index samples : {5, 6, 7, 9, 10, 101}) {
    for (const bool shuffle : {false, true}) {
      for (const Index folds : {2, 3, 5}) {
        const auto all = nn::KFold{.folds = folds, .shuffle = shuffle}.split(samples);
        REQUIRE(all.size() == static_cast<std::size_t>(folds));
        check_folds(all, samples);
        for (Index k = 0; k < folds; ++k) {
          CHECK(static_cast<Index>(all[static_cast<std::size_t>(k)].test.size()) == samples / folds + (k < samples % folds));
        }
      }
    }
  }
  check_folds(nn::KFold{.folds = 7}.split(7), 7);  // leave one out
}

TEST_CASE("A shuffled KFold depends on its seed alone", "[model_selection]") {
  const auto split = [](std::uint64_t seed) { return nn::KFold{.folds = 4, .shuffle = true, .seed = seed}.split(50); };
  CHECK(equal(split(1), split(1)));
  CHECK_FALSE(equal(split(1), split(2)));
  CHECK_FALSE(equal(split(0), nn::KFold{.folds = 4}.split(50)));
  CHECK(equal(nn::KFold{.folds = 4, .seed = 1}.split(50), nn::KFold{.folds = 4, .seed = 2}.split(50)));  // not shuffled
}

TEST_CASE("KFold refuses numbers of folds that make no sense", "[model_selection]") {
  const auto refused = [](Index folds, Index samples) {
    CHECK_THROWS_MATCHES(
        nn::KFold{.folds = folds}.split(samples), nn::InvalidInput,
        message_contains("KFold: folds is " + std::to_string(folds) +
                         "; it must be at least 2 and at most the number of samples, " + std::to_string(samples)));
  };
  refused(1, 10);
  refused(0, 10);
  refused(-3, 10);
  refused(11, 10);
  refused(2, 1);
  refused(2, 0);
}

TEST_CASE("StratifiedKFold gives each fold every class in its share, to within one sample", "[model_selection]") {
  for (const auto& counts : std::vector<std::vector<Index>>{{50, 50}, {7, 23, 61}, {5, 5, 5}, {5, 6, 7, 8, 9}, {99, 5}}) {
    const nn::Labels labels = labels_of(counts);
    for (const bool shuffle : {false, true}) {
      for (const Index folds : {2, 3, 5}) {
        const auto splits = nn::StratifiedKFold{.folds = folds, .shuffle = shuffle, .seed = 3}.split(labels);
        REQUIRE(splits.size() == static_cast<std::size_t>(folds));
        check_folds(splits, labels.size());
        for (const nn::Split& split : splits) {
          for (std::size_t k = 0; k < counts.size(); ++k) {
            const double share = static_cast<double>(counts[k]) / static_cast<double>(folds);
            CHECK(std::abs(static_cast<double>(count_of(labels, split.test, static_cast<std::int32_t>(k))) - share) < 1.0);
          }
        }
      }
    }
  }
}

TEST_CASE("A shuffled StratifiedKFold depends on its seed alone", "[model_selection]") {
  const nn::Labels labels = labels_of({20, 30});
  const auto split = [&](std::uint64_t seed) {
    return nn::StratifiedKFold{.folds = 4, .shuffle = true, .seed = seed}.split(labels);
  };
  CHECK(equal(split(1), split(1)));
  CHECK_FALSE(equal(split(1), split(2)));
}

TEST_CASE("Classes of a split may be any integers in any type, also with gaps", "[model_selection]") {
  const nn::Labels labels = labels_of({6, 9, 12});
  nn::Tensor<2, double> other(labels.size(), 1);
  for (Index i = 0; i < labels.size(); ++i) other(i, 0) = 1000.0 * labels(i) + 7.0;
  CHECK(equal(nn::StratifiedKFold{.folds = 3, .shuffle = true}.split(labels),
              nn::StratifiedKFold{.folds = 3, .shuffle = true}.split(other)));
}

TEST_CASE("StratifiedKFold refuses what it cannot split", "[model_selection]") {
  const auto refused = [](const nn::TargetView& labels, Index folds, const std::string& sentence) {
    CHECK_THROWS_MATCHES(nn::StratifiedKFold{.folds = folds}.split(labels), nn::InvalidInput,
                         message_contains("StratifiedKFold: " + sentence));
  };
  const nn::Labels labels = labels_of({10, 4});
  refused(labels, 5, "folds is 5, but class 1 has only 4 samples");
  refused(labels, 1, "folds is 1; it must be at least 2");
  refused(labels, 15, "folds is 15; it must be at least 2 and at most the number of samples, 14");
  refused({}, 2, "labels are 0 times 1; give the class of each sample");
  nn::Tensor<2> rows(4, 3);
  rows.setZero();
  refused(rows, 2, "labels are 4 times 3; give the class of each sample");
  nn::Tensor<1, double> numbers(4);
  for (const double wrong :
       {-1.0, 0.5, 1e6, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    numbers.setZero();
    numbers(2) = wrong;
    refused(numbers, 2, nn::detail::text("label 2 is ", wrong, "; classes are integers from 0 on"));
  }
}

TEST_CASE("train_test_split gives two shuffled parts, that to test with rounded up", "[model_selection]") {
  for (const Index samples : {2, 3, 10, 999, 1000, 20000}) {
    for (const int percent : {1, 10, 20, 25, 30, 50, 70}) {
      INFO(percent << " % of " << samples);
      const Index test = (samples * percent + 99) / 100;
      if (test >= samples) continue;
      const nn::Split split = nn::train_test_split(samples, {.test_size = static_cast<float>(percent) / 100.0f});
      CHECK(static_cast<Index>(split.test.size()) == test);
      CHECK(static_cast<Index>(split.train.size()) == samples - test);
    }
  }
  const nn::Split split = nn::train_test_split(101);
  check_parts(split, 101);
  CHECK(split.test.size() == 26);  // a quarter
  Indices first(26);
  std::iota(first.begin(), first.end(), 0u);
  CHECK(split.test != first);
}

TEST_CASE("train_test_split depends on its seed alone", "[model_selection]") {
  const auto test = [](std::uint64_t seed) { return nn::train_test_split(50, {.seed = seed}).test; };
  CHECK(test(1) == test(1));
  CHECK(test(1) != test(2));
}

TEST_CASE("train_test_split with stratify keeps each class in its share, to within one sample", "[model_selection]") {
  for (const auto& counts :
       std::vector<std::vector<Index>>{{50, 50}, {1, 2, 3, 94}, {7, 23, 61}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}) {
    const nn::Labels labels = labels_of(counts);
    for (const float size : {0.1f, 0.25f, 0.5f, 0.9f}) {
      const nn::Split split = nn::train_test_split(labels.size(), {.test_size = size, .stratify = labels});
      check_parts(split, labels.size());
      CHECK(split.test.size() == nn::train_test_split(labels.size(), {.test_size = size}).test.size());
      const double share = static_cast<double>(split.test.size()) / static_cast<double>(labels.size());
      for (std::size_t k = 0; k < counts.size(); ++k) {
        const auto have = static_cast<double>(count_of(labels, split.test, static_cast<std::int32_t>(k)));
        CHECK(std::abs(have - share * static_cast<double>(counts[k])) <= 1.0);
      }
    }
  }
  const nn::Labels labels = labels_of({20, 30});
  const auto test = [&](std::uint64_t seed) { return nn::train_test_split(50, {.seed = seed, .stratify = labels}).test; };
  CHECK(test(1) == test(1));
  CHECK(test(1) != test(2));
}

TEST_CASE("train_test_split refuses sizes that leave a part empty", "[model_selection]") {
  const auto refused = [](Index samples, float size) {
    CHECK_THROWS_MATCHES(nn::train_test_split(samples, {.test_size = size}), nn::InvalidInput,
                         message_contains(nn::detail::text("train_test_split: test_size ", size, " of ", samples,
                                                           " samples leaves nothing to train or to test with")));
  };
  for (const float size :
       {0.0f, 1.0f, 1.5f, -0.25f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    refused(10, size);
  }
  refused(1, 0.5f);
  refused(0, 0.5f);
  refused(-1, 0.5f);
  refused(10, 0.95f);
}

TEST_CASE("train_test_split refuses labels that are none", "[model_selection]") {
  const auto refused = [](Index samples, const nn::TargetView& labels, const std::string& sentence) {
    CHECK_THROWS_MATCHES(nn::train_test_split(samples, {.stratify = labels}), nn::InvalidInput,
                         message_contains("train_test_split: " + sentence));
  };
  refused(10, labels_of({5, 4}), "stratify has 9 labels for 10 samples");
  nn::Tensor<1> wrong(4);
  wrong.setConstant(0.5f);
  refused(4, wrong, "label 0 is 0.5; classes are integers from 0 on");
}

}  // namespace linnet::test::splits
