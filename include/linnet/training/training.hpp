// SPDX-License-Identifier: MIT
// Training: the result of compile. fit, evaluate, train_on_batch and test_on_batch, with every check and all memory on a host.
// Source of names and semantics: keras.Model.
#pragma once

#include <linnet/models/compile_call.hpp>
#include <linnet/options/evaluate_options.hpp>
#include <linnet/options/fit_options.hpp>
#include <linnet/options/fit_words.hpp>
#include <linnet/training/any_step.hpp>
#include <linnet/training/fit_loop.hpp>
#include <linnet/training/refused_fit.hpp>
#include <linnet/training/run_batches.hpp>
#include <linnet/training/sources/array_source.hpp>
#include <linnet/training/sources/batch_source.hpp>
#include <linnet/training/step_controls.hpp>

#include <optional>

namespace linnet {

/// Loss, optimizer, metrics, gradients, moments and activations around a model of numbers `T`, with targets `Target` and `N` results, that
/// `takes` numbers or indices. Refers to the model, which must not move. After `compile` a step allocates nothing, for batches of up to 32 samples or the size requested by
/// `reserve` or a fit.
template <class T, class Target, int N, Takes takes = Takes::numbers>
class Training : public detail::StepControls<Training<T, Target, N, takes>, T> {
 public:
  using Samples = SampleView<T, takes>;  ///< the type of x
  using BatchResults = Results<static_cast<std::size_t>(N)>;
  using Options = FitOptions<T>;
  using BatchOptions = BatchFitOptions<T>;

  Training(detail::AnyStep<T, Target> step, detail::InUse& model_in_use) : step_(std::move(step)), model_in_use_(model_in_use) {
    reserve(32);
  }

  /// Reserves memory for batches of `batch_size` samples, so that later steps allocate nothing.
  LINNET_COLD void reserve(Index batch_size) {
    step_.reserve(batch_size);
    buffers_.reserve(batch_size);
  }

  /// Trains with `options`, those of FitOptions. Returns the History of the completed epochs; a loss that is not finite ends it with a stop_reason. Throws InvalidInput for
  /// invalid data or options, before anything changes. After `resume` it continues the saved fit: `epochs` includes those already done,
  /// `seed` has no effect, and the History is that of all epochs.
  LINNET_OWN_CODE History fit(Samples x, TargetView y, const detail::FitWords<T>& options = {}) {
    return fit_arrays(std::move(x), std::move(y), options.options());
  }
  template <class Given>
  LINNET_OWN_CODE History fit(Samples x, TargetView y, const Given& options) {
    if constexpr (std::is_same_v<Given, FitOptions<T>>) {
      return fit_arrays(std::move(x), std::move(y), options);
    } else {
      static_assert(sizeof(Given) == 0, "fit: options have names: fit(x, y, {.epochs = 10, .batch_size = 32})");
      return {};
    }
  }

  /// The same with samples and targets in one argument: windows that slide over a series (data/sliding_windows.hpp), or
  /// {x, y, sample_weight}. validation_split takes the last windows; those in front of them that share rows with them do not train.
  LINNET_OWN_CODE History fit(Dataset<T> data, const detail::FitWords<T>& options = {}) {
    return fit_dataset(std::move(data), options.options());
  }
  template <class Given>
  requires(std::is_same_v<Given, FitOptions<T>>) LINNET_OWN_CODE History fit(Dataset<T> data, const Given& options) {
    return fit_dataset(std::move(data), options);
  }

  /// Trains on batches from anywhere, for data that does not fit in memory. A batch has x, y and, if its samples are weighted,
  /// sample_weight: a struct with members of these names, or a pair or tuple of them in this order; tensors, or views of them. It lives
  /// until its step is done. `batches` is one of
  ///
  ///   a range of batches, from its beginning in each epoch; one that can be read only once lasts as long as it has batches;
  ///   a callable that returns std::optional of a batch, nullopt at the end of an epoch, and is then called for the next one;
  ///   a callable that returns batches without end, with `steps_per_epoch`.
  ///
  /// A callable with a member begin_epoch(epoch) is told each epoch before its first batch, counted from 0, and begins it anew; one with
  /// size() has so many batches in an epoch.
  ///
  /// The same batches give the same bits as fit over arrays without shuffle. Each batch is checked as in train_on_batch; an invalid batch
  /// throws InvalidInput with its position, after the steps before it, and so does an epoch without a batch. After `resume` the batches of
  /// the epoch that were already done are drawn and dropped: the first batch drawn must be the first of that epoch (FitState::epoch, which
  /// on_epoch_begin sees before, continues).
  template <class Batches>
  requires(!std::is_convertible_v<Batches, Dataset<T>>) LINNET_OWN_CODE History
      fit(Batches&& batches, const BatchFitOptions<T>& options = {}) {
    detail::require_options(options);
    detail::require_classes(options.class_weight, facts().rule);
    detail::SampleSet<T> validation;
    Dataset<T> data = options.validation_data;
    if (detail::require_validation(data, facts().samples, facts().rule)) validation = {data.x, data.y, data.sample_weight};
    detail::BatchSource<T, Target, std::remove_reference_t<Batches>> source(batches, options, facts().samples, facts().rule,
                                                                            buffers_);
    return run_fit(Source(source), validation, {options.epochs, options.seed, options.callbacks, options.verbose});
  }

  /// Calls that are refused in a sentence. Names that no options have are braces for an array, which only g++ considers, or for dots.
  template <std::size_t Count>
  detail::RefusedOption<T> fit(Samples, TargetView, const detail::Anything (&)[Count]);
  template <class Refused = detail::RefusedOption<T>>
  Refused fit(Samples, TargetView, ...);
  template <std::size_t Count>
  detail::RefusedBatchOption<T> fit(detail::Anything, const detail::Anything (&)[Count]);
  template <class Refused = detail::RefusedBatchOption<T>>
  Refused fit(detail::Anything, ...);
  template <class Refused = detail::RefusedBatchOption<T>>
  Refused fit();

  /// Loss and metrics over all samples of x, without training. `batch_size` samples at a time.
  LINNET_OWN_CODE BatchResults evaluate(Samples x, TargetView y, Index batch_size = 32) {
    return evaluate(std::move(x), std::move(y), EvaluateOptions<T>{.batch_size = batch_size});
  }
  /// The same with `options`. Weights are factors of the samples' losses, whose sum is divided by the number of samples; of the metrics they
  /// change those in Weighted.
  LINNET_OWN_CODE BatchResults evaluate(Samples x, TargetView y, const EvaluateOptions<T>& options) {
    detail::require(options.batch_size >= 1,
                    [&] { return detail::text("evaluate: batch_size is ", options.batch_size, "; it must be at least 1"); });
    detail::require_samples("evaluate", x, facts().samples);
    detail::require_targets("evaluate", y, x.samples(), facts().rule);
    ArrayView<T> weights = options.sample_weight;
    detail::require_weights("evaluate", weights, x.samples(), facts().rule.rows);
    detail::require_indices("evaluate: samples", options.samples, x.samples());
    std::optional<detail::KeptMetrics> kept;
    if (phase_ == FitPhase::runs) kept.emplace(step_.record().metrics);
    return evaluate_checked({x, y, weights, options.samples}, options.batch_size);
  }
  /// The same over only the samples with the indices `samples`.
  LINNET_OWN_CODE BatchResults evaluate(Samples x, TargetView y, std::span<const std::uint32_t> samples,
                                        Index batch_size = 32) {
    detail::require(!samples.empty(), [] { return std::string("evaluate: samples names no sample"); });
    return evaluate(std::move(x), std::move(y), EvaluateOptions<T>{.batch_size = batch_size, .samples = samples});
  }

  /// The same over windows that slide over a series, or over {x, y, sample_weight}.
  LINNET_OWN_CODE BatchResults evaluate(Dataset<T> data, Index batch_size = 32) {
    return evaluate(Samples(data.x), std::move(data.y),
                    EvaluateOptions<T>{.batch_size = batch_size, .sample_weight = data.sample_weight});
  }

  /// Calls that are refused in a sentence.
  template <std::size_t Count>
  detail::RefusedEvaluateOption<T> evaluate(Samples, TargetView, const detail::Anything (&)[Count]);
  template <class Refused = detail::RefusedEvaluateOption<T>>
  Refused evaluate(Samples, ...);

  /// One step on one batch; returns its loss and metrics before the update. `sample_weight` (samples), or (samples, steps) where
  /// each step of an output has a target, is optional.
  LINNET_OWN_CODE BatchResults train_on_batch(Samples x, const TargetView& y, ArrayView<T> sample_weight = {}) {
    return run_batch("train_on_batch", x, y, sample_weight, true);
  }

  /// Loss and metrics of one batch.
  LINNET_OWN_CODE BatchResults test_on_batch(Samples x, const TargetView& y, ArrayView<T> sample_weight = {}) {
    return run_batch("test_on_batch", x, y, sample_weight, false);
  }

  /// The first half of train_on_batch, for a loop of your own: leaves the gradients of the batch in `gradients`, where they may be read and
  /// changed, and makes no step. Returns loss and metrics. With `gradient_accumulation_steps` of the optimizer they are the gradients of the
  /// mean loss of so many calls: the first one after a step begins, the others add. A loss that is not finite leaves all as it was.
  /// Gradients of penalties are included.
  LINNET_OWN_CODE BatchResults compute_gradients(Samples x, const TargetView& y, ArrayView<T> sample_weight = {}) {
    return run_batch("compute_gradients", x, y, sample_weight,
                     [this](const auto& batch) { return step_.compute_gradients(batch, random_); });
  }
  /// Returns pointers to the numbers of this training, for checkpoints: see save_checkpoint and resume (io/checkpoint.hpp).
  LINNET_COLD TrainingRecord record() {
    TrainingRecord r = step_.record();
    r.random = &random_;
    r.progress = &progress_;
    r.phase = &phase_;
    return r;
  }

 private:
  using Source = detail::SourceOf<T, Target>;
  friend detail::StepControls<Training, T>;

  const detail::StepFacts& facts() const { return step_.facts(); }

  LINNET_OWN_CODE History fit_dataset(Dataset<T> data, FitOptions<T> options) {
    detail::require(data.sample_weight.empty() || options.sample_weight.empty(),
                    [] { return std::string("fit: the data has a sample_weight, and so have the options; give one of them"); });
    if (!data.sample_weight.empty()) options.sample_weight = data.sample_weight;
    return fit_arrays(Samples(data.x), std::move(data.y), options);
  }

  LINNET_OWN_CODE History fit_arrays(Samples x, TargetView y, const FitOptions<T>& options) {
    detail::require_options(options);
    detail::require_classes(options.class_weight, facts().rule);
    detail::require_samples("fit", x, facts().samples);
    detail::require_targets("fit", y, x.samples(), facts().rule);
    detail::require_one_class("fit", options.class_weight, y);
    ArrayView<T> weights = options.sample_weight;
    detail::require_weights("fit", weights, x.samples(), facts().rule.rows);
    detail::require_indices("fit: samples", options.samples, x.samples());
    detail::require_indices("fit: validation_samples", options.validation_samples, x.samples());
    const auto parts = detail::split(x, y, weights, options, facts().samples, facts().rule);
    reserve((std::min)(options.batch_size, parts.training.size()));
    detail::ArraySource source(parts.training, options.batch_size, buffers_, options.shuffle, options.class_weight);
    return run_fit(Source(source), parts.validation, {options.epochs, options.seed, options.callbacks, options.verbose});
  }

  /// Runs a fit over the batches of `source` that validates on `validation`, if there is any.
  LINNET_COLD LINNET_OWN_CODE History run_fit(const Source& source, const detail::SampleSet<T>& validation,
                                              const detail::FitPlan& plan) {
    struct Fit {
      Training& training;
      const Source& source;
      const detail::SampleSet<T>& validation;

      static Fit& of(void* fit) { return *static_cast<Fit*>(fit); }
    } fit{*this, source, validation};
    detail::FitSession session{record(), facts().names};
    if (validation.size() > 0) session.validation_names = facts().validation_names;
    session.training = &fit;
    session.reset_metrics = [](void* f) { Fit::of(f).training.step_.reset_metrics(); };
    session.finalize = [](void* f) { Fit::of(f).training.finalize_variable_values(); };
    session.train_next = [](void* f) { return Fit::of(f).training.train_next(Fit::of(f).source); };
    session.results = [](void* f, double loss, std::span<double> values) { Fit::of(f).training.step_.results(loss, values); };
    session.validate = [](void* f, Index batch_size, std::span<double> values) {
      std::ranges::copy(Fit::of(f).training.evaluate_checked(Fit::of(f).validation, batch_size).values, values.begin());
    };
    return detail::FitLoop(session, source, plan).run();
  }

  LINNET_OWN_CODE detail::TrainedBatch train_next(const Source& source) {
    const auto batch = source.next();
    if (batch.n == 0) return {};
    // Callbacks may predict and evaluate, and sources predict: the model is in use only during the step.
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    step_.reserve(batch.n);
    return {batch.n, static_cast<double>(step_(batch, true, random_))};
  }

  LINNET_OWN_CODE BatchResults run_batch(const char* who, Samples x, TargetView y, ArrayView<T> weights, bool train) {
    return run_batch(who, x, y, weights, [&](const auto& batch) { return step_(batch, train, random_); });
  }
  template <class Step>
  LINNET_OWN_CODE BatchResults run_batch(const char* who, Samples x, TargetView y, ArrayView<T> weights, const Step& step) {
    detail::require_samples(who, x, facts().samples);
    detail::require_targets(who, y, x.samples(), facts().rule);
    detail::require_weights(who, weights, x.samples(), facts().rule.rows);
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reserve(x.samples());
    std::optional<detail::KeptMetrics> kept;
    if (phase_ == FitPhase::runs) kept.emplace(step_.record().metrics);
    step_.reset_metrics();
    const detail::SampleSet<T> samples{x, y, weights};
    detail::ArraySource source(samples, x.samples(), buffers_);
    return results(static_cast<double>(step(source.next())));
  }

  LINNET_OWN_CODE BatchResults evaluate_checked(const detail::SampleSet<T>& samples, Index batch_size) {
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reserve((std::min)(batch_size, samples.size()));
    step_.reset_metrics();
    detail::ArraySource source(samples, batch_size, buffers_);
    return results(detail::run_batches(step_, source, false, random_));
  }

  BatchResults results(double loss) const {
    BatchResults results;
    std::ranges::copy(facts().names, results.names.begin());
    step_.results(loss, results.values);
    return results;
  }

  detail::AnyStep<T, Target> step_;
  detail::BatchBuffers<T, Target> buffers_{facts().input_size, facts().target_width, facts().rule.rows};
  Random random_{0};
  FitProgress progress_;  // of the last fit
  FitPhase phase_ = FitPhase::none;
  detail::InUseOf model_in_use_;
};

namespace detail {

/// See models/compile_call.hpp.
template <class T>
struct AfterRefusal<T, void> : Training<T, std::int32_t, 1> {};

}  // namespace detail

/// Called by Sequential::compile.
template <class Model, Loss L, Optimizer O, Metric... M>
Training<typename Model::Scalar, detail::TargetsOf<L, typename Model::Scalar>, sizeof...(M) + 1, Model::takes> make_training(
    Model& model, const L& loss, const O& optimizer, const M&... metrics) {
  using Held = detail::HeldStep<
      TrainStep<typename Model::Scalar, typename Model::Input, std::remove_cvref_t<decltype(model.layers())>, L, O, M...>>;
  return {detail::AnyStep<typename Model::Scalar, detail::TargetsOf<L, typename Model::Scalar>>(
              std::make_unique<Held>(model, loss, optimizer, metrics...)),
          detail::ModelAccess::in_use(model)};
}

}  // namespace linnet
