// SPDX-License-Identifier: MIT
// Candidate: a model that grid_search tries, with its loss, optimizer, metrics and options of fit. Candidates of one type of model have one
// type, whatever they are compiled with, so that a std::vector holds them.
#pragma once

#include <linnet/model_selection/cross_validation.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// A name for the table, a callable that makes the model, one that compiles it, and the options of fit:
///
///   Candidate{"wide", [] { return Sequential{...}; }, [](auto& model) { return model.compile(...); }, {.epochs = 20, .verbose = 0}}
///
/// It keeps copies of the callables; what they refer to must outlive it, and so must views and named callbacks in the options.
template <class Model>
class Candidate {
 public:
  using Samples = SampleView<typename Model::Scalar, Model::takes>;
  using Options = FitOptions<typename Model::Scalar>;

  std::string name;
  Options options;

  template <class MakeModel, class Compile>
  requires std::is_invocable_r_v<Model, const MakeModel&> Candidate(std::string called, MakeModel make_model, Compile compile,
                                                                    Options fit_options = {})
      : name(std::move(called)),
        options(std::move(fit_options)),
        tried_(
            [make_model, compile](const Samples& x, const TargetView& y, const std::vector<Split>& splits, const Options& o) {
              return linnet::cross_validate(make_model, compile, x, y, splits, o);
            }),
        fitted_([make_model, compile](const Samples& x, const TargetView& y, const Options& o) {
          Model model = make_model();
          compile(model).fit(x, y, o);
          return model;
        }) {}

  /// Without a name: ParameterGrid gives it that of its values.
  template <class MakeModel, class Compile>
  requires std::is_invocable_r_v<Model, const MakeModel&> Candidate(MakeModel make_model, Compile compile,
                                                                    Options fit_options = {})
      : Candidate(std::string(), std::move(make_model), std::move(compile), std::move(fit_options)) {}

  /// cross_validate with the candidate's options.
  CrossValidation cross_validate(const Samples& x, const TargetView& y, const std::vector<Split>& splits) const {
    return tried_(x, y, splits, options);
  }

  /// Returns the names of loss and metrics, of a new model that does not train; throws InvalidInput for whatever cross_validate refuses.
  std::vector<std::string> score_names(const Samples& x, const TargetView& y, const Split& split) const {
    Options nothing = options;
    nothing.epochs = (std::min)(nothing.epochs, Index{0});  // a negative number is refused
    nothing.callbacks.clear();
    return tried_(x, y, {split}, nothing).names;
  }

  /// Returns a new model that has learned from all samples, with the candidate's options. No fold validates: validation_split or
  /// validation_data in the options does, for callbacks that follow a val_ number.
  Model fit(const Samples& x, const TargetView& y) const { return fitted_(x, y, options); }

 private:
  std::function<CrossValidation(const Samples&, const TargetView&, const std::vector<Split>&, const Options&)> tried_;
  std::function<Model(const Samples&, const TargetView&, const Options&)> fitted_;
};

template <class MakeModel, class Compile, class Model = std::invoke_result_t<MakeModel>>
Candidate(std::string, MakeModel, Compile, FitOptions<typename Model::Scalar> = {}) -> Candidate<Model>;
template <class MakeModel, class Compile, class Model = std::invoke_result_t<MakeModel>>
Candidate(MakeModel, Compile, FitOptions<typename Model::Scalar> = {}) -> Candidate<Model>;

}  // namespace linnet
