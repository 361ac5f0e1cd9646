// SPDX-License-Identifier: MIT
// Training: the result of compile. fit, evaluate, train_on_batch and test_on_batch, with every check and all memory on a host.
// Source of names and semantics: keras.Model.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/training/fit_loop.hpp>
#include <linnet/training/fit_options.hpp>
#include <linnet/training/misspelt_options.hpp>
#include <linnet/training/run_batches.hpp>
#include <linnet/training/sources/array_source.hpp>
#include <linnet/training/sources/batch_source.hpp>
#include <linnet/training/train_step.hpp>

namespace linnet {

/// Loss, optimizer, metrics, gradients, moments and activations around a model. Refers to the model, which must not
/// move. After `compile` a step allocates nothing, for batches of up to 32 samples or the size requested by `reserve` or a fit.
template <class Model, class L, class O, class... M>
class Training {
 public:
  using Scalar = typename Model::Scalar;
  using Input = typename Model::Input;
  using Output = typename Model::Output;
  using BatchResults = Results<sizeof...(M) + 1>;
  using Options = FitOptions<Scalar>;
  using BatchOptions = BatchFitOptions<Scalar>;

  Training(Model& model, const L& loss, const O& optimizer, const M&... metrics)
      : step_(model.layers(), loss, optimizer, metrics...),
        fixed_(block * (TrainStep::gradient_blocks + (std::max)(0, optimizer.slot_count()))),
        model_in_use_(detail::ModelAccess::in_use(model)) {
    detail::expect(model.parameters().data() != nullptr, detail::not_constructed_or_moved);
    detail::require(optimizer.slot_count() >= 0, [&] {
      return detail::text("compile: the optimizer asks for ", optimizer.slot_count(), " slots; it must be 0 or more");
    });
    step_.blocks.parameters = model.parameters().data();
    step_.blocks.state = model.state().data();
    step_.blocks.gradients = fixed_.data();
    step_.slot_blocks = fixed_.data() + block * TrainStep::gradient_blocks;
    reserve(32);
  }
  Training(Training&&) = default;  // without copies, because it points into its own memory

  /// Reserves memory for batches of `batch_size` samples, so that later steps allocate nothing.
  LINNET_COLD void reserve(Index batch_size) {
    reserve_blocks(batch_size);
    buffers_.reserve(batch_size);
  }

  /// Trains. Returns the History of the completed epochs; a loss that is not finite ends it with a stop_reason. Throws InvalidInput for
  /// invalid data or options, before anything changes. After `resume` it continues the saved fit: `epochs` includes those already done,
  /// `seed` has no effect, and the History is that of all epochs.
  LINNET_OWN_CODE History fit(ArrayView<Scalar> x, TargetView y, const Options& options = {}) {
    detail::require_options(options);
    detail::require_classes(options.class_weight, rule());
    detail::require_samples("fit", x, Input::dims);
    detail::require_targets("fit", y, x.samples(), rule());
    detail::require_one_class("fit", options.class_weight, y);
    detail::require_weights("fit", options.sample_weight, x.samples());
    detail::require_indices("fit: samples", options.samples, x.samples());
    detail::require_indices("fit: validation_samples", options.validation_samples, x.samples());
    const auto parts = detail::split(x, y, options, Input::dims, rule());
    reserve((std::min)(options.batch_size, parts.training.size()));
    detail::ArraySource source(parts.training, options.batch_size, buffers_, options.shuffle, options.class_weight);
    return run_fit(Source(source), parts.validation, {options.epochs, options.seed, options.callbacks, options.verbose});
  }

  /// Chosen for options with a wrong name, which are an error that says the right one. It has no body.
  template <class = void>
  History fit(ArrayView<Scalar> x, const TargetView& y, const detail::MisspeltFitOptions<Scalar>& options);

  /// Trains on batches from anywhere, for data that does not fit in memory. A batch has x, y and, if its samples are weighted,
  /// sample_weight: a struct with members of these names, or a pair or tuple of them in this order; tensors, or views of them. It lives
  /// until its step is done. `batches` is one of
  ///
  ///   a range of batches, from its beginning in each epoch; one that can be read only once lasts as long as it has batches;
  ///   a callable that returns std::optional of a batch, nullopt at the end of an epoch, and is then called for the next one;
  ///   a callable that returns batches without end, with `steps_per_epoch`.
  ///
  /// The same batches give the same bits as fit over arrays without shuffle. Each batch is checked as in train_on_batch; an invalid batch
  /// throws InvalidInput with its position, after the steps before it, and so does an epoch without a batch. After `resume` the batches of
  /// the epoch that were already done are drawn and dropped: the first batch drawn must be the first of that epoch (FitState::epoch, which
  /// on_epoch_begin sees before, continues).
  template <class Batches>
  LINNET_OWN_CODE History fit(Batches&& batches, const BatchOptions& options = {}) {
    detail::require_options(options);
    detail::require_classes(options.class_weight, rule());
    detail::SampleSet<Scalar> validation;
    Dataset<Scalar> data = options.validation_data;
    if (detail::require_validation(data, Input::dims, rule())) {
      validation.x = data.x;
      validation.y = data.y;
    }
    detail::BatchSource<Scalar, Target, std::remove_reference_t<Batches>> source(batches, options, Input::dims, rule(),
                                                                                 buffers_);
    return run_fit(Source(source), validation, {options.epochs, options.seed, options.callbacks, options.verbose});
  }

  /// Loss and metrics over all samples of x, without training. `batch_size` samples at a time.
  LINNET_OWN_CODE BatchResults evaluate(ArrayView<Scalar> x, TargetView y, Index batch_size = 32) {
    check_evaluation(x, y, batch_size);
    return evaluate_checked({x, y}, batch_size);
  }
  /// The same over only the samples with the indices `samples`.
  LINNET_OWN_CODE BatchResults evaluate(ArrayView<Scalar> x, TargetView y, std::span<const std::uint32_t> samples,
                                        Index batch_size = 32) {
    check_evaluation(x, y, batch_size);
    detail::require(!samples.empty(), [] { return std::string("evaluate: samples names no sample"); });
    detail::require_indices("evaluate: samples", samples, x.samples());
    return evaluate_checked({x, y, {}, samples}, batch_size);
  }

  /// One step on one batch; returns its loss and metrics before the update. `sample_weight` (samples) is optional.
  LINNET_OWN_CODE BatchResults train_on_batch(ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> sample_weight = {}) {
    return run_batch("train_on_batch", x, y, sample_weight, true);
  }

  /// Loss and metrics of one batch.
  LINNET_OWN_CODE BatchResults test_on_batch(ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> sample_weight = {}) {
    return run_batch("test_on_batch", x, y, sample_weight, false);
  }

  float learning_rate() const { return step_.optimizer.learning_rate; }
  /// Takes effect with the next step.
  void set_learning_rate(float rate) { step_.set_learning_rate(rate); }

  /// Updates made so far.
  std::uint64_t steps() const { return step_.steps; }

  /// Returns pointers to the numbers of this training, for checkpoints: see save_checkpoint and resume (io/checkpoint.hpp).
  LINNET_COLD TrainingRecord record() {
    constexpr std::size_t numbers = static_cast<std::size_t>(block);
    TrainingRecord r;
    r.description = detail::text("optimizer ", O::name, " with ", step_.optimizer.slot_count(), " slots, loss ", L::name);
    if constexpr (sizeof...(M) > 0) {
      detail::append(r.description, detail::text(", metrics ", detail::joined(std::span(names).subspan(1), ", ")));
    }
    r.scalar_bytes = sizeof(Scalar);
    r.fingerprint = detail::fingerprint_with_frozen<typename Model::Topology>(step_.layers());
    r.parameters = std::as_writable_bytes(std::span(step_.blocks.parameters, numbers));
    r.state = std::as_writable_bytes(std::span(step_.blocks.state, static_cast<std::size_t>(Topology::state_block)));
    r.moments = std::as_writable_bytes(
        std::span(fixed_.data(), static_cast<std::size_t>(fixed_.size())).subspan(TrainStep::gradient_blocks * numbers));
    if constexpr (!std::is_empty_v<typename O::State>) {
      r.optimizer_state = std::as_writable_bytes(std::span(&step_.optimizer_state, 1));
    }
    std::apply([&](auto&... metric) { (detail::add_accumulated(r.metrics, metric), ...); }, step_.metrics);
    r.figures = names.size();
    r.learning_rate = &step_.optimizer.learning_rate;
    r.steps = &step_.steps;
    r.random = &random_;
    r.progress = &progress_;
    r.phase = &phase_;
    return r;
  }

  /// Gradients of the last step, laid out as the model's parameters; empty for an optimizer that trains in place.
  std::span<const Scalar> gradients() const {
    return {fixed_.data(), static_cast<std::size_t>(block * TrainStep::gradient_blocks)};
  }

  /// "loss", then the metrics; of several with the same name the second is name_1, the third name_2, as in Keras.
  static constexpr auto names = detail::metric_names<false, M...>;
  /// The same for validation data, with val_ in front.
  static constexpr auto validation_names = detail::metric_names<true, M...>;

 private:
  using TrainStep =
      linnet::TrainStep<Scalar, Input, std::remove_cvref_t<decltype(std::declval<Model&>().layers())>, L, O, M...>;
  using Topology = typename TrainStep::Topology;
  using Target = typename TrainStep::Target;
  static constexpr Index block = Topology::parameter_block;

  using Source = detail::SourceOf<Scalar, Target>;

  static detail::TargetRule rule() { return detail::target_rule<L, Output>(); }

  LINNET_COLD void reserve_blocks(Index batch_size) {
    if (batch_size <= step_.blocks.capacity) return;
    const Index capacity = aligned<Scalar>(batch_size);
    batch_ = Storage<Scalar>(Topology::batch_numbers(capacity));
    step_.blocks.template place<Topology>(batch_.data(), capacity);
  }

  /// Runs a fit over the batches of `source` that validates on `validation`, if there is any.
  LINNET_COLD LINNET_OWN_CODE History run_fit(const Source& source, const detail::SampleSet<Scalar>& validation,
                                              const detail::FitPlan& plan) {
    struct Fit {
      Training& training;
      const Source& source;
      const detail::SampleSet<Scalar>& validation;

      static Fit& of(void* fit) { return *static_cast<Fit*>(fit); }
    } fit{*this, source, validation};
    detail::FitSession session{record(), names};
    if (validation.size() > 0) session.validation_names = validation_names;
    session.training = &fit;
    session.reset_metrics = [](void* f) { Fit::of(f).training.step_.reset_metrics(); };
    session.train_next = [](void* f) { return Fit::of(f).training.train_next(Fit::of(f).source); };
    session.results = [](void* f, double loss, std::span<double> values) {
      std::ranges::copy(Fit::of(f).training.step_.results(loss).values, values.begin());
    };
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
    reserve_blocks(batch.n);
    return {batch.n, static_cast<double>(step_(batch, true, random_))};
  }

  LINNET_OWN_CODE BatchResults run_batch(const char* who, ArrayView<Scalar> x, TargetView y, ArrayView<Scalar> weights,
                                         bool train) {
    detail::require_samples(who, x, Input::dims);
    detail::require_targets(who, y, x.samples(), rule());
    detail::require_weights(who, weights, x.samples());
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reserve(x.samples());
    step_.reset_metrics();
    const detail::SampleSet<Scalar> samples{x, y, weights};
    detail::ArraySource source(samples, x.samples(), buffers_);
    return step_.results(static_cast<double>(step_(source.next(), train, random_)));
  }

  static void check_evaluation(ArrayView<Scalar>& x, TargetView& y, Index batch_size) {
    detail::require(batch_size >= 1,
                    [&] { return detail::text("evaluate: batch_size is ", batch_size, "; it must be at least 1"); });
    detail::require_samples("evaluate", x, Input::dims);
    detail::require_targets("evaluate", y, x.samples(), rule());
  }

  LINNET_OWN_CODE BatchResults evaluate_checked(const detail::SampleSet<Scalar>& samples, Index batch_size) {
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reserve((std::min)(batch_size, samples.size()));
    step_.reset_metrics();
    detail::ArraySource source(samples, batch_size, buffers_);
    return step_.results(detail::run_batches(step_, source, false, random_));
  }

  TrainStep step_;
  Storage<Scalar> fixed_;  // gradients (parameter_block), then the optimizer's slots (parameter_block each)
  Storage<Scalar> batch_;  // outputs, remembered, scratch, two deltas
  detail::BatchBuffers<Scalar, Target> buffers_{Input::size, TrainStep::target_width};
  Random random_{0};
  FitProgress progress_;  // of the last fit
  FitPhase phase_ = FitPhase::none;
  detail::InUseOf model_in_use_;
};

/// Called by Sequential::compile.
template <class Model, Loss L, Optimizer O, Metric... M>
Training<Model, L, O, M...> make_training(Model& model, const L& loss, const O& optimizer, const M&... metrics) {
  return {model, loss, optimizer, metrics...};
}

}  // namespace linnet
