// SPDX-License-Identifier: MIT
// cross_validate: trains a fresh model on each fold and judges it by the samples that were kept back.
// Source: sklearn.model_selection.cross_validate.
#pragma once

#include <linnet/data/splits.hpp>
#include <linnet/models/training.hpp>

namespace linnet {

/// What cross_validate returns: the History of each fold, and loss and metrics on its test samples after the last epoch.
struct CrossValidation {
  std::vector<History> histories;
  std::vector<std::string> names;           ///< "loss", then the metrics
  std::vector<std::vector<double>> scores;  ///< (folds, names)

  /// The scores called `name`, fold by fold; throws InvalidInput that lists the names there are.
  LINNET_COLD std::vector<double> operator[](std::string_view name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    detail::require(found != names.end(), [&] {
      return detail::text("CrossValidation: there is no \"", name, "\", only ", detail::joined(names, ", "));
    });
    std::vector<double> column;
    for (const auto& fold : scores) column.push_back(fold[static_cast<std::size_t>(found - names.begin())]);
    return column;
  }

  /// Mean over the folds, and the standard deviation around it (divided by the number of folds, as numpy.std does).
  double mean(std::string_view name) const {
    double sum = 0.0;
    for (const double score : (*this)[name]) sum += score;
    return sum / static_cast<double>(scores.size());
  }
  double standard_deviation(std::string_view name) const {
    const double center = mean(name);
    double sum = 0.0;
    for (const double score : (*this)[name]) sum += (score - center) * (score - center);
    return std::sqrt(sum / static_cast<double>(scores.size()));
  }
};

/// For each split: a model from `make_model()`, compiled by `compile(model)`, is fitted to its train samples and judged by its test
/// samples. The History has the test samples as validation data. No data is copied but the batch that is being trained.
///
///   cross_validate([] { return Sequential{...}; }, [](auto& model) { return model.compile(...); }, x, y,
///                  StratifiedKFold{.folds = 5, .shuffle = true}.split(y), {.epochs = 20, .verbose = 0})
template <class MakeModel, class Compile, class Model = std::invoke_result_t<MakeModel>>
CrossValidation cross_validate(const MakeModel& make_model, const Compile& compile, ArrayView<typename Model::Scalar> x,
                               const TargetView& y, const std::vector<Split>& splits,
                               FitOptions<typename Model::Scalar> options = {}) {
  detail::require(!splits.empty(), [] { return std::string("cross_validate: there are no splits"); });
  for (const Split& split : splits) {
    detail::require(!split.train.empty() && !split.test.empty(), [&] {
      return detail::text("cross_validate: split ", &split - splits.data(), " has ", split.train.size(),
                          " samples to train and ", split.test.size(), " to test with; both need at least one");
    });
  }
  CrossValidation all;
  for (const Split& split : splits) {
    Model model = make_model();
    auto training = compile(model);
    options.samples = split.train;
    options.validation_samples = split.test;
    all.histories.push_back(training.fit(x, y, options));
    const auto result = training.evaluate(x, y, split.test, options.batch_size);
    all.names.assign(result.names.begin(), result.names.end());
    all.scores.emplace_back(result.values.begin(), result.values.end());
  }
  return all;
}

}  // namespace linnet
