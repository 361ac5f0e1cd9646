// SPDX-License-Identifier: MIT
// SampleSet: samples of arrays to train or to evaluate on. split: those that a fit over arrays trains on, and those that it validates on.
#pragma once

#include <linnet/options/fit_options.hpp>
#include <linnet/training/target_checks.hpp>

#include <span>

namespace linnet::detail {

/// Samples of x (samples, Input) and y (samples, target_width), all of them or those with the indices `chosen`.
template <class T>
struct SampleSet {
  SampleData<T> x{};
  TargetView y{};
  ArrayView<T> weights{};                   ///< (samples), or (samples, rows of the output), of x; or empty: 1 each
  std::span<const std::uint32_t> chosen{};  ///< empty: all

  Index size() const { return chosen.empty() ? x.samples() : static_cast<Index>(chosen.size()); }
};

template <class T>
struct TrainingAndValidation {
  SampleSet<T> training;
  SampleSet<T> validation;  ///< empty: the fit does not validate
};

/// Returns true if there is validation data, after a check against `samples` and `rule`.
template <class T>
LINNET_COLD bool require_validation(Dataset<T>& data, const SampleRule& samples, const TargetRule& rule) {
  if (data.x.empty() && data.y.empty()) return false;
  require_samples("fit: validation_data", data.x, samples);
  require_targets("fit: validation_data", data.y, data.x.samples(), rule);
  require_weights("fit: validation_data", data.sample_weight, data.x.samples(), rule.rows);
  return true;
}

/// Returns the samples on which a fit over checked arrays trains and validates; checks the validation data.
template <class T>
LINNET_COLD TrainingAndValidation<T> split(const SampleData<T>& x, const TargetView& y, const ArrayView<T>& weights,
                                           const FitOptions<T>& o, const SampleRule& samples_rule, const TargetRule& rule) {
  const SampleSet<T> all{x, y, weights, o.samples};
  if (!o.validation_samples.empty()) return {all, {x, y, weights, o.validation_samples}};
  Dataset<T> validation = o.validation_data;
  if (require_validation(validation, samples_rule, rule)) {
    return {all, {validation.x, validation.y, validation.sample_weight}};
  }
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
  const Index alone = train - x.overlap();
  require(alone >= 1, [&] {
    return text("fit: validation_split ", o.validation_split, " of ", samples, " samples leaves nothing to train on, because ",
                x.overlap(), " that share rows of the series with those that validate do not train");
  });
  const auto part = [&](Index first, Index count) {
    return SampleSet<T>{x.slice(first, count), y.slice(first, count),
                        weights.empty() ? ArrayView<T>{} : weights.slice(first, count)};
  };
  return {part(0, alone), part(train, samples - train)};
}

}  // namespace linnet::detail
