// SPDX-License-Identifier: MIT
// cross_validate: trains a fresh model on each fold and judges it by the samples that were held out.
// Source: sklearn.model_selection.cross_validate.
#pragma once

#include <linnet/model_selection/splits.hpp>
#include <linnet/training/training.hpp>

namespace linnet {

/// The result of cross_validate: the History of each fold, and loss and metrics on its test samples after the last epoch.
struct CrossValidation {
  std::vector<History> histories;
  std::vector<std::string> names;           ///< "loss", then the metrics
  std::vector<std::vector<double>> scores;  ///< (folds, names)

  /// Returns the scores called `name`, fold by fold; throws InvalidInput that lists the existing names.
  LINNET_COLD std::vector<double> operator[](std::string_view name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    detail::require(found != names.end(), [&] {
      return detail::text("CrossValidation: there is no \"", name, "\", only ", detail::joined(names, ", "));
    });
    std::vector<double> column;
    for (const auto& fold : scores) column.push_back(fold[static_cast<std::size_t>(found - names.begin())]);
    return column;
  }

  /// Returns the mean over the folds, and the standard deviation around it (divided by the number of folds, as in numpy.std).
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

namespace detail {

/// Throws InvalidInput unless there are splits, each with samples to train and to test with, which are among `samples`.
LINNET_COLD inline void require_splits(const char* who, const std::vector<Split>& splits, Index samples) {
  require(!splits.empty(), [&] { return text(who, ": there are no splits"); });
  for (const Split& split : splits) {
    require(!split.train.empty() && !split.test.empty(), [&] {
      return text(who, ": split ", &split - splits.data(), " has ", split.train.size(), " samples to train and ",
                  split.test.size(), " to test with; both need at least one");
    });
    for (const auto* part : {&split.train, &split.test}) {
      require_indices(text(who, ": split ", &split - splits.data()).c_str(), *part, samples);
    }
  }
}

}  // namespace detail

/// For each split, fits a model from `make_model()`, compiled by `compile(model)`, to the train samples and judges it by the test samples.
/// The History uses the test samples as validation data. Only the current batch is copied.
///
///   cross_validate([] { return Sequential{...}; }, [](auto& model) { return model.compile(...); }, x, y,
///                  StratifiedKFold{.folds = 5, .shuffle = true}.split(y), {.epochs = 20, .verbose = 0})
///
/// Instead of options for all folds, a callable may return those of a fold, counted from 0, so that each fold has its own callbacks:
///
///   [](Index fold) {
///     return FitOptions<float>{.epochs = 20,
///                              .callbacks = {EarlyStopping{.patience = 3, .restore_best = true},
///                                            ModelCheckpoint{.path = "best_" + std::to_string(fold) + ".checkpoint"}},
///                              .verbose = 0};
///   }
///
/// Callbacks that are created in the list, as above, belong to the options. Options only refer to a named callback: declare it outside of
/// the callable, so that it outlives cross_validate. Callbacks in options for all folds see the folds in order. The split sets `samples`
/// and `validation_samples`. Throws InvalidInput if there are no splits or if one has no samples to train or to test with, and everything
/// that fit throws.
template <class MakeModel, class Compile, class OptionsOf, class Model = std::invoke_result_t<MakeModel>>
requires(std::is_invocable_r_v<FitOptions<typename Model::Scalar>, const OptionsOf&, Index>) CrossValidation
    cross_validate(const MakeModel& make_model, const Compile& compile, SampleView<typename Model::Scalar, Model::takes> x,
                   const TargetView& y, const std::vector<Split>& splits, const OptionsOf& options_of) {
  detail::require_splits("cross_validate", splits, x.samples());
  CrossValidation all;
  for (const Split& split : splits) {
    Model model = make_model();
    auto training = compile(model);
    FitOptions<typename Model::Scalar> options = options_of(&split - splits.data());
    options.samples = split.train;
    options.validation_samples = split.test;
    all.histories.push_back(training.fit(x, y, options));
    const auto result = training.evaluate(x, y, split.test, options.batch_size);
    all.names.assign(result.names.begin(), result.names.end());
    all.scores.emplace_back(result.values.begin(), result.values.end());
  }
  return all;
}

/// The same with one set of options for all folds.
template <class MakeModel, class Compile, class Model = std::invoke_result_t<MakeModel>>
CrossValidation cross_validate(const MakeModel& make_model, const Compile& compile,
                               SampleView<typename Model::Scalar, Model::takes> x, const TargetView& y,
                               const std::vector<Split>& splits, const FitOptions<typename Model::Scalar>& options = {}) {
  return cross_validate(make_model, compile, x, y, splits, [&](Index) { return options; });
}

/// Both over windows that slide over a series; TimeSeriesSplit keeps the order of time.
template <class MakeModel, class Compile, class Model = std::invoke_result_t<MakeModel>,
          class Options = FitOptions<typename Model::Scalar>>
CrossValidation cross_validate(const MakeModel& make_model, const Compile& compile,
                               const Dataset<typename Model::Scalar>& windows, const std::vector<Split>& splits,
                               const Options& options = {}) {
  return cross_validate(make_model, compile, SampleView<typename Model::Scalar, Model::takes>(windows.x), windows.y, splits,
                        options);
}

}  // namespace linnet
