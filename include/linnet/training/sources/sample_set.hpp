// SPDX-License-Identifier: MIT
// SampleSet: samples of arrays to train or to evaluate on. split: those that a fit over arrays trains on, and those that it validates on.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/options/fit_options.hpp>

#include <span>

namespace linnet::detail {

/// Samples of x (samples, Input) and y (samples, target_width), all of them or those with the indices `chosen`.
template <class T>
struct SampleSet {
  ArrayView<T> x{};
  TargetView y{};
  ArrayView<T> weights{};                   ///< (samples) of x, or empty: 1 each
  std::span<const std::uint32_t> chosen{};  ///< empty: all

  Index size() const { return chosen.empty() ? x.samples() : static_cast<Index>(chosen.size()); }
};

template <class T>
struct TrainingAndValidation {
  SampleSet<T> training;
  SampleSet<T> validation;  ///< empty: the fit does not validate
};

/// Returns true if there is validation data, after a check against samples of shape `dims` and targets of `rule`.
template <class T>
LINNET_COLD bool require_validation(Dataset<T>& data, std::span<const Index> dims, const TargetRule& rule) {
  if (data.x.empty() && data.y.empty()) return false;
  require_samples("fit: validation_data", data.x, dims);
  require_targets("fit: validation_data", data.y, data.x.samples(), rule);
  return true;
}

/// Returns the samples on which a fit over checked arrays trains and validates; checks the validation data.
template <class T>
LINNET_COLD TrainingAndValidation<T> split(const ArrayView<T>& x, const TargetView& y, const FitOptions<T>& o,
                                           std::span<const Index> dims, const TargetRule& rule) {
  const SampleSet<T> all{x, y, o.sample_weight, o.samples};
  if (!o.validation_samples.empty()) return {all, {x, y, o.sample_weight, o.validation_samples}};
  Dataset<T> validation = o.validation_data;
  if (require_validation(validation, dims, rule)) return {all, {validation.x, validation.y}};
  if (o.validation_split == 0.0f) return {all, {}};
  const Index samples = x.samples();
  // Keras's floor(samples * (1 - split)); the addition compensates a float's distance to the intended decimal.
  const double share = 1.0 - static_cast<double>(o.validation_split) + 0x1p-24;
  const Index train = static_cast<Index>(static_cast<double>(samples) * share);
  require(o.samples.empty(),
          [] { return std::string("fit: validation_split and samples exclude each other; name the validation_samples too"); });
  require(train >= 1 && train < samples, [&] {
    return text("fit: validation_split ", o.validation_split, " of ", samples,
                " samples leaves nothing to train or to validate on");
  });
  const auto part = [&](Index first, Index count) {
    return SampleSet<T>{x.slice(first, count), y.slice(first, count),
                        o.sample_weight.empty() ? ArrayView<T>{} : o.sample_weight.slice(first, count)};
  };
  return {part(0, train), part(train, samples - train)};
}

}  // namespace linnet::detail
