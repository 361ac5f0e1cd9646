// SPDX-License-Identifier: MIT
// StaticTraining: what compile of a StaticSequential returns. Training without a heap, over arrays that the caller owns.
#pragma once

#include <linnet/core/flat_view.hpp>
#include <linnet/core/labels.hpp>
#include <linnet/models/static_sequential.hpp>
#include <linnet/training/refused_static.hpp>
#include <linnet/training/run_batches.hpp>
#include <linnet/training/sources/span_source.hpp>
#include <linnet/training/train_step.hpp>

#include <algorithm>

namespace linnet {

/// Options of StaticTraining::fit.
struct StaticFitOptions {
  Index epochs = 1;
  Index batch_size = 0;  ///< 0: as many as there is memory for
  bool shuffle = true;   ///< anew before each epoch, where compile was given ShuffledSamples
};

/// Loss, optimizer, metrics, gradients, moments and activations around a model, all inside the object. The steps are those of
/// Training: same seed and data, same bits.
///
/// x are samples (n, Input), y targets: class indices (n), or numbers (n, Output), as the loss takes them. Both are std::spans, C arrays,
/// std::arrays, tensors or row-major matrices. Targets of another type than Target are converted batch by batch, on the stack.
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

  /// Inline, as compile is: checks of settings that are constants then leave neither code nor their sentences in the firmware.
  LINNET_ALWAYS_INLINE StaticTraining(Model& model_, const L& loss, const O& optimizer, const M&... metrics)
      : step_(model_.layers(), loss, optimizer, metrics...), model_in_use_(detail::ModelAccess::in_use(model_)) {
    detail::expect(optimizer.slot_count() >= 0 && optimizer.slot_count() <= detail::slot_room<O>(),
                   "compile: these settings of the optimizer need more slots than the most_slots of its type");
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

  /// One step on a batch of at most BatchSize samples; returns its loss before the update. `sample_weight` (n) is
  /// optional.
  template <detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE Scalar train_on_batch(FlatView<const Scalar> x, const Y& y, FlatView<const Scalar> sample_weight = {}) {
    return on_batch(x, detail::flat_view<Target>(y), sample_weight, true);
  }
  /// Loss of a batch, without training.
  template <detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE Scalar test_on_batch(FlatView<const Scalar> x, const Y& y, FlatView<const Scalar> sample_weight = {}) {
    return on_batch(x, detail::flat_view<Target>(y), sample_weight, false);
  }

  /// Trains for epochs over all samples. After each epoch `after(epoch, results)` may look at the mean loss and the metrics,
  /// evaluate other samples, set the learning rate, save the weights, and end the training by returning false. Returns the
  /// results of the last epoch: its loss is not finite if a step's was not, which ends the training too.
  template <detail::Viewable<Target> Y = FlatView<const Target>, class After>
  LINNET_OWN_CODE BatchResults fit(FlatView<const Scalar> x, const Y& y, const StaticFitOptions& options, const After& after) {
    const auto targets = detail::flat_view<Target>(y);
    const Index samples = check_data(x, targets, {});
    const Index batch = options.batch_size == 0 ? BatchSize : options.batch_size;
    detail::expect(options.epochs >= 1, "fit: epochs must be at least 1");
    detail::expect(batch >= 1 && batch <= BatchSize, "fit: batch_size is more than compile made room for, or less than 1");
    const bool shuffles = ShuffledSamples > 0 && options.shuffle;
    detail::expect(!shuffles || samples <= ShuffledSamples, "fit: there are more samples than compile made room to shuffle");
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = static_cast<std::uint32_t>(i);
    const auto order = std::span(order_).first(shuffles ? static_cast<std::size_t>(samples) : 0);
    BatchResults last{};
    for (Index epoch = 0; epoch < options.epochs; ++epoch) {
      random_.shuffle(order);
      last = pass(x, targets, batch, order, true);
      if (!math::is_finite(last.loss()) || !after(epoch, std::as_const(last))) break;
    }
    return last;
  }
  template <detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE BatchResults fit(FlatView<const Scalar> x, const Y& y, const StaticFitOptions& options = {}) {
    return fit(x, y, options, [](Index, const BatchResults&) { return true; });
  }

  /// Loss and metrics over all samples, without training.
  template <detail::Viewable<Target> Y = FlatView<const Target>>
  LINNET_OWN_CODE BatchResults evaluate(FlatView<const Scalar> x, const Y& y) {
    const auto targets = detail::flat_view<Target>(y);
    check_data(x, targets, {});
    return pass(x, targets, BatchSize, {}, false);
  }

  /// Calls that are refused in a sentence. Names that no options have are braces for an array, which only g++ considers, or for dots.
  template <class Y, std::size_t Count>  // volatile: a worse match than that of a right call, and none for braces
  detail::RefusedStaticFit<Scalar> fit(detail::AnyData, const volatile Y&, const detail::Anything (&)[Count],
                                       const detail::Anything& after = {});
  template <class Refused = detail::RefusedStaticFit<Scalar>>
  Refused fit(detail::AnyData, detail::AnyData, ...);
  template <class X, class Y>
  requires(!std::is_convertible_v<const X&, FlatView<const Scalar>> ||
           !detail::Viewable<Y, Target>) detail::RefusedStaticData<Scalar> evaluate(const X&, const Y&, ...);
  template <class X, class Y>
  requires(!std::is_convertible_v<const X&, FlatView<const Scalar>> ||
           !detail::Viewable<Y, Target>) detail::RefusedStaticData<Scalar> train_on_batch(const X&, const Y&, ...);
  template <class X, class Y>
  requires(!std::is_convertible_v<const X&, FlatView<const Scalar>> ||
           !detail::Viewable<Y, Target>) detail::RefusedStaticData<Scalar> test_on_batch(const X&, const Y&, ...);

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

  /// Gradients of the last step, laid out as the model's parameters; empty for an optimizer that trains in place.
  std::span<const Scalar> gradients() const { return std::span(memory_).first(gradient_numbers); }

  /// "loss", then the metrics.
  static constexpr auto names = detail::metric_names<false, M...>;

 private:
  static constexpr std::size_t block = static_cast<std::size_t>(Topology::parameter_block);
  static constexpr std::size_t slot_blocks = static_cast<std::size_t>(detail::slot_room<O>());
  static constexpr Index capacity = aligned<Scalar>(BatchSize);
  static constexpr std::size_t gathered = ShuffledSamples > 0 ? static_cast<std::size_t>(BatchSize) : 0;
  static constexpr std::size_t input = static_cast<std::size_t>(Input::size);
  static constexpr std::size_t width = static_cast<std::size_t>(TrainStep::target_width);
  static constexpr std::size_t gradient_numbers = block * static_cast<std::size_t>(TrainStep::gradient_blocks);
  static constexpr std::size_t numbers =
      gradient_numbers + block * slot_blocks + static_cast<std::size_t>(Topology::batch_numbers(capacity));

  template <class Y>
  using Source = detail::SpanSource<Scalar, Target, Y, Input::size, TrainStep::target_width>;
  /// Numbers of a batch of targets Y that are converted.
  template <class Y>
  static constexpr std::size_t converted = Source<Y>::converts ? static_cast<std::size_t>(BatchSize) * width : 0;

  /// Checks the arguments; returns the number of samples.
  template <class Y>
  LINNET_OWN_CODE Index check_data(FlatView<const Scalar> x, FlatView<const Y> y, FlatView<const Scalar> sample_weight) const {
    if constexpr (LINNET_CHECKS_CONSTRUCTED) detail::expect(step_.blocks.parameters != nullptr, detail::not_constructed);
    const std::size_t samples = x.size() / input;
    detail::expect(samples >= 1 && samples * input == x.size(), "training: x is not a whole number of samples, at least 1");
    detail::expect(samples * width == y.size(), "training: y needs one target per sample of x");
    detail::expect(sample_weight.empty() || sample_weight.size() == samples,
                   "training: sample_weight needs one weight per sample of x");
    for (const Scalar weight : sample_weight) detail::expect(weight >= Scalar(0), "training: sample_weight must be 0 or more");
    if constexpr (L::integer_targets) {
      for (const Y label : y)
        detail::expect(detail::is_class(label, Output::size), "training: y has a label outside 0 .. classes - 1");
    } else if constexpr (requires { L::accepts(Scalar(0)); }) {
      check_targets(y);
    }
    return static_cast<Index>(samples);
  }

  /// Fails for numbers, or rows of them, that the loss does not accept.
  template <class Y>
  static void check_targets(FlatView<const Y> y) {
    static constexpr auto sentence = [] {
      detail::FixedText<L::name.size() + L::target_rule.size() + 24> text;
      text.append("training: ");
      text.append(L::name);
      text.append(" needs ");
      text.append(L::target_rule);
      return text;
    }();
    bool taken = true;
    for (const Y target : y) taken &= L::accepts(static_cast<Target>(target));
    if constexpr (requires { L::accepts_sum(Target(0)); }) {
      for (std::size_t first = 0; first < y.size(); first += width) {
        Target sum = Target(0);
        for (std::size_t j = 0; j < width; ++j) sum += static_cast<Target>(y[first + j]);
        taken &= L::accepts_sum(sum);
      }
    }
    detail::expect(taken, sentence.characters.data());
  }

  template <class Y>
  LINNET_OWN_CODE Scalar on_batch(FlatView<const Scalar> x, FlatView<const Y> y, FlatView<const Scalar> sample_weight,
                                  bool train) {
    const Index n = check_data(x, y, sample_weight);
    detail::expect(n <= BatchSize, "training: the batch has more samples than compile made room for");
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    reset_metrics();
    std::array<Target, converted<Y>> numbers_of_batch;
    Batch<Scalar, Target> batch{x.data(), nullptr, sample_weight.empty() ? nullptr : sample_weight.data(), n};
    if constexpr (Source<Y>::converts) {
      Source<Y>::copy_targets(y.data(), static_cast<Index>(y.size()), numbers_of_batch.data());
      batch.targets = numbers_of_batch.data();
    } else {
      batch.targets = y.data();
    }
    return step_.template operator()<BatchSize == 1>(batch, train, random_);
  }

  /// One pass over all samples, in the order of `order`, if it is not empty.
  template <class Y>
  LINNET_OWN_CODE BatchResults pass(FlatView<const Scalar> x, FlatView<const Y> y, Index batch,
                                    std::span<const std::uint32_t> order, bool train) {
    const detail::Using<> using_this(model_in_use_.flag(), detail::training_in_use);
    step_.reset_metrics();
    std::array<Target, gathered == 0 ? converted<Y> : 0> numbers_of_batch;
    Source<Y> source{x, y, batch, order, x_gathered_.data(), gathered == 0 ? numbers_of_batch.data() : y_gathered_.data()};
    return step_.results(detail::run_batches(step_, source, train, random_));
  }

  // gradients (parameter_block), the optimizer's slots (parameter_block each), batch_numbers
  alignas(alignment_numbers<Scalar> * sizeof(Scalar)) std::array<Scalar, numbers> memory_{};
  std::array<Scalar, gathered * input> x_gathered_{};  // (BatchSize, Input)
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
