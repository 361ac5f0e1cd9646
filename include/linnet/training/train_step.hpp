// SPDX-License-Identifier: MIT
// TrainStep: one training step (forward, loss, backward, clipping, update) over memory that its owner gives it. Allocates nothing.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/models/loss_and_metrics.hpp>
#include <linnet/network/concepts.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/lookup/touched_rows.hpp>
#include <linnet/network/pass_checks.hpp>
#include <linnet/network/tensor_places.hpp>
#include <linnet/training/batch.hpp>
#include <linnet/training/gradient_block.hpp>
#include <linnet/training/metric_names.hpp>
#include <linnet/training/output_activation.hpp>
#include <linnet/training/results.hpp>
#include <linnet/training/settings_checks.hpp>
#include <linnet/training/step/optimizer_update.hpp>
#include <linnet/training/step/training_layers.hpp>
#include <linnet/training/step/weight_average.hpp>

namespace linnet {

/// The step of a model with input shape `In` and layers `ModelLayers` (a tuple), trained with loss L, optimizer O, metrics M.
template <class T, class In, class ModelLayers, class L, class O, class... M>
class LINNET_OWN_CODE TrainStep {
 public:
  using Layers = decltype(detail::training_layers<L>(std::declval<const ModelLayers&>()));
  using Topology = TopologyOf<T, In, Layers>;
  using Output = typename Topology::Output;
  using Target = detail::TargetsOf<L, T>;
  /// Rows of an output, each with a target and a loss of its own, and the numbers of one: see output_rows.
  static constexpr Index target_rows = detail::output_rows<L, Output>();
  static constexpr Index row_size = Output::size / target_rows;
  static constexpr Index target_width = L::integer_targets ? target_rows : Output::size;
  static constexpr bool fused = !std::is_same_v<Layers, ModelLayers>;

  /// The optimizer needs no gradients: it trains within backward.
  static constexpr bool in_place = detail::trains_in_place<O>;
  static constexpr int gradient_blocks = in_place ? 0 : 1;

  /// Numbers of the memory for a batch of at most `capacity` samples.
  static constexpr Index batch_numbers(Index capacity) {
    return Topology::batch_numbers(capacity) + (in_place ? detail::layer_gradients<Topology> : 0);
  }

  /// Each output is a label, and metrics of classes count label by label.
  static constexpr bool multilabel =
      detail::multilabel_outputs<L, Output, typename decltype(detail::output_activation<ModelLayers>())::type>();

  LINNET_ALWAYS_INLINE TrainStep(const ModelLayers& layers, const L& loss_function, const O& optimizer_settings,
                                 const M&... metric_objects)
      : optimizer(optimizer_settings),
        metrics(metric_objects...),
        loss_(loss_function),
        layers_(detail::training_layers<L>(layers)) {
    if constexpr (requires { L::template check<Output>(); }) L::template check<Output>();
    if constexpr (multilabel) {
      std::apply([](auto&... metric) { (detail::count_labels_of(metric), ...); }, metrics);
    }
    if constexpr (in_place) {
      Engine::for_each_parameter(layers_, [](const auto& layer, std::size_t i, const ParameterInfo&, Index) {
        if constexpr (requires { layer.regularizer(i); }) {
          detail::expect(!layer.regularizer(i).active(), "compile: InPlaceSGD takes no regularizer; use SGD");
        }
      });
    }
    detail::expect_settings(loss_function);
    detail::expect_settings(optimizer_settings);
    (detail::expect_settings(metric_objects), ...);
    detail::expect_learning_rate(optimizer_settings.learning_rate);
    detail::expect_step_settings(optimizer_settings);
    const char* const problem = detail::output_problem<ModelLayers>(loss_function);
    detail::expect(problem == nullptr, problem);
  }

  /// The layers in training: see training_layers.
  const Layers& layers() const { return layers_; }

  O optimizer;
  std::tuple<M...> metrics;
  std::uint64_t steps = 0;  ///< number of updates, the only step counter
  TrainingBlocks<T> blocks;
  T* slot_blocks = nullptr;                  ///< the optimizer's slots, in order (parameter_block each)
  T* spare = nullptr;                        ///< (spare_numbers), for batches that add to the gradients of others
  std::span<const RateScale> rate_scales{};  ///< of tensors whose learning rate is another, in ascending order; on a host
  /// The optimizer's other memory, and the batches whose gradients are there for the next step.
  struct Progress {
    [[no_unique_address]] typename O::State optimizer_state{};
    std::int32_t batches = 0;
  } progress{};

  /// Takes effect with the next step.
  void set_learning_rate(float rate) {
    detail::expect_learning_rate(rate);
    optimizer.learning_rate = rate;
  }

  /// "loss", then the metrics; of several with the same name the second is name_1, the third name_2, as in Keras.
  static constexpr auto names = detail::metric_names<false, M...>;

  void reset_metrics() {
    std::apply([](auto&... metric) { (metric.reset(), ...); }, metrics);
  }

  /// The metrics since they were reset, after the loss.
  LINNET_NOINLINE Results<sizeof...(M) + 1> results(double loss) const {
    return {names, std::apply(
                       [&](const auto&... metric) {
                         return std::array<double, sizeof...(M) + 1>{loss, metric.result()...};
                       },
                       metrics)};
  }

  /// Mean loss of a batch, penalties included; updates the metrics. With `train` the parameters make one step, counted in `steps`, unless
  /// the loss, a layer's statistics of the batch or the norm of the gradients is not finite: then parameters, state and moments do not
  /// change. `One`: batches are of one sample, and the compiler leaves out what only larger ones need.
  template <bool One = false, class Samples>
  T operator()(const Samples& batch, bool train, Random& random) {
    const T* const x = batch.x;
    const Index n = One ? 1 : batch.n;
    if constexpr (LINNET_HOST && !in_place) {
      if (train && batches_per_step() > 1) {
        const bool waited =
            progress.batches == batches_per_step();  // for apply_gradients, and still does if this loss is not finite
        const T loss = compute_gradients<One>(batch, batches_per_step(), random);
        if (!waited && progress.batches == batches_per_step()) apply_gradients();
        return loss;
      }
    }
    const T loss = forward_pass(batch, n, 1, random, train);
    if (!train || !math::is_finite(loss) || !Engine::statistics_are_finite(layers_, n, blocks)) return loss;
    if constexpr (in_place) {
      blocks.gradients = blocks.parameters;
      blocks.step = -static_cast<T>(optimizer.learning_rate);
      if constexpr (requires { optimizer.clipvalue; }) blocks.limit = static_cast<T>(optimizer.clipvalue);
      Engine::template backward<false, true>(layers_, x, n, blocks);
    } else {
      BackwardBlocks<T> backward = blocks;
      backward.only_touched_rows = static_cast<bool>(touched());
      if constexpr (touches_rows) forget_untouched_rows();
      if constexpr (LINNET_HOST) {
        Engine::backward(layers_, x, n, backward, detail::Adding<T>{false, nullptr});
      } else {
        Engine::backward(layers_, x, n, backward);
      }
      Engine::add_penalty_gradients(layers_, blocks.parameters, blocks.gradients);
      if (!update(touched())) return loss;
    }
    Engine::update_state(layers_, n, blocks);
    end_step();
    return loss;
  }

  /// The batches of a step, for an optimizer that has gradient_accumulation_steps.
  std::int32_t batches_per_step() const { return detail::batches_per_step(optimizer); }

  /// The first part of a step: the gradients of the mean loss of `batches` batches, to which each of them adds its share, and the last one
  /// the penalties. Returns the loss of this batch. If it, or a layer's statistics of the batch, is not finite, nothing changes; otherwise
  /// states follow the batch.
  template <bool One = false, class Samples>
  T compute_gradients(const Samples& batch, std::int32_t batches, Random& random) requires(!in_place) {
    const Index n = One ? 1 : batch.n;
    const T loss = forward_pass(batch, n, batches, random, true);
    if (!math::is_finite(loss) || !Engine::statistics_are_finite(layers_, n, blocks)) return loss;
    if (progress.batches >= batches) progress.batches = 0;
    if constexpr (touches_rows) all_rows_ = true;
    Engine::backward(layers_, batch.x, n, blocks, detail::Adding<T>{progress.batches > 0, spare});
    Engine::update_state(layers_, n, blocks);
    if (++progress.batches == batches) Engine::add_penalty_gradients(layers_, blocks.parameters, blocks.gradients);
    return loss;
  }

  /// The second part of a step: clips the gradients that are there, and lets the optimizer apply them. Returns false if their norm is not
  /// finite: then no parameter changes.
  bool apply_gradients() requires(!in_place) {
    progress.batches = 0;
    if (!update({})) return false;
    end_step();
    return true;
  }

  /// Replaces the parameters by their moving average, if the optimizer keeps one and there was a step.
  void finalize_variable_values() {
    if constexpr (detail::Averages<O>) {
      if (optimizer.use_ema && steps > 0) detail::take_average<O>(average(), blocks.parameters, Topology::parameter_block);
    }
  }

  /// What a step left about the rows that it touched, in `blocks`; empty if it moves all. Their owner puts it back if he moves them.
  std::span<const T> touched_rows() const {
    const TouchedRows<T> rows = blocks.capacity > 0 ? touched() : TouchedRows<T>{};
    return rows ? std::span<const T>(rows.numbers, static_cast<std::size_t>(rows.size(rows.count()))) : std::span<const T>{};
  }
  void put_touched_rows(std::span<const T> rows) {
    if (!rows.empty()) std::copy(rows.begin(), rows.end(), touched().numbers);
  }

 private:
  using Engine = linnet::Engine<Topology, Layers>;

  /// The layer that touches few rows of a table, if the optimizer can move these alone.
  static constexpr std::size_t table_layer = detail::layer_that_touches_rows<Topology>();
  static constexpr bool touches_rows = table_layer < Topology::size && detail::UpdatesRows<O>;
  using Table = decltype(detail::table_place<Topology>());

  /// The rows that a step touches; none if it moves all, as of a table with a penalty.
  TouchedRows<T> touched() const {
    if constexpr (touches_rows) {
      if (!std::get<table_layer>(layers_).regularizer(0).active() && rate_scales.empty()) {
        return {blocks.remembered + Topology::remembered_offset(table_layer, blocks.capacity)};
      }
    }
    return {};
  }

  T* average() const { return slot_blocks + (optimizer.slot_count() - 1) * Topology::parameter_block; }
  LINNET_ALWAYS_INLINE void end_step() {
    ++steps;
    if constexpr (LINNET_HOST && detail::Averages<O>) {
      if (optimizer.use_ema) detail::follow(optimizer, average(), blocks.parameters, Topology::parameter_block, steps);
    }
  }

  /// Sets the gradients of the whole table to 0 after steps that wrote any of its rows.
  void forget_untouched_rows() {
    if (!touched()) all_rows_ = true;
    if (!all_rows_ || !touched()) return;
    std::fill_n(blocks.gradients, Table::end, T(0));
    touched().set_count(0);
    all_rows_ = false;
  }

  /// Clips the gradients, of which `rows` of a table, and lets the optimizer apply them; false if their norm is not finite.
  LINNET_ALWAYS_INLINE bool update(TouchedRows<T> rows) {
    if (!detail::GradientBlock<Topology, Layers, Table>{layers_, blocks.gradients, rows}.clip(optimizer)) return false;
    const Update<T> update{Topology::parameter_block, blocks.parameters, blocks.gradients,
                           SlotBlocks<T>{slot_blocks, Topology::parameter_block}, static_cast<T>(optimizer.learning_rate)};
    detail::apply_update<Topology, Table>(optimizer, progress.optimizer_state, update, rows, rate_scales);
    return true;
  }

  /// Mean loss of a batch, penalties included; its gradient, with `train`, is one of `batches` shares.
  template <class Samples>
  LINNET_ALWAYS_INLINE T forward_pass(const Samples& batch, Index n, Index batches, Random& random, bool train) {
    T* outputs = Engine::forward(layers_, batch.x, n, blocks, random, train);
    T penalty = T(0);  // in_place takes no regularizer
    if constexpr (!in_place) penalty = Engine::penalty(layers_, blocks.parameters);
    return math::fma(loss_pass(outputs, batch, n * target_rows, batches, train), T(1) / static_cast<T>(n * target_rows),
                     penalty);
  }

 protected:
  /// Weighted sum of the losses of outputs (n, row_size), which become predictions; gradient into blocks.deltas[0].
  template <class Samples>
  T loss_pass(T* outputs, const Samples& batch, Index n, Index batches, bool train) {
    constexpr std::size_t width = static_cast<std::size_t>(row_size);
    constexpr Index target_row = target_width / target_rows;
    const T share = T(1) / static_cast<T>(n * batches);
    bool of_steps = target_rows == 1;
    if constexpr (requires { batch.step_weights; }) of_steps = of_steps || batch.step_weights;
    T sum = T(0);
    for (Index i = 0; i < n; ++i) {
      const std::span<T> output(outputs + i * row_size, width);
      const std::span<const Target> target(batch.targets + i * target_row, static_cast<std::size_t>(target_row));
      const std::span<T> gradient = train ? std::span<T>(blocks.deltas[0] + i * row_size, width) : std::span<T>{};
      const T weight = batch.weights ? batch.weights[of_steps ? i : i / target_rows] : T(1);
      std::span<const T> seen = output;  // by the metrics
      sum = math::fma(weight, sample_loss(output, target, gradient, seen), sum);
      const T scale = weight * share;
      for (T& g : gradient) g *= scale;
      std::apply([&](auto&... metric) { (detail::update_weighted(metric, seen, target, weight), ...); }, metrics);
    }
    return sum;
  }

 private:
  /// Loss of one row. If the output is logits, the metrics see their probabilities, in the second of the deltas, which backward does not
  /// need before the loss is known.
  T sample_loss(std::span<T> output, std::span<const Target> target, std::span<T> gradient, std::span<const T>& seen) const {
    if constexpr (fused) {
      return loss_.fused(output, target, gradient);
    } else if constexpr (sizeof...(M) > 0 && detail::GivesProbabilities<L, T, Target>) {
      if (!loss_.from_logits) return loss_(std::span<const T>(output), target, gradient);
      const std::span<T> probabilities(blocks.deltas[1], output.size());
      seen = probabilities;
      return loss_(std::span<const T>(output), target, gradient, probabilities);
    } else {
      return loss_(std::span<const T>(output), target, gradient);
    }
  }

  L loss_;
  Layers layers_;
  bool all_rows_ = false;  // of the table may have gradients
};

}  // namespace linnet
