// SPDX-License-Identifier: MIT
// Whether the arguments of compile fit each other and the model, as far as types tell.
#pragma once

#include <linnet/models/loss_and_metrics.hpp>
#include <linnet/models/model_output.hpp>
#include <linnet/network/concepts.hpp>

#include <type_traits>

namespace linnet::detail {

enum class CompileProblem {
  none,
  no_arguments,
  text,
  order,
  no_loss,
  no_optimizer,
  optimizer_missing,
  learning_rate,
  loss_as_metric,
  no_metric,
  nothing_to_train,
  no_backward,
  output,
  targets,
  metric_size,
  metric_of_labels
};

/// The facts of a model that compile asks for: the shape of a sample of its output, the activation that made it, whether it has
/// parameters, and the layer without a gradient (void: none).
template <class T, class Output_, class LastActivation_, bool trainable_, class WithoutBackward_>
struct ModelEnd {
  using Scalar = T;
  using Output = Output_;
  using LastActivation = LastActivation_;
  using WithoutBackward = WithoutBackward_;
  static constexpr bool trainable = trainable_;
};

template <class A>
inline constexpr bool is_text = std::is_convertible_v<const A&, const char*> || requires(const A& a) {
  a.c_str();
};

/// Returns the reason why loss L and metrics M do not go with a model, or none.
template <class End, class L, class... M>
constexpr CompileProblem combination_problem() {
  using Output = typename End::Output;
  if (!End::trainable) return CompileProblem::nothing_to_train;
  if constexpr (requires { L::template takes_output<Output>; }) {
    if (!L::template takes_output<Output>) return CompileProblem::output;
  }
  if (!(MetricOf<M, typename End::Scalar, TargetsOf<L, typename End::Scalar>> && ...)) return CompileProblem::targets;
  if (!(metric_fits<M>(Output::size / output_rows<L, Output>(), L::integer_targets) && ...)) return CompileProblem::metric_size;
  if (multilabel_outputs<L, Output, typename End::LastActivation>() && !(takes_labels<M>() && ...)) {
    return CompileProblem::metric_of_labels;
  }
  return CompileProblem::none;
}

/// Returns the reason why compile refuses the arguments L, O, M... for a model, or none.
template <class End, class L, class O, class... M>
constexpr CompileProblem argument_problem() {
  if constexpr (Loss<L> && Optimizer<O> && (Metric<M> && ...)) {
    if (!std::is_void_v<typename End::WithoutBackward>) return CompileProblem::no_backward;
    return combination_problem<End, L, M...>();
  } else {
    if (is_text<L> || is_text<O> || (is_text<M> || ...)) return CompileProblem::text;
    if (Optimizer<L> || (Metric<O> && !std::is_arithmetic_v<O>) || Loss<O>) return CompileProblem::order;
    if (!Loss<L>) return CompileProblem::no_loss;
    if (std::is_arithmetic_v<O>) return CompileProblem::learning_rate;
    if (!Optimizer<O>) return CompileProblem::no_optimizer;
    return (Loss<M> || ...) ? CompileProblem::loss_as_metric : CompileProblem::no_metric;
  }
}
template <class End, class L>
constexpr CompileProblem argument_problem() {
  if (is_text<L>) return CompileProblem::text;
  return Loss<L> ? CompileProblem::optimizer_missing : CompileProblem::no_loss;
}
template <class End>
constexpr CompileProblem argument_problem() {
  return CompileProblem::no_arguments;
}

}  // namespace linnet::detail
