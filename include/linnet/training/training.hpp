// SPDX-License-Identifier: MIT
// Training: what compile returns. fit, evaluate, train_on_batch and test_on_batch, with every check and all memory on a host.
// Source of names and semantics: keras.Model.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/training/fit_options.hpp>
#include <linnet/training/history.hpp>
#include <linnet/training/metric_names.hpp>
#include <linnet/training/progress.hpp>
#include <linnet/training/results.hpp>
#include <linnet/training/trainer.hpp>
#include <linnet/training/training_record.hpp>

#include <numeric>

namespace linnet {

/// Loss, optimizer, metrics, gradients, moments and activations around a model. Refers to the model: it must stay in its place.
/// After `compile` a step allocates nothing, for batches of up to 32 samples or what `reserve` or a fit has asked for.
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
      : trainer_(model.layers(), loss, optimizer, metrics...),
        fixed_(block * (Trainer::gradient_blocks + (std::max)(0, optimizer.slot_count()))),
        model_in_use_(model.in_use_) {
    detail::expect(model.parameters().data() != nullptr, detail::not_constructed_or_moved);
    detail::require_settings(loss);
    detail::require_settings(optimizer);
    (detail::require_settings(metrics), ...);
    detail::require_learning_rate(optimizer.learning_rate);
    detail::require(optimizer.slot_count() >= 0, [&] {
      return detail::text("compile: the optimizer asks for ", optimizer.slot_count(), " slots; it must be 0 or more");
    });
    float value = 0.0f;
    float norm = 0.0f;
    if constexpr (requires { optimizer.clipvalue; }) value = optimizer.clipvalue;
    if constexpr (requires { optimizer.global_clipnorm; }) norm = optimizer.global_clipnorm;
    detail::require(value >= 0.0f && norm >= 0.0f && !(value > 0.0f && norm > 0.0f), [&] {
      return detail::text("compile: clipvalue is ", value, " and global_clipnorm is ", norm,
                          "; they must not be negative, and only one of them may be above 0");
    });
    detail::require(!Trainer::problem(loss), [&] { return std::string(Trainer::problem(loss)); });
    trainer_.blocks.parameters = model.parameters().data();
    trainer_.blocks.state = model.state().data();
    trainer_.blocks.gradients = fixed_.data();
    trainer_.slot_blocks = fixed_.data() + block * Trainer::gradient_blocks;
    reserve(32);
  }
  Training(Training&&) = default;  // and no copies: it points into its own memory

  /// Makes room for batches of `batch_size` samples, so that later steps allocate nothing.
  LINNET_COLD void reserve(Index batch_size) {
    if (batch_size <= trainer_.blocks.capacity) return;
    const Index capacity = aligned<Scalar>(batch_size);
    const Index batch = Topology::batch_numbers(capacity);
    batch_ = Storage<Scalar>(batch + (Input::size + 1) * capacity);
    targets_.resize(static_cast<std::size_t>(capacity * Trainer::target_width));
    trainer_.blocks.template place<Topology>(batch_.data(), capacity);
    x_batch_ = batch_.data() + batch;
    weights_ = x_batch_ + Input::size * capacity;
  }

  /// Trains. Returns the History of the epochs that were completed; a loss that is not finite ends it with a stop_reason.
  /// Throws InvalidInput for data or options that do not fit, before anything is changed. After `resume` it goes on with the fit that
  /// was saved: `epochs` counts those that were done too, `seed` changes nothing, and the History is that of all epochs.
  LINNET_OWN_CODE History fit(ArrayView<Scalar> x, const TargetView& y, const Options& options = {}) {
    detail::require_options(options);
    detail::require_classes(options.class_weight, rule());
    detail::require_samples("fit", x, Input::dims);
    detail::require_targets("fit", y, x.samples(), rule());
    detail::require_one_class("fit", options.class_weight, y);
    detail::require_weights("fit", options.sample_weight, x.samples());
    detail::require_indices("fit: samples", options.samples, x.samples());
    detail::require_indices("fit: validation_samples", options.validation_samples, x.samples());
    const Parts parts = parts_of(x, y, options);
    ArraySource source{*this, parts, options};
    reserve((std::min)(options.batch_size, source.samples()));
    return Fit<ArraySource>{*this, source, plan_of(options, parts.validation)}.run();
  }

  /// Trains on batches from anywhere, for data that does not fit in memory. A batch has x, y and, if its samples are weighted,
  /// sample_weight: a struct with members of these names, or a pair or tuple of them in this order; tensors, or views of them. It lives
  /// until its step is done. `batches` is one of
  ///
  ///   a range of batches, from its beginning in each epoch; one that can be read only once lasts as long as it has batches;
  ///   a callable that returns std::optional of a batch, nullopt at the end of an epoch, and is then called for the next one;
  ///   a callable that returns batches without end, with `steps_per_epoch`.
  ///
  /// The same batches give the same bits as fit over arrays without shuffle. Each batch is checked as train_on_batch does it; a batch
  /// that does not fit throws InvalidInput that says where it was, with the steps before it done, and so does an epoch without a batch.
  /// After `resume` the batches of the epoch that were done are drawn and dropped: the first one that is drawn must be the first of that
  /// epoch (FitState::epoch, which on_epoch_begin sees before, counts on).
  template <class Batches>
  LINNET_OWN_CODE History fit(Batches&& batches, const BatchOptions& options = {}) {
    detail::require_options(options);
    detail::require_classes(options.class_weight, rule());
    Validation validation{options.validation_data, {}, {}};
    require_validation(validation.data);
    BatchSource<Batches> source{*this, batches, options};
    return Fit<BatchSource<Batches>>{*this, source, plan_of(options, validation)}.run();
  }

  /// Loss and metrics over all samples of x, without training. `batch_size` samples at a time.
  LINNET_OWN_CODE BatchResults evaluate(ArrayView<Scalar> x, const TargetView& y, Index batch_size = 32) {
    check_evaluation(x, y, batch_size);
    return evaluate_checked(x, y, {}, batch_size);
  }
  /// The same over the samples with the indices `samples` alone.
  LINNET_OWN_CODE BatchResults evaluate(ArrayView<Scalar> x, const TargetView& y, std::span<const std::uint32_t> samples,
                                        Index batch_size = 32) {
    check_evaluation(x, y, batch_size);
    detail::require(!samples.empty(), [] { return std::string("evaluate: samples names no sample"); });
    detail::require_indices("evaluate: samples", samples, x.samples());
    return evaluate_checked(x, y, {}, batch_size, samples);
  }

  /// One step on one batch; returns its loss and metrics from before the update. `sample_weight` (samples) may be left out.
  LINNET_OWN_CODE BatchResults train_on_batch(ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> sample_weight = {}) {
    return run_batch("train_on_batch", x, y, sample_weight, true);
  }

  /// Loss and metrics of one batch.
  LINNET_OWN_CODE BatchResults test_on_batch(ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> sample_weight = {}) {
    return run_batch("test_on_batch", x, y, sample_weight, false);
  }

  float learning_rate() const { return trainer_.optimizer.learning_rate; }
  /// Holds from the next step on.
  void set_learning_rate(float rate) {
    detail::require_learning_rate(rate);
    trainer_.optimizer.learning_rate = rate;
  }

  /// Updates made so far.
  std::uint64_t steps() const { return trainer_.steps; }

  /// Where the numbers of this training are, for checkpoints: see save_checkpoint and resume (io/checkpoint.hpp).
  TrainingRecord record();

  /// Gradients of the last step, laid out as the model's parameters; empty for an optimizer that trains in place.
  std::span<const Scalar> gradients() const {
    return {fixed_.data(), static_cast<std::size_t>(block * Trainer::gradient_blocks)};
  }

  /// "loss", then the metrics; of those with one name the second is called name_1, the third name_2, as in Keras.
  static constexpr auto names = detail::metric_names<false, M...>;
  /// The same for validation data, with val_ in front.
  static constexpr auto validation_names = detail::metric_names<true, M...>;

 private:
  using Trainer = linnet::Trainer<Scalar, Input, std::remove_cvref_t<decltype(std::declval<Model&>().layers())>, L, O, M...>;
  using Topology = typename Trainer::Topology;
  using Target = typename Trainer::Target;
  static constexpr Index block = Topology::parameter_block;

  struct Validation {
    Dataset<Scalar> data;
    ArrayView<Scalar> weights;
    std::span<const std::uint32_t> samples{};  ///< none: all of data
  };
  struct Parts {
    ArrayView<Scalar> x;
    TargetView y;
    ArrayView<Scalar> weights;
    Validation validation;
  };
  /// What a fit does besides its batches.
  struct Plan {
    Index epochs;
    std::optional<std::uint64_t> seed;
    std::span<const AnyCallback> callbacks;
    int verbose;
    Validation validation;
  };

  static detail::TargetRule rule() { return detail::target_rule<L, Output>(); }

  template <class AnyOptions>
  static Plan plan_of(const AnyOptions& o, const Validation& validation) {
    return {o.epochs, o.seed, o.callbacks, o.verbose, validation};
  }

  /// True if there is validation data, which is checked.
  LINNET_COLD static bool require_validation(const Dataset<Scalar>& data) {
    if (data.x.empty() && data.y.empty()) return false;
    detail::require_samples("fit: validation_data", data.x, Input::dims);
    detail::require_targets("fit: validation_data", data.y, data.x.samples(), rule());
    return true;
  }

  /// Training and validation parts of arrays; checks the validation data.
  static Parts parts_of(ArrayView<Scalar> x, const TargetView& y, const Options& o);

  // Where the batches of a fit come from (array_source.hpp, batch_source.hpp), and its epochs (fit.hpp).
  struct LINNET_OWN_CODE ArraySource;
  template <class Batches>
  class LINNET_OWN_CODE BatchSource;
  template <class Source>
  struct LINNET_OWN_CODE Fit;

  void reset_metrics() {
    std::apply([](auto&... metric) { (metric.reset(), ...); }, trainer_.metrics);
  }

  BatchResults results(double loss) const {
    return {names, std::apply(
                       [&](const auto&... metric) {
                         return std::array<double, sizeof...(M) + 1>{loss, metric.result()...};
                       },
                       trainer_.metrics)};
  }

  LINNET_OWN_CODE BatchResults run_batch(const char* who, ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> weights,
                                         bool train) {
    detail::require_samples(who, x, Input::dims);
    detail::require_targets(who, y, x.samples(), rule());
    detail::require_weights(who, weights, x.samples());
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reserve(x.samples());
    reset_metrics();
    const Index n = x.samples();
    y.copy(0, n * Trainer::target_width, targets_.data());
    return results(static_cast<double>(trainer_(x.data(), targets_.data(), weights.data(), n, train, random_)));
  }

  static void check_evaluation(ArrayView<Scalar> x, const TargetView& y, Index batch_size) {
    detail::require(batch_size >= 1,
                    [&] { return detail::text("evaluate: batch_size is ", batch_size, "; it must be at least 1"); });
    detail::require_samples("evaluate", x, Input::dims);
    detail::require_targets("evaluate", y, x.samples(), rule());
  }

  /// Copies samples of x to the batch memory (samples, Input) and returns it.
  LINNET_OWN_CODE const Scalar* gather(const ArrayView<Scalar>& x, std::span<const std::uint32_t> samples);
  /// Over the samples with these indices, or over all if there are none.
  LINNET_OWN_CODE BatchResults evaluate_checked(ArrayView<Scalar> x, const TargetView& y, ArrayView<Scalar> weights,
                                                Index batch_size, std::span<const std::uint32_t> samples = {});

  Trainer trainer_;
  Storage<Scalar> fixed_;  // gradients (parameter_block), then the optimizer's slots (parameter_block each)
  Storage<Scalar> batch_;  // outputs, remembered, scratch, two deltas, gathered x, gathered weights
  std::vector<Target> targets_;
  Scalar* x_batch_ = nullptr;
  Scalar* weights_ = nullptr;
  Random random_{0};
  FitProgress progress_;  // of the last fit
  FitPhase phase_ = FitPhase::none;
  detail::InUseOf model_in_use_;
};

template <class Input_, class... Layers>
template <Loss L, Optimizer O, Metric... M>
Training<Sequential<Input_, Layers...>, L, O, M...> Sequential<Input_, Layers...>::compile(const L& loss, const O& optimizer,
                                                                                           const M&... metrics) & {
  return {*this, loss, optimizer, metrics...};
}

}  // namespace linnet

#include <linnet/training/array_source.hpp>
#include <linnet/training/batch_source.hpp>
#include <linnet/training/evaluate.hpp>
#include <linnet/training/fit.hpp>
