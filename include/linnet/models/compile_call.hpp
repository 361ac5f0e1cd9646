// SPDX-License-Identifier: MIT
// A call of compile: whether its arguments fit each other and the model, and the sentence that refuses them. The sentence stands in a class
// that names the arguments and the end of the model, but not its layers: a message is as short for 90 of them.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/models/loss_and_metrics.hpp>
#include <linnet/models/model_output.hpp>
#include <linnet/network/concepts.hpp>

#include <cstddef>
#include <tuple>
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
  output,
  targets,
  metric_size,
  metric_of_labels
};

/// What compile asks of a model: the shape of a sample of its output, the activation that made it, and the number of its parameters.
template <class T, class Output_, class Activation_, bool trainable_>
struct ModelEnd {
  using Scalar = T;
  using Output = Output_;
  using Activation = Activation_;
  static constexpr bool trainable = trainable_;
};

template <class A>
inline constexpr bool is_text = std::is_convertible_v<const A&, const char*> || requires(const A& a) {
  a.c_str();
};

/// What is wrong with loss L and metrics M for a model.
template <class End, class L, class... M>
constexpr CompileProblem combination_problem() {
  using Output = typename End::Output;
  if (!End::trainable) return CompileProblem::nothing_to_train;
  if constexpr (requires { L::template takes_output<Output>; }) {
    if (!L::template takes_output<Output>) return CompileProblem::output;
  }
  if (!(MetricOf<M, typename End::Scalar, TargetsOf<L, typename End::Scalar>> && ...)) return CompileProblem::targets;
  if (!(metric_fits<M>(Output::size, L::integer_targets) && ...)) return CompileProblem::metric_size;
  if (multilabel_outputs<L, Output, typename End::Activation>() && !(takes_labels<M>() && ...)) {
    return CompileProblem::metric_of_labels;
  }
  return CompileProblem::none;
}

/// What is wrong with the arguments L, O, M... of compile, for a model.
template <class End, class L, class O, class... M>
constexpr CompileProblem argument_problem() {
  if constexpr (Loss<L> && Optimizer<O> && (Metric<M> && ...)) {
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

/// Not an operator, which g++ would explain in a second note.
constexpr bool differ(CompileProblem a, CompileProblem b) { return a != b; }

/// Base of what a refused call returns: a training, if its header is included, so that calls of its members are no errors too.
template <class T, class = void>
struct AfterRefusal {};

/// Returned by a call of compile that is refused: an error in one sentence.
template <class End, class... A>
struct RefusedCompile : AfterRefusal<typename End::Scalar> {
  static constexpr CompileProblem problem = argument_problem<End, A...>();
  static_assert(differ(problem, CompileProblem::no_arguments),
                "compile: name a loss, an optimizer and metrics: compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
  static_assert(differ(problem, CompileProblem::text),
                "compile: losses, optimizers and metrics are objects and no texts: "
                "compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
  static_assert(differ(problem, CompileProblem::order),
                "compile: the loss comes first, then the optimizer, then metrics: "
                "compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
  static_assert(differ(problem, CompileProblem::no_loss),
                "compile: the first argument is no loss; one has a name, integer_targets, and an operator() const that takes "
                "prediction, target and gradient (linnet::Loss, network/concepts.hpp)");
  static_assert(differ(problem, CompileProblem::no_optimizer),
                "compile: the second argument is no optimizer; one has a name, State, learning_rate, slot_count() and "
                "update(state, update) (linnet::Optimizer, network/concepts.hpp)");
  static_assert(differ(problem, CompileProblem::optimizer_missing),
                "compile: the optimizer is missing: compile(loss, Adam{}, metrics...)");
  static_assert(differ(problem, CompileProblem::learning_rate),
                "compile: the second argument is a number, and no optimizer; write Adam{.learning_rate = 0.01f}");
  static_assert(differ(problem, CompileProblem::loss_as_metric),
                "compile: a loss is given as a metric; the History has the loss anyway, and metrics/regression.hpp has "
                "MeanSquaredErrorMetric and the like");
  static_assert(
      differ(problem, CompileProblem::no_metric),
      "compile: an argument after the optimizer is no metric; one has a name, reset(), update(prediction, target) and "
      "result() const (linnet::Metric, network/concepts.hpp)");
  static_assert(differ(problem, CompileProblem::nothing_to_train),
                "compile: the model has no parameters to train; add a Dense layer");
  static_assert(differ(problem, CompileProblem::targets),
                "compile: a metric has no update for this loss's targets; make it a template: class indices are std::int32_t");
  static_assert(
      differ(problem, CompileProblem::metric_size),
      "compile: a metric is made for another number of classes or outputs than the model has (write it, as in F1<10> or "
      "RocAuc<10>; BinnedAuc is of one output, or of labels), or it compares numbers and the loss takes class indices");
  static_assert(
      differ(problem, CompileProblem::metric_of_labels),
      "compile: with this loss each of several outputs is a label, and a metric takes one class per sample; use "
      "BinaryAccuracy, ExactMatch, HammingLoss, Precision, Recall, F1, RocAuc, AveragePrecision, BinnedAuc<200, labels> or "
      "MultilabelConfusionMatrix, or, where one class is right, softmax with CategoricalCrossentropy");

 private:
  static constexpr bool output_fits() {
    if constexpr (problem == CompileProblem::output) {
      std::tuple_element_t<0, std::tuple<A...>>::template check<typename End::Output>();
    }
    return true;
  }
  static_assert(output_fits());
};

/// What compile knows of a call with arguments A... of `Model`.
template <class Model, class... A>
struct CompileCall {
  using End = ModelEnd<typename Model::Scalar, typename Model::Output,
                       typename decltype(output_activation<typename Model::Layers>())::type, (Model::parameter_count() > 0)>;
  using Refused = RefusedCompile<End, A...>;
  static constexpr bool accepted = argument_problem<End, A...>() == CompileProblem::none;
};

/// Arguments of compile by name, as in Python.
struct CompileWords {
  Anything loss{};
  Anything optimizer{};
  Anything metrics{};
};
template <class T>
struct RefusedNames : AfterRefusal<T> {
  static_assert(sizeof(T) == 0,
                "compile: arguments have no names here: compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
};
template <class T>
struct RefusedList : AfterRefusal<T> {
  static_assert(sizeof(T) == 0,
                "compile: metrics follow the optimizer without braces: compile(loss, Adam{}, Accuracy{}, F1<10>{})");
};
template <class T>
struct RefusedTemporary : AfterRefusal<T> {
  static_assert(sizeof(T) == 0, "compile: the model is a temporary; give it a name, its Training refers to it");
};
template <class T>
struct RefusedConst : AfterRefusal<T> {
  static_assert(sizeof(T) == 0, "compile: the model is const; training changes it");
};

}  // namespace linnet::detail
