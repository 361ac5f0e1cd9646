// SPDX-License-Identifier: MIT
// Calls of compile that are refused. The sentence stands in a class that a call returns, and which names the arguments and the end of the
// model, but not its layers: a message is as short for 90 of them.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/models/compile_problem.hpp>
#include <linnet/network/pass_checks.hpp>

#include <cstddef>
#include <tuple>

namespace linnet::detail {

template <class T>
struct FitWords;  // options/fit_words.hpp

/// Base of what a refused call returns: a training, if its header is included, so that calls of its members are no errors too.
template <class T, class = void>
struct AfterRefusal {};

/// Returned by a call of compile that is refused: an error in one sentence.
template <class End, class... A>
struct RefusedCompile : AfterRefusal<typename End::Scalar> {
  static constexpr CompileProblem problem = argument_problem<End, A...>();
  /// Holds the sentences: a class that does is no training for Clang, which would refuse the calls of its members too.
  ~RefusedCompile() {
    static_assert(
        problem != CompileProblem::no_arguments,
        "compile: name a loss, an optimizer and metrics: compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
    static_assert(problem != CompileProblem::text,
                  "compile: losses, optimizers and metrics are objects, not texts: "
                  "compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
    static_assert(problem != CompileProblem::order,
                  "compile: the loss comes first, then the optimizer, then metrics: "
                  "compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})");
    static_assert(problem != CompileProblem::no_loss,
                  "compile: the first argument is no loss; one has a name, integer_targets, and an operator() const that takes "
                  "prediction, target and gradient (linnet::Loss, network/concepts.hpp)");
    static_assert(problem != CompileProblem::no_optimizer,
                  "compile: the second argument is no optimizer; one has a name, State, learning_rate, slot_count() and "
                  "update(state, update) (linnet::Optimizer, network/concepts.hpp)");
    static_assert(problem != CompileProblem::optimizer_missing,
                  "compile: the optimizer is missing: compile(loss, Adam{}, metrics...)");
    static_assert(problem != CompileProblem::learning_rate,
                  "compile: the second argument is a number, and no optimizer; write Adam{.learning_rate = 0.01f}");
    static_assert(problem != CompileProblem::loss_as_metric,
                  "compile: a loss is given as a metric; the History has the loss anyway, and metrics/regression.hpp has "
                  "MeanSquaredErrorMetric and the like");
    static_assert(
        problem != CompileProblem::no_metric,
        "compile: an argument after the optimizer is no metric; one has a name, reset(), update(prediction, target) and "
        "result() const (linnet::Metric, network/concepts.hpp)");
    static_assert(problem != CompileProblem::nothing_to_train,
                  "compile: the model has no parameters to train; add a Dense layer, or freeze fewer layers");
    static_assert(problem != CompileProblem::no_backward,
                  "layer: it has no member `template <class Pass> void backward(const Pass&) const`, which training needs");
    static_assert(
        problem != CompileProblem::targets,
        "compile: a metric has no update for this loss's targets; make it a template: class indices are std::int32_t");
    static_assert(
        problem != CompileProblem::metric_size,
        "compile: a metric is made for another number of classes or outputs than the model has (write it, as in F1<10> or "
        "RocAuc<10>; BinnedAuc is of one output, or of labels), or it compares numbers and the loss takes class indices");
    static_assert(
        problem != CompileProblem::metric_of_labels,
        "compile: with this loss each of several outputs is a label, and a metric takes one class per sample; use "
        "BinaryAccuracy, ExactMatch, HammingLoss, Precision, Recall, F1, RocAuc, AveragePrecision, BinnedAuc<200, labels> or "
        "MultilabelConfusionMatrix, or, where one class is right, softmax with CategoricalCrossentropy");
    if constexpr (problem == CompileProblem::output) {
      std::tuple_element_t<0, std::tuple<A...>>::template check<typename End::Output>();
    }
  }
};

/// A call of compile of `Model` with arguments A..., as far as types tell.
template <class Model, class... A>
struct CompileCall {
  using Top = typename Model::Topology;
  using End = ModelEnd<typename Model::Scalar, typename Model::Output,
                       typename decltype(output_activation<typename Model::Layers>())::type, (Model::parameter_count() > 0),
                       typename decltype(layer_without_backward<Top>())::type>;
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
  static_assert(
      sizeof(T) == 0,
      "compile: the optimizer and the metrics have no braces around them: compile(loss, Adam{}, Accuracy{}, F1<10>{})");
};
template <class T>
struct RefusedTemporary : AfterRefusal<T> {
  static_assert(sizeof(T) == 0, "compile: the model is a temporary; give it a name, its training refers to it");
};
template <class T>
struct RefusedSize {
  static_assert(sizeof(T) == 0,
                "compile: StaticSequential makes room for batches at compile time: model.compile<32>(loss, SGD{})");
};
template <class T>
struct RefusedConst : AfterRefusal<T> {
  static_assert(sizeof(T) == 0, "compile: the model is const; training changes it");
};

/// Returned by fit and evaluate of a model.
template <class T>
struct RefusedFit {
  static_assert(
      sizeof(T) == 0,
      "fit: a model is trained by what compile returns: auto training = model.compile(loss, optimizer); training.fit(x, y)");
};
template <class T>
struct RefusedEvaluate {
  static_assert(sizeof(T) == 0,
                "evaluate: a model is evaluated by what compile returns: auto training = model.compile(loss, optimizer, "
                "metrics...); training.evaluate(x, y)");
};

/// Returned by add of a model.
template <class T>
struct RefusedAdd {
  static_assert(sizeof(T) == 0,
                "add: the compiler knows all layers of a model: list them in its braces; a Block{...} in them holds several");
};

}  // namespace linnet::detail
