// SPDX-License-Identifier: MIT
// StaticTraining: what compile of a StaticSequential returns. Training without a heap, over arrays that the caller owns.
#pragma once

#include <linnet/models/static_sequential.hpp>
#include <linnet/training/on_chip/fit_callbacks.hpp>
#include <linnet/training/on_chip/fit_options.hpp>
#include <linnet/training/on_chip/fit_pass.hpp>
#include <linnet/training/on_chip/with_optimizer.hpp>
#include <linnet/training/refused_static.hpp>
#include <linnet/training/sources/span_source.hpp>
#include <linnet/training/step/static_checks.hpp>
#include <linnet/training/train_step.hpp>

#include <algorithm>

namespace linnet {

/// Loss, optimizer, metrics, gradients, moments and activations around a model, all inside the object. The steps are those of
/// Training: same seed and data, same bits.
///
/// x are samples (n, Input), y targets: class indices (n), of sequences (n, steps), or numbers (n, Output), as the loss takes them. Both
/// are std::spans, C arrays, std::arrays, tensors or row-major matrices. x are numbers of the model or integers: indices for a model that takes
/// them, which become numbers in this object, otherwise of up to 16 bits. These, and targets of another type than Target, are converted
/// batch by batch, on the stack.
/// Wrong sizes fail before anything changes; a step whose loss, gradients or batch statistics are not finite changes neither parameters
/// nor state, and does not count in steps().
template <class Model, Index BatchSize, Index ShuffledSamples, class L, class O, class... M>
class StaticTraining {
  static_assert(BatchSize >= 1, "compile: the batch must have room for at least 1 sample");
  using TrainStep = linnet::TrainStep<typename Model::Scalar, typename Model::Input,
                                      std::remove_cvref_t<decltype(std::declval<const Model&>().layers())>, L, O, M...>;

 public:
  using Scalar = typename Model::Scalar;
  using Input = typename Model::Input;
  using Output = typename Model::Output;
  using Topology = typename TrainStep::Topology;
  using Target = typename TrainStep::Target;
  using BatchResults = Results<sizeof...(M) + 1>;
  /// The view of x in braces: {pointer, count}.
  using SamplesView = FlatView<const std::conditional_t<(Model::vocabulary > 0), std::int32_t, Scalar>>;
  using RefusedData = detail::RefusedStaticData<Scalar, (Model::vocabulary > 0)>;
  template <class X, class Y>
  static constexpr bool refuses = !detail::SamplesOf<X, Model> || !detail::Viewable<Y, Target>;

  /// Inline, as compile is: checks of settings that are constants then leave neither code nor their sentences in the firmware.
  LINNET_ALWAYS_INLINE StaticTraining(Model& model_, const L& loss, const O& optimizer, const M&... metrics)
      : step_(model_.layers(), loss, optimizer, metrics...), model_in_use_(detail::ModelAccess::in_use(model_)) {
    detail::expect_static_settings(optimizer);
    detail::ModelAccess::require_constructed(model_);
    auto& b = step_.blocks;
    b.parameters = model_.parameters().data();
    b.state = model_.state().data();
    b.gradients = memory_.data();
    step_.slot_blocks = memory_.data() + gradient_numbers;
    b.template place<Topology>(memory_.data() + gradient_numbers + block * slot_blocks, capacity);
  }
  StaticTraining(const StaticTraining&) = delete;  // it points into its own memory
  StaticTraining& operator=(const StaticTraining&) = delete;

  /// One step on a batch of at most BatchSize samples; returns its loss before the update. `sample_weight` (n), or (n, steps)
  /// where each step has a target, is optional.
  template <detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE Scalar train_on_batch(const X& x, const Y& y, FlatView<const Scalar> sample_weight = {}) {
    return on_batch(detail::flat_view<Scalar>(x), detail::flat_view<Target>(y), sample_weight, true);
  }
  /// Loss of a batch, without training.
  template <detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE Scalar test_on_batch(const X& x, const Y& y, FlatView<const Scalar> sample_weight = {}) {
    return on_batch(detail::flat_view<Scalar>(x), detail::flat_view<Target>(y), sample_weight, false);
  }

  /// The first half of train_on_batch, for a loop of your own: leaves the gradients of the batch in `gradients`, where they may be read and
  /// changed, and makes no step; returns the loss. `Batches` calls add up to the gradients of their mean loss, with the bits of one large
  /// batch: the first after a step begins, the others add. A loss that is not finite leaves all as it was.
  template <Index Batches = 1, detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE Scalar compute_gradients(const X& x, const Y& y, FlatView<const Scalar> sample_weight = {}) {
    static_assert(!TrainStep::in_place, "compute_gradients: InPlaceSGD has no memory for gradients; use SGD");
    static_assert(Batches == 1 || detail::spare_numbers<Topology> == 0,
                  "compute_gradients: a layer of this model does not add to gradients (recurrent layers, and your own without "
                  "adds_gradients); accumulate with a Sequential");
    return on_batch(detail::flat_view<Scalar>(x), detail::flat_view<Target>(y), sample_weight, [this](const auto& batch) {
      return step_.template compute_gradients<BatchSize == 1>(batch, static_cast<std::int32_t>(Batches), random_);
    });
  }
  /// The second half: clips the gradients and makes the step of the optimizer. Returns false, and changes no parameter, if their norm is not
  /// finite.
  LINNET_OWN_CODE bool apply_gradients() {
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    return step_.apply_gradients();
  }

  /// Trains for epochs over all samples. After each epoch `after(epoch, results)` may look at the mean loss and the metrics,
  /// evaluate other samples, set the learning rate, save the weights, and end the training by returning false. Returns the
  /// results of the last epoch: its loss is not finite if a step's was not, which ends the training too.
  template <detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>,
            detail::AfterEpoch<BatchResults> After>
  LINNET_OWN_CODE BatchResults fit(const X& x, const Y& y, const StaticFitOptions& options, const After& after) {
    const auto inputs = detail::flat_view<Scalar>(x);
    const auto targets = detail::flat_view<Target>(y);
    const auto order = begin_fit(check_data(inputs, targets, {}), options);
    BatchResults last{};
    for (Index epoch = 0; epoch < options.epochs; ++epoch) {
      random_.shuffle(order);
      last = pass(inputs, targets, batch_size(options), order, true);
      if (!math::is_finite(last.loss()) || !after(epoch, std::as_const(last))) break;
    }
    return last;
  }
  template <detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE BatchResults fit(const X& x, const Y& y, const StaticFitOptions& options = {}) {
    return fit(x, y, options, [](Index, const BatchResults&) { return true; });
  }
  /// The same with callbacks, sample_weight(w), class_weight(w), validation_data(x, y) and gradient_accumulation_steps(batches), in any
  /// order (on_chip/fit_callbacks.hpp): a program has code only for those that it passes. The fit ends in the bits of Training with these options.
  template <detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>, class First,
            class... More>
  requires(sizeof...(More) > 0 || !detail::AfterEpoch<const First, BatchResults>) LINNET_OWN_CODE BatchResults
      fit(const X& x, const Y& y, const StaticFitOptions& options, First&& first, More&&... more) {
    const auto inputs = detail::flat_view<Scalar>(x);
    const auto targets = detail::flat_view<Target>(y);
    const Index samples = check_data(inputs, targets, {});
    const auto check = [&](const auto& data) {
      check_data(detail::flat_view<Scalar>(data.x), detail::flat_view<Target>(data.y), {});
    };
    detail::check_validation(check, first, more...);
    const auto weights = detail::fit_weights<Scalar>(samples, first, more...);
    const auto steps = detail::fit_steps<TrainStep>(first, more...);
    const auto order = begin_fit(samples, options);
    const Index batch = batch_size(options);
    constexpr auto state_block = static_cast<std::size_t>(Topology::state_block);
    StaticFitState<StaticTraining> state{*this,
                                         {step_.blocks.parameters, block},
                                         {step_.blocks.state, state_block},
                                         options.epochs,
                                         (samples + batch - 1) / batch};
    const auto train = [&](const auto& run) {
      random_.shuffle(order);
      return pass(inputs, targets, batch, order, true, run);
    };
    return detail::fit_epochs<BatchSize>(state, weights, steps, train, first, more...);
  }

  /// Loss and metrics over all samples, without training.
  template <detail::SamplesOf<Model> X = SamplesView, detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE BatchResults evaluate(const X& x, const Y& y) {
    const auto inputs = detail::flat_view<Scalar>(x);
    const auto targets = detail::flat_view<Target>(y);
    check_data(inputs, targets, {});
    return pass(inputs, targets, BatchSize, {}, false);
  }

  /// Calls that are refused in a sentence. Names that no options have are braces for an array, which only g++ considers, or for dots.
  template <class Y, std::size_t Count>  // volatile: a worse match than that of a right call, and none for braces
  detail::RefusedStaticFit<Scalar> fit(detail::AnyData, const volatile Y&, const detail::Anything (&)[Count],
                                       const detail::Anything& after = {});
  template <class Refused = detail::RefusedStaticFit<Scalar>>
  Refused fit(detail::AnyData, detail::AnyData, ...);
  template <class Refused = detail::RefusedStaticDataset<Scalar>>
  Refused fit(detail::AnyData, const StaticFitOptions& = {}, const detail::Anything& after = {});
  template <class Refused = detail::RefusedStaticDataset<Scalar>>
  Refused evaluate(detail::AnyData);
  template <class X, class Y>
  requires(refuses<X, Y>) RefusedData evaluate(const X&, const Y&, ...);
  template <class X, class Y>
  requires(refuses<X, Y>) RefusedData train_on_batch(const X&, const Y&, ...);
  template <class X, class Y>
  requires(refuses<X, Y>) RefusedData test_on_batch(const X&, const Y&, ...);

  /// Returns metric `I` in the order of compile, over the samples since `reset_metrics` or the beginning of the epoch.
  template <std::size_t I>
  const auto& metric() const {
    return std::get<I>(step_.metrics);
  }
  void reset_metrics() { step_.reset_metrics(); }

  /// Seeds the order of samples and Dropout.
  void seed(std::uint64_t seed) { random_ = Random(seed); }

  float learning_rate() const { return step_.optimizer.learning_rate; }
  void set_learning_rate(float rate) { step_.set_learning_rate(rate); }

  /// Updates made so far.
  std::uint64_t steps() const { return step_.steps; }

  /// Gradients of the last step, or of compute_gradients, laid out as the model's parameters; empty for an optimizer that trains in place.
  std::span<Scalar> gradients() { return std::span(memory_).first(gradient_numbers); }
  std::span<const Scalar> gradients() const { return std::span(memory_).first(gradient_numbers); }
  /// The part of them that belongs to some of the model's parameters: training.gradient(model.parameter<1>(0)).
  std::span<Scalar> gradient(std::span<const Scalar> parameters) {
    return detail::gradient_of<Scalar>(parameters, {step_.blocks.parameters, block}, gradients());
  }

  /// "loss", then the metrics.
  static constexpr auto names = detail::metric_names<false, M...>;

 private:
  friend detail::StaticTrainingAccess;
  static constexpr std::size_t block = static_cast<std::size_t>(Topology::parameter_block);
  static constexpr std::size_t slot_blocks = static_cast<std::size_t>(detail::slot_room<O>());
  static constexpr Index capacity = aligned<Scalar>(BatchSize);
  /// Samples of a batch that are gathered in an order, and that are not where the user has them.
  static constexpr std::size_t gathered = ShuffledSamples > 0 ? static_cast<std::size_t>(BatchSize) : 0;
  static constexpr std::size_t moved = Model::vocabulary > 0 ? static_cast<std::size_t>(BatchSize) : gathered;
  static constexpr std::size_t input = static_cast<std::size_t>(Input::size);
  static constexpr std::size_t width = static_cast<std::size_t>(TrainStep::target_width);
  static constexpr std::size_t gradient_numbers = block * static_cast<std::size_t>(TrainStep::gradient_blocks);
  static constexpr std::size_t numbers =
      gradient_numbers + block * slot_blocks + static_cast<std::size_t>(TrainStep::batch_numbers(capacity));

  template <class X, class Y>
  using Source = detail::SpanSource<Scalar, Target, X, Y, Input::size, TrainStep::target_width>;
  /// Samples and targets of a batch that are converted on the stack: numbers X for which the object has no room, and numbers Y.
  template <class X>
  using ConvertedSamples =
      std::array<Scalar, Source<X, Target>::converts_x && moved == 0 ? static_cast<std::size_t>(BatchSize) * input : 0>;
  template <class Y>
  using ConvertedTargets = std::array<Target, Source<Scalar, Y>::converts ? static_cast<std::size_t>(BatchSize) * width : 0>;

  /// Checks the arguments; returns the number of samples.
  template <class X, class Y>
  LINNET_OWN_CODE Index check_data(FlatView<const X> x, FlatView<const Y> y, FlatView<const Scalar> sample_weight) const {
    if constexpr (LINNET_CHECKS_CONSTRUCTED) detail::expect(step_.blocks.parameters != nullptr, detail::not_constructed);
    return detail::check_static_data<TrainStep, L>(x, y, sample_weight);
  }

  template <class X, class Y>
  LINNET_OWN_CODE Scalar on_batch(FlatView<const X> x, FlatView<const Y> y, FlatView<const Scalar> sample_weight, bool train) {
    return on_batch(x, y, sample_weight, [this, train](const auto& batch) LINNET_INLINE_LAMBDA {
      return step_.template operator()<BatchSize == 1>(batch, train, random_);
    });
  }
  template <class X, class Y, class Step>
  LINNET_ALWAYS_INLINE LINNET_OWN_CODE Scalar on_batch(FlatView<const X> x, FlatView<const Y> y,
                                                       FlatView<const Scalar> sample_weight, const Step& step) {
    const Index n = check_data(x, y, sample_weight);
    detail::expect(n <= BatchSize, "training: the batch has more samples than compile made room for");
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reset_metrics();
    ConvertedSamples<X> samples;
    ConvertedTargets<Y> targets;
    const SampleBatch<Scalar, Target> batch{
        Source<X, Y>::in_place(x.data(), static_cast<Index>(x.size()), moved == 0 ? samples.data() : x_gathered_.data()),
        Source<X, Y>::in_place(y.data(), static_cast<Index>(y.size()), targets.data()),
        sample_weight.empty() ? nullptr : sample_weight.data(), n};
    if constexpr (TrainStep::target_rows > 1) {
      const Batch<Scalar, Target> of_steps{batch, sample_weight.size() > static_cast<std::size_t>(n)};
      return step(of_steps);
    } else {
      return step(batch);
    }
  }

  static Index batch_size(const StaticFitOptions& options) { return options.batch_size == 0 ? BatchSize : options.batch_size; }
  /// Checks the options; returns the order of samples, or nothing if it does not matter.
  LINNET_OWN_CODE std::span<std::uint32_t> begin_fit(Index samples, const StaticFitOptions& options) {
    detail::expect_fit_options(options, batch_size(options), BatchSize, samples, ShuffledSamples);
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = static_cast<std::uint32_t>(i);
    return std::span(order_).first(ShuffledSamples > 0 && options.shuffle ? static_cast<std::size_t>(samples) : 0);
  }

  /// One pass over all samples, in the order of `order`, if it is not empty.
  template <class X, class Y, class Run = detail::PlainPass>
  LINNET_OWN_CODE BatchResults pass(FlatView<const X> x, FlatView<const Y> y, Index batch, std::span<const std::uint32_t> order,
                                    bool train, const Run& run = {}) {
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    step_.reset_metrics();
    ConvertedSamples<X> samples;
    std::conditional_t<gathered == 0, ConvertedTargets<Y>, std::array<Target, 0>> targets;
    Source<X, Y> source{x,
                        y,
                        batch,
                        order,
                        moved == 0 ? samples.data() : x_gathered_.data(),
                        gathered == 0 ? targets.data() : y_gathered_.data()};
    return step_.results(run(step_, source, train, random_));
  }

  // gradients (parameter_block), the optimizer's slots (parameter_block each), batch_numbers
  alignas(alignment_numbers<Scalar> * sizeof(Scalar)) std::array<Scalar, numbers> memory_{};
  std::array<Scalar, moved * input> x_gathered_{};     // (BatchSize, Input)
  std::array<Target, gathered * width> y_gathered_{};  // (BatchSize, target_width)
  std::array<std::uint32_t, static_cast<std::size_t>(ShuffledSamples)> order_{};
  TrainStep step_;
  Random random_{0};
  [[no_unique_address]] detail::InUseOf model_in_use_;
};

/// Called by StaticSequential::compile.
template <Index BatchSize, Index ShuffledSamples, class Model, Loss L, Optimizer O, Metric... M>
LINNET_ALWAYS_INLINE StaticTraining<Model, BatchSize, ShuffledSamples, L, O, M...> make_static_training(Model& model,
                                                                                                        const L& loss,
                                                                                                        const O& optimizer,
                                                                                                        const M&... metrics) {
  return {model, loss, optimizer, metrics...};
}

}  // namespace linnet
