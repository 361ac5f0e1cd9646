// SPDX-License-Identifier: MIT
// TrainStep: one training step (forward, loss, backward, clipping, update) over memory that its owner gives it. Allocates nothing.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/kernels/elementwise.hpp>
#include <linnet/models/loss_and_metrics.hpp>
#include <linnet/network/concepts.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/pass_checks.hpp>
#include <linnet/network/tensor_places.hpp>
#include <linnet/training/batch.hpp>
#include <linnet/training/metric_names.hpp>
#include <linnet/training/output_activation.hpp>
#include <linnet/training/results.hpp>
#include <linnet/training/settings_checks.hpp>

namespace linnet {

namespace detail {

/// True if loss `L` takes the input of the activation of layer `Last`: softmax or sigmoid before its cross-entropy.
template <class L, class Last>
constexpr bool fuses_head() {
  if constexpr (requires(const Last& last) { last.without_activation(); }) {
    using Function = std::remove_cvref_t<decltype(std::declval<const Last&>().activation)>;
    if constexpr (requires { L::template fuses_with<Function>; }) return L::template fuses_with<Function>;
  }
  return false;
}

/// The layers as `L` trains them: the last one without its activation if the loss takes that over.
template <class L, class... Layers>
constexpr auto training_layers(const std::tuple<Layers...>& layers) {
  constexpr std::size_t last = sizeof...(Layers) - 1;
  if constexpr (fuses_head<L, std::tuple_element_t<last, std::tuple<Layers...>>>()) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::make_tuple(std::get<I>(layers)..., std::get<last>(layers).without_activation());
    }
    (std::make_index_sequence<last>{});
  } else {
    return layers;
  }
}

/// True if loss L also gives the probabilities of logits.
template <class L, class T, class Target>
concept GivesProbabilities = requires(const L loss, std::span<const T> output, std::span<const Target> target,
                                      std::span<T> row) {
  loss.from_logits;
  loss(output, target, row, row);
};

/// Makes a metric that supports classes and labels count labels; fails for settings that contradict it.
template <class M>
void count_labels_of(M& metric) {
  if constexpr (requires { metric.multilabel; }) metric.multilabel = true;
  if constexpr (requires { metric.problem(); }) {
    const char* problem = metric.problem();
    expect(!problem, problem);
  }
}

}  // namespace detail

/// The step of a model with input shape `In` and layers `ModelLayers` (a tuple), trained with loss L, optimizer O, metrics M.
template <class T, class In, class ModelLayers, class L, class O, class... M>
class LINNET_OWN_CODE TrainStep {
 public:
  using Layers = decltype(detail::training_layers<L>(std::declval<const ModelLayers&>()));
  using Topology = TopologyOf<T, In, Layers>;
  using Output = typename Topology::Output;
  using Target = detail::TargetsOf<L, T>;
  static constexpr Index target_width = L::integer_targets ? 1 : Output::size;
  static constexpr bool fused = !std::is_same_v<Layers, ModelLayers>;

  /// The optimizer needs no gradients: it trains within backward.
  static constexpr bool in_place = detail::trains_in_place<O>;
  static constexpr int gradient_blocks = in_place ? 0 : 1;

  /// Each output is a label, and metrics of classes count label by label.
  static constexpr bool multilabel =
      detail::multilabel_outputs<L, Output, typename decltype(detail::output_activation<ModelLayers>())::type>();

  TrainStep(const ModelLayers& layers, const L& loss_function, const O& optimizer_settings, const M&... metric_objects)
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
    detail::expect_clipping(optimizer_settings);
    const char* const problem = detail::output_problem<ModelLayers>(loss_function);
    detail::expect(problem == nullptr, problem);
  }

  /// The layers in training: see training_layers.
  const Layers& layers() const { return layers_; }

  O optimizer;
  std::tuple<M...> metrics;
  std::uint64_t steps = 0;  ///< number of updates, the only step counter
  TrainingBlocks<T> blocks;
  T* slot_blocks = nullptr;  ///< the optimizer's slots, in order (parameter_block each)
  typename O::State optimizer_state{};

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
  template <bool One = false>
  T operator()(const Batch<T, Target>& batch, bool train, Random& random) {
    const T* const x = batch.x;
    const Index n = One ? 1 : batch.n;
    T* outputs = Engine::forward(layers_, x, n, blocks, random, train);
    T penalty = T(0);  // in_place takes no regularizer
    if constexpr (!in_place) penalty = Engine::penalty(layers_, blocks.parameters);
    const T loss = math::fma(loss_pass(outputs, batch.targets, batch.weights, n, train), T(1) / static_cast<T>(n), penalty);
    if (!train || !math::is_finite(loss) || !Engine::statistics_are_finite(layers_, n, blocks)) return loss;
    if constexpr (in_place) {
      blocks.gradients = blocks.parameters;
      blocks.step = -static_cast<T>(optimizer.learning_rate);
      if constexpr (requires { optimizer.clipvalue; }) blocks.limit = static_cast<T>(optimizer.clipvalue);
      Engine::template backward<false, true>(layers_, x, n, blocks);
    } else {
      Engine::backward(layers_, x, n, blocks);
      Engine::add_penalty_gradients(layers_, blocks.parameters, blocks.gradients);
      if (!clip()) return loss;
      const Update<T> update{Topology::parameter_block, blocks.parameters, blocks.gradients,
                             SlotBlocks<T>{slot_blocks, Topology::parameter_block}, static_cast<T>(optimizer.learning_rate)};
      if constexpr (detail::updates_tensors<O, T>) {
        optimizer.update(optimizer_state, TensorUpdate<T>{update, tensor_places<Topology>});
      } else {
        optimizer.update(optimizer_state, update);
      }
    }
    Engine::update_state(layers_, n, blocks);
    ++steps;
    return loss;
  }

 private:
  using Engine = linnet::Engine<Topology, Layers>;

  /// Weighted sum of the losses of outputs (n, Output), which become predictions; gradient into blocks.deltas[0].
  T loss_pass(T* outputs, const Target* y, const T* weights, Index n, bool train) {
    constexpr std::size_t width = static_cast<std::size_t>(Output::size);
    const T share = T(1) / static_cast<T>(n);
    T sum = T(0);
    for (Index i = 0; i < n; ++i) {
      const std::span<T> output(outputs + i * Output::size, width);
      const std::span<const Target> target(y + i * target_width, static_cast<std::size_t>(target_width));
      const std::span<T> gradient = train ? std::span<T>(blocks.deltas[0] + i * Output::size, width) : std::span<T>{};
      const T weight = weights ? weights[i] : T(1);
      std::span<const T> seen = output;  // by the metrics
      sum = math::fma(weight, sample_loss(output, target, gradient, seen), sum);
      const T scale = weight * share;
      for (T& g : gradient) g *= scale;
      std::apply([&](auto&... metric) { (metric.update(seen, target), ...); }, metrics);
    }
    return sum;
  }

  /// Loss of one sample. If the output is logits, the metrics see their probabilities, in the second of the deltas, which backward does not
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

  /// Clamps the gradients, or scales them to the largest allowed norm. Returns false if their norm is not finite: they must neither be
  /// applied nor squared into moments.
  bool clip() {
    T* g = blocks.gradients;
    if constexpr (requires { optimizer.clipvalue; }) {
      if (optimizer.clipvalue > 0.0f) {
        const T limit = static_cast<T>(optimizer.clipvalue);
        for (Index i = 0; i < Topology::parameter_block; ++i) g[i] = g[i] > limit ? limit : (g[i] < -limit ? -limit : g[i]);
      }
    }
    if constexpr (requires { optimizer.global_clipnorm; }) {
      if (optimizer.global_clipnorm > 0.0f) {
        T squares = T(0);  // tensor by tensor: gaps between them do not change the order of the sum
        Engine::for_each_parameter(layers_, [&](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
          squares += kernels::sum_of_squares(g + offset, info.size());
        });
        const T norm = math::sqrt(squares);
        const T limit = static_cast<T>(optimizer.global_clipnorm);
        if (norm > limit) {
          const T scale = limit / norm;
          for (Index i = 0; i < Topology::parameter_block; ++i) g[i] *= scale;
        }
        return math::is_finite(norm);
      }
    }
    return math::is_finite(kernels::rough_sum_of_squares(g, Topology::parameter_block));
  }

  L loss_;
  Layers layers_;
};

}  // namespace linnet
