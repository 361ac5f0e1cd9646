// SPDX-License-Identifier: MIT
// Checks of the data of a StaticTraining, before anything changes: sentences that the compiler puts together, and no texts at run time.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/core/integers.hpp>
#include <linnet/core/labels.hpp>
#include <linnet/training/metric_names.hpp>

namespace linnet::detail {

/// Fails for numbers, or rows of `row` of them, that loss L does not accept.
template <class L, class Target, Index row_size, class Y>
void check_static_targets(FlatView<const Y> y) {
  static constexpr auto sentence = [] {
    FixedText<L::name.size() + L::target_rule.size() + 24> text;
    text.append("training: ");
    text.append(L::name);
    text.append(" needs ");
    text.append(L::target_rule);
    return text;
  }();
  bool taken = true;
  for (const Y target : y) taken &= L::accepts(static_cast<Target>(target));
  if constexpr (requires { L::accepts_sum(Target(0)); }) {
    constexpr std::size_t row = static_cast<std::size_t>(row_size);
    for (std::size_t first = 0; first < y.size(); first += row) {
      Target sum = Target(0);
      for (std::size_t j = 0; j < row; ++j) sum += static_cast<Target>(y[first + j]);
      taken &= L::accepts_sum(sum);
    }
  }
  expect(taken, sentence.characters.data());
}

/// Checks x (n, Input), y (n, target_width) and weights of a training with the steps `Step` and loss L; returns n.
template <class Step, class L, class X, class Y, class T>
LINNET_ALWAYS_INLINE LINNET_OWN_CODE Index check_static_data(FlatView<const X> x, FlatView<const Y> y,
                                                             FlatView<const T> sample_weight) {
  using Top = typename Step::Topology;
  using Target = typename Step::Target;
  constexpr std::size_t input = static_cast<std::size_t>(Top::Input::size),
                        width = static_cast<std::size_t>(Step::target_width);
  constexpr std::size_t rows = static_cast<std::size_t>(Step::target_rows);
  const std::size_t samples = x.size() / input;
  expect(samples >= 1 && samples * input == x.size(), "training: x is not a whole number of samples, at least 1");
  if constexpr (Top::vocabulary > 0) {
    expect_indices<typename Top::Input>("training", x.data(), static_cast<Index>(x.size()), Top::vocabulary);
  }
  expect(samples * width == y.size(), rows == 1 ? "training: y needs one target per sample of x"
                                                : "training: y needs one target per step of each sample of x");
  expect(sample_weight.empty() || sample_weight.size() == samples || sample_weight.size() == samples * rows,
         rows == 1 ? "training: sample_weight needs one weight per sample of x"
                   : "training: sample_weight needs one weight per sample of x, or per step of each");
  for (const T weight : sample_weight) expect(weight >= T(0), "training: sample_weight must be 0 or more");
  if constexpr (L::integer_targets) {
    for (const Y label : y) expect(is_class(label, Step::row_size), "training: y has a label outside 0 .. classes - 1");
  } else if constexpr (requires { L::accepts(T(0)); }) {
    check_static_targets<L, Target, Step::row_size>(y);
  } else if constexpr (requires { L::refused([](Index) { return T(0); }); }) {
    bool taken = true;
    for (std::size_t first = 0; first < y.size(); first += width) {
      const auto row = [&](Index j) { return static_cast<T>(y[first + static_cast<std::size_t>(j)]); };
      taken = taken && L::refused(row).needs.empty();
    }
    expect(taken, "training: y has a row that a head does not take, as one of class probabilities that do not sum to 1");
  }
  return static_cast<Index>(samples);
}

}  // namespace linnet::detail
