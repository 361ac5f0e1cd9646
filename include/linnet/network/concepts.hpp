// SPDX-License-Identifier: MIT
// The map of the architecture: the members of a layer, a loss, an optimizer and a metric. There are no base classes: your own type plugs in
// if it has these members. Optional members are listed with their meaning.
#pragma once

#include <linnet/network/bound.hpp>
#include <linnet/network/update.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace linnet {

namespace detail {
template <template <class> class>
struct MemberTemplate;
}

/// A layer is a description: settings, but no weights. Bound<T, L, In> is the compiler's knowledge of it at input shape In.
///
///   name                            its name in summary()
///   Output<In>                      shape of an output sample, or a static_assert that tells how to fix it
///   forward(pass), backward(pass)   templates over ForwardPass and BackwardPass; not needed if placement is alias
///
/// Optional: infer(pass), the forward of inference, for a layer whose forward has code that only training needs; parameters<In>() and
/// state<In>() (arrays of ParameterInfo), memory<T, In>(), multiply_accumulates<In>(), placement, inference_placement, output_use,
/// keeps_sign (Bound has their defaults); initializer(i) and regularizer(i) for parameter tensor i (default: Glorot uniform for
/// the first, zeros for the others; none), initialized(i, numbers), which is called when tensor i has been drawn, initial_state(i) for
/// state tensor i (zeros); constant_state, true if training leaves the state as it is; vocabulary, if the input is indices
/// (network/lookup/vocabulary.hpp), and touches_rows (network/lookup/touched_rows.hpp); follows<Previous>(), static_asserts on the layer before; merge and branches(), for a
/// layer that is made of layers (network/branches.hpp; derive it from Branched); trains_in_place, adds_gradients and
/// LeavesGradientsOut (see BackwardPass);
/// statistics_are_finite(pass) and update_state(pass), for a layer whose state follows the batches: a step is made only if the first is
/// true, and ends with the second (StatePass); settings(), an array of the numbers that change inference and that neither shapes
/// nor parameters tell, for fingerprints (an activation may have it too); add_settings<B>(hash), for a layer made of layers;
/// problem(), null or the reason why the settings are invalid; a member `activation` with without_activation(), which lets a loss take
/// the logits of a last layer; probabilities (static constexpr bool; otherwise that of the type of `activation`), true if its outputs
/// are probabilities, and keeps_range (otherwise true if its placement, or inference_placement, is alias), true if they are so exactly if
/// its inputs are, in which case probabilities is not read: compile refuses a loss that cannot take them.
///
/// For files of PyTorch: torch, an array of TorchTensor (network/torch.hpp), empty if PyTorch has no such module; torch_order, for a layer
/// that takes the channels first or last there, whatever the one before it did.
///
/// For export_header, of a layer or an activation: cpp_name, its qualified name ("my::Scale"); cpp_arguments(list), which calls list(value)
/// or list(value, default) for each template argument; settings() as an array of Setting, the members by their names; cpp_entries(), a
/// tuple of the objects in its braces instead of settings. Options have cpp_members(list), which calls list(name, value, default).
template <class L>
concept Layer = std::copyable<L> && requires {
  { L::name } -> std::convertible_to<std::string_view>;
  typename detail::MemberTemplate<L::template Output>;
};

namespace detail {
template <class L>
using TargetOf = std::conditional_t<L::integer_targets, std::int32_t, float>;
}

/// A loss gives the loss of one sample, and its gradient with respect to the prediction unless `gradient` is empty.
///
///   integer_targets   true: the target is one class index (int32); false: as many numbers as the model has outputs
///
/// Optional: each_step (true: of a sequence (steps, outputs), loss and metrics see the steps one by one, each with its own target, and
/// the loss of a sample is their mean); fuses_with<Activation> and fused(logits, target, gradient), which turns logits into predictions;
/// accepts(target), with it accepts_sum(sum of the targets of a sample), and target_rule; refused(row) instead, where outputs have different
/// rules (Losses); independent_outputs (true: each of several
/// outputs is a label, which metrics then count one by one); check<Output>(), static_asserts on the shape of the output, and
/// takes_output<Output>, false where they fail, which keeps the compiler's answer short; problem();
/// a member from_logits, true if predictions are logits, false if they are probabilities, and with it
/// loss(prediction, target, gradient, probabilities), which writes those of logits for metrics to see;
/// takes_probabilities (true: it has no such member, and predictions are probabilities).
template <class L>
concept Loss = std::copyable<L> && requires(const L loss, std::span<const float> prediction,
                                            std::span<const detail::TargetOf<L>> target, std::span<float> gradient) {
  { L::name } -> std::convertible_to<std::string_view>;
  { loss(prediction, target, gradient) } -> std::convertible_to<float>;
};

/// An optimizer is its settings; `State` is its memory in addition to its slots (blocks as long as the parameters): trivially copyable,
/// and without pointers, because a checkpoint contains its bytes.
///
/// Optional: global_clipnorm and clipvalue (applied to the gradients before update; 0: not); in_place (true: backward makes the step,
/// with no memory for gradients); most_slots, the number of slots of a StaticSequential, instead of that of its default
/// settings; problem(); updates_rows (static constexpr bool), true if update treats each number by itself, with for_each_packet of its
/// argument, which is an Update or a RowUpdate (network/lookup/touched_rows.hpp): then a step of an Embedding costs its batch. An `update` that takes TensorUpdate instead of Update is told where tensors begin.
template <class O>
concept Optimizer = std::copyable<O> && std::default_initializable<typename O::State> &&
    std::is_trivially_copyable_v<typename O::State> &&
    requires(const O optimizer, O& settings, typename O::State& state, const TensorUpdate<float>& update) {
  { O::name } -> std::convertible_to<std::string_view>;
  { optimizer.slot_count() } -> std::convertible_to<int>;
  { settings.learning_rate } -> std::convertible_to<float&>;
  optimizer.update(state, update);
};

/// A metric receives predictions and targets sample by sample; `result` covers all samples since `reset`. Predictions are the model's
/// outputs, or their probabilities if its loss has from_logits.
///
/// Optional: classes or outputs (static constexpr Index), for a metric of decisions or of numbers: how many it is made for, 0 for any;
/// least_outputs, for one of some outputs: how many a model must have;
/// labels (static constexpr bool), true if its numbers are labels, 0 or 1; probabilities, true if scores must be in [0, 1]: update and
/// measure check the data by them. multilabel (a bool) and has_classes(), for a metric of classes that can count label by label too.
/// problem(), null or the reason why the settings are invalid. update(prediction, target, weight), of a metric in which samples have weights;
/// mean_of_samples, true if the result is the mean of those of single samples, so that Weighted takes the metric. accumulated(), a std::tie of all that reset sets and update changes, each a
/// std::int64_t that counts, a double, or a std::array of them, or, of a metric that keeps all samples, AccumulatedSamples
/// (metrics/accumulated.hpp): the contents of a checkpoint in the middle of an epoch. A metric without it starts counting at the first
/// batch after a resume.
template <class M>
concept Metric = std::copyable<M> &&
    requires(M metric, const M& constant, std::span<const float> prediction, std::span<const float> target) {
  { M::name } -> std::convertible_to<std::string_view>;
  metric.reset();
  metric.update(prediction, target);
  { constant.result() } -> std::convertible_to<double>;
};

}  // namespace linnet
