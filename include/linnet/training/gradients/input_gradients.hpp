// SPDX-License-Identifier: MIT
// InputGradients: how the loss of a model changes with its input. Source: tf.GradientTape.gradient(loss, x).
#pragma once

#include <linnet/core/storage.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/training/sources/array_source.hpp>
#include <linnet/training/target_checks.hpp>
#include <linnet/training/train_step.hpp>

#include <algorithm>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace linnet {

namespace detail {

/// The optimizer of a step that is never made.
struct NoSteps {
  static constexpr std::string_view name = "none";
  struct State {};
  float learning_rate = 0.0f;

  constexpr int slot_count() const { return 0; }
  template <class T>
  void update(State&, const Update<T>&) const {}
};

/// A step as far as the gradients of its samples.
template <class T, class In, class Layers, class L>
class InputStep : public TrainStep<T, In, Layers, L, NoSteps> {
  using Base = TrainStep<T, In, Layers, L, NoSteps>;
  using Engine = linnet::Engine<typename Base::Topology, typename Base::Layers>;

 public:
  using Base::Base;
  using Base::blocks;

  /// The gradients of the sum of the samples' losses with respect to the samples (n, Input), in one of the deltas, which have room for
  /// them. Writes the mean loss, without penalties; null if it, or a layer's statistics of the batch, is not finite.
  template <class Samples>
  const T* input_gradients(const Samples& batch, Random& random, T& loss) {
    const Index n = batch.n, rows = n * Base::target_rows;
    T* const outputs = Engine::forward(this->layers(), batch.x, n, blocks, random, true);
    loss = this->loss_pass(outputs, batch, rows, 1, true) / static_cast<T>(rows);
    if (!math::is_finite(loss) || !Engine::statistics_are_finite(this->layers(), n, blocks)) return nullptr;
    T* const found = Engine::template backward<true>(this->layers(), batch.x, n, blocks);
    for (Index i = 0; i < n * In::size; ++i) found[i] *= static_cast<T>(n);
    return found;
  }
};

}  // namespace detail

/// The gradients of a loss with respect to the samples x of a model: which way each number of an input would have to go. With them a GAN's
/// generator learns through its discriminator, without a copy of either:
///
///   InputGradients judge{discriminator, BinaryCrossentropy{}};
///   auto training = generator.compile(OutputGradients{}, Adam{});
///   judge.compute(generator.predict(noise), ones);
///   training.compute_gradients(noise, judge.gradients());
///   training.apply_gradients();
///
/// Refers to the model, which must outlive it in its place, and sees each change of its weights. The model computes as in a step of training:
/// Dropout drops, BatchNormalization takes the mean and the variance of the batch. Neither its parameters nor its state change.
template <class Model, Loss L>
class InputGradients {
  using T = typename Model::Scalar;
  using Step =
      detail::InputStep<T, typename Model::Input, std::remove_cvref_t<decltype(std::declval<const Model&>().layers())>, L>;
  using Topology = typename Step::Topology;
  using Target = typename Step::Target;
  static_assert(Topology::vocabulary == 0, "InputGradients: the inputs are indices, which have no gradient");
  static_assert(std::is_void_v<typename decltype(detail::layer_without_backward<Topology, true>())::type>,
                "InputGradients: a layer has no backward pass, so that no gradient reaches the input");

 public:
  using Samples = SampleView<T, Takes::numbers>;

  InputGradients(Model& model, const L& loss) : model_(model), step_(model.layers(), loss, detail::NoSteps{}) {
    detail::expect(model.parameters().data() != nullptr, detail::not_constructed_or_moved);
    step_.blocks.parameters = model.parameters().data();
    step_.blocks.state = model.state().data();
    step_.blocks.gradients = parameter_gradients_.data();
    reserve(32);
  }
  InputGradients(const InputGradients&) = delete;
  InputGradients& operator=(const InputGradients&) = delete;

  /// Makes room for batches of `batch_size` samples, so that later calls allocate nothing; at first there is room for 32.
  LINNET_COLD void reserve(Index batch_size) {
    buffers_.reserve(batch_size);
    if (batch_size <= step_.blocks.capacity) return;
    const Index capacity = aligned<T>(batch_size);
    memory_ = Storage<T>(Topology::batch_numbers(capacity) + 2 * region * capacity);
    step_.blocks.template place<Topology>(memory_.data(), capacity);
    // Backward leads to the input, which may be larger than what a training passes on.
    T* const deltas = memory_.data() + Topology::batch_numbers(capacity);
    step_.blocks.deltas = {deltas, deltas + region * capacity};
    found_ = {};
  }

  /// Computes the gradients of the losses of samples x (samples, Input) with targets y, those that the loss takes; returns their mean loss,
  /// without penalties. If that is not finite, `gradients` is empty. Throws InvalidInput for invalid data.
  LINNET_OWN_CODE T compute(Samples x, TargetView y) {
    const char* const who = "InputGradients";
    detail::require_samples(who, x, {Model::Input::dims, 0});
    detail::require_targets(who, y, x.samples(), detail::target_rule<L, typename Step::Output>(Step::target_rows));
    const detail::Using<> using_this(detail::ModelAccess::in_use(model_), detail::training_in_use);
    reserve(x.samples());
    const detail::SampleSet<T> samples{x, y, {}};
    detail::ArraySource source(samples, x.samples(), buffers_);
    T loss{};
    const T* const found = step_.input_gradients(source.next(), random_, loss);
    found_ =
        found ? std::span<const T>(found, static_cast<std::size_t>(x.samples() * Model::Input::size)) : std::span<const T>{};
    return loss;
  }

  /// The gradients of the last `compute` (samples, Input), row-major, each that of the loss of its own sample, or of all samples that
  /// BatchNormalization joins: the samples times that of the mean loss. Valid until the next call.
  std::span<const T> gradients() const { return found_; }

  /// Seeds Dropout.
  void seed(std::uint64_t seed) { random_ = Random(seed); }

 private:
  static constexpr Index region = (std::max)(Model::Input::size, Topology::largest_output);

  Model& model_;
  Step step_;
  Storage<T> parameter_gradients_ = Storage<T>(Topology::parameter_block);  // which nobody reads
  Storage<T> memory_{};
  detail::BatchBuffers<T, Target> buffers_{Model::Input::size, Step::target_width, Step::target_rows};
  Random random_{0};
  std::span<const T> found_{};
};

}  // namespace linnet
