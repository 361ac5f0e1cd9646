// SPDX-License-Identifier: MIT
// KFold, StratifiedKFold and train_test_split: they choose samples for training and for judging. Source: sklearn.model_selection.
// They return indices and copy no data.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

namespace linnet {

/// Samples for training and samples for judging, ascending.
struct Split {
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> test;
};

namespace detail {

/// Returns the samples of each occurring class, in the order of the classes.
LINNET_COLD inline std::vector<std::vector<std::uint32_t>> samples_by_class(const char* who, const TargetView& labels) {
  require(labels.samples() > 0 && labels.features() == 1, [&] {
    return text(who, ": labels are ", labels.samples(), " times ", labels.features(), "; give the class of each sample");
  });
  std::vector<std::vector<std::uint32_t>> classes;
  for (Index i = 0; i < labels.samples(); ++i) {
    const double label = labels[i];
    require(label >= 0.0 && label < 1e6 && label == std::floor(label),
            [&] { return text(who, ": label ", i, " is ", label, "; classes are integers from 0 on"); });
    const auto k = static_cast<std::size_t>(label);
    if (k >= classes.size()) classes.resize(k + 1);
    classes[k].push_back(static_cast<std::uint32_t>(i));
  }
  std::erase_if(classes, [](const auto& samples) { return samples.empty(); });
  return classes;
}

/// Returns splits that test each sample in its fold in `fold_of`.
LINNET_COLD inline std::vector<Split> splits_of(std::span<const std::uint32_t> fold_of, Index folds) {
  std::vector<Split> splits(static_cast<std::size_t>(folds));
  for (std::uint32_t i = 0; i < fold_of.size(); ++i) {
    for (std::uint32_t k = 0; k < splits.size(); ++k) (fold_of[i] == k ? splits[k].test : splits[k].train).push_back(i);
  }
  return splits;
}

LINNET_COLD inline void require_folds(const char* who, Index folds, Index samples) {
  require(folds >= 2 && folds <= samples, [&] {
    return text(who, ": folds is ", folds, "; it must be at least 2 and at most the number of samples, ", samples);
  });
}

}  // namespace detail

/// `folds` parts of almost equal size, each of which is tested once. Without shuffle they are runs of neighbours; the first parts are
/// larger by one if the samples do not divide evenly.
struct KFold {
  Index folds = 5;
  bool shuffle = false;
  std::uint64_t seed = 0;

  /// Throws InvalidInput if there are fewer samples than folds.
  std::vector<Split> split(Index samples) const {
    detail::require_folds("KFold", folds, samples);
    std::vector<std::uint32_t> order(static_cast<std::size_t>(samples)), fold_of(order.size());
    std::iota(order.begin(), order.end(), 0u);
    if (shuffle) Random(seed).shuffle(std::span(order));
    Index next = 0;
    for (Index k = 0; k < folds; ++k) {
      for (Index size = samples / folds + (k < samples % folds); size > 0; --size) {
        fold_of[order[static_cast<std::size_t>(next++)]] = static_cast<std::uint32_t>(k);
      }
    }
    return detail::splits_of(fold_of, folds);
  }
};

/// KFold in which every part has the same share of each class, to within one sample.
struct StratifiedKFold {
  Index folds = 5;
  bool shuffle = false;
  std::uint64_t seed = 0;

  /// `labels` (samples) are class indices. Throws InvalidInput if a class has fewer samples than folds.
  std::vector<Split> split(const TargetView& labels) const {
    auto classes = detail::samples_by_class("StratifiedKFold", labels);
    detail::require_folds("StratifiedKFold", folds, labels.samples());
    std::vector<std::uint32_t> fold_of(static_cast<std::size_t>(labels.samples()));
    Random random(seed);
    std::uint32_t next = 0;  // continues from class to class, so that the parts have almost equal size
    for (auto& samples : classes) {
      detail::require(static_cast<Index>(samples.size()) >= folds, [&] {
        return detail::text("StratifiedKFold: folds is ", folds, ", but class ", labels[samples[0]], " has only ",
                            samples.size(), " samples");
      });
      if (shuffle) random.shuffle(std::span(samples));
      for (const std::uint32_t i : samples) fold_of[i] = next++ % static_cast<std::uint32_t>(folds);
    }
    return detail::splits_of(fold_of, folds);
  }
};

/// Options of train_test_split.
struct TestSplitOptions {
  float test_size = 0.25f;  ///< share of the samples, in (0, 1); rounded up
  std::uint64_t seed = 0;
  TargetView stratify{};  ///< class indices (samples): each class keeps its share in both parts
};

/// Returns two parts of shuffled samples, each in ascending order. With `stratify` each class keeps its share to within one sample: a class
/// of one sample is in only one part. Throws InvalidInput for a test_size that leaves a part empty and for labels of another length.
LINNET_COLD inline Split train_test_split(Index samples, const TestSplitOptions& options = {}) {
  const bool valid = options.test_size > 0.0f && options.test_size < 1.0f && samples > 0;
  // Subtracts a float's distance to the intended decimal.
  const double share = static_cast<double>(options.test_size) * (1.0 - 0x1p-24);
  const Index test = valid ? static_cast<Index>(std::ceil(static_cast<double>(samples) * share)) : 0;
  detail::require(test >= 1 && test < samples, [&] {
    return detail::text("train_test_split: test_size ", options.test_size, " of ", samples,
                        " samples leaves nothing to train or to test with");
  });
  std::vector<bool> tests(static_cast<std::size_t>(samples));
  Random random(options.seed);
  if (options.stratify.empty()) {
    std::vector<std::uint32_t> order(static_cast<std::size_t>(samples));
    std::iota(order.begin(), order.end(), 0u);
    random.shuffle(std::span(order));
    for (Index i = 0; i < test; ++i) tests[order[static_cast<std::size_t>(i)]] = true;
  } else {
    detail::require(options.stratify.samples() == samples, [&] {
      return detail::text("train_test_split: stratify has ", options.stratify.samples(), " labels for ", samples, " samples");
    });
    Index seen = 0, taken = 0;  // cumulative, so that the parts of the classes add up to the whole
    for (auto& of_class : detail::samples_by_class("train_test_split", options.stratify)) {
      random.shuffle(std::span(of_class));
      seen += static_cast<Index>(of_class.size());
      const Index until = std::lround(static_cast<double>(test) * static_cast<double>(seen) / static_cast<double>(samples));
      for (Index i = 0; taken < until; ++i, ++taken) tests[of_class[static_cast<std::size_t>(i)]] = true;
    }
  }
  Split split;
  for (std::uint32_t i = 0; i < tests.size(); ++i) (tests[i] ? split.test : split.train).push_back(i);
  return split;
}

}  // namespace linnet
