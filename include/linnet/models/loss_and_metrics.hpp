// SPDX-License-Identifier: MIT
// Whether a loss, metrics and a model's outputs go together, as far as the compiler knows.
#pragma once

#include <linnet/core/shape.hpp>
#include <linnet/kernels/activations.hpp>

#include <cstdint>
#include <span>
#include <type_traits>

namespace linnet::detail {

/// The numbers that are the targets of loss L, for a model of numbers T.
template <class L, class T>
using TargetsOf = std::conditional_t<L::integer_targets, std::int32_t, T>;

/// Rows of an output, each with a target and a loss of its own: the steps of a sequence (steps, outputs) if loss L is one of steps,
/// otherwise 1.
template <class L, class Output>
constexpr Index output_rows() {
  if constexpr (Output::rank == 2 && requires { requires L::each_step; }) return Output::dims[0];
  return 1;
}

template <class M, class T, class Target>
concept MetricOf = requires(M metric, std::span<const T> prediction, std::span<const Target> target) {
  metric.update(prediction, target);
};

/// True if metric M supports rows of `outputs` outputs, and the targets of the loss.
template <class M>
constexpr bool metric_fits(Index outputs, bool integer_targets) {
  if constexpr (requires { M::classes; }) return M::classes == 0 || M::classes == (outputs > 2 ? outputs : 2);
  if constexpr (requires { M::outputs; }) return !integer_targets && (M::outputs == 0 || M::outputs == outputs);
  if constexpr (requires { M::least_outputs; }) return !integer_targets && outputs >= M::least_outputs;
  return true;
}

/// True if each of several outputs is a label: the loss takes them one by one, and they do not come from a softmax.
template <class L, class Output, class LastActivation>
constexpr bool multilabel_outputs() {
  return Output::size > output_rows<L, Output>() && !std::is_same_v<LastActivation, softmax> && requires {
    requires L::independent_outputs;
  };
}

/// False for a metric that accepts only one class per sample.
template <class M>
constexpr bool takes_labels() {
  return requires(M & metric) { metric.multilabel; }
  || !requires { M::classes; };
}

}  // namespace linnet::detail
