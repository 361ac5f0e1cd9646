// SPDX-License-Identifier: MIT
// A call of predict that a model does not have: the sentence that refuses it, which does not name the model's layers.
#pragma once

#include <linnet/core/integers.hpp>

#include <type_traits>

namespace linnet::detail {

/// The x of a model of numbers T without a heap, in the place of the type of a view.
template <class T, Index Vocabulary>
struct FlatInput {};

/// True if A is an x of type X.
template <class X, class A>
inline constexpr bool is_input = std::is_convertible_v<A, X>;
template <class T, Index Vocabulary, class A>
inline constexpr bool is_input<FlatInput<T, Vocabulary>, A> = FlatSamples<A, T, Vocabulary>;

/// The sentence for an x that is none.
template <class X>
inline constexpr bool needs_indices = false;
template <class T, Index Vocabulary>
inline constexpr bool needs_indices<FlatInput<T, Vocabulary>> = Vocabulary > 0;

enum class PredictProblem { input, indices, no_buffer, const_buffer, other_numbers, expression, buffer, arguments };

/// Returns the reason why predict refuses the arguments A...: X views samples, T are the model's numbers.
template <class X, class T>
constexpr PredictProblem predict_problem() {
  return PredictProblem::arguments;
}
template <class X, class T, class A>
constexpr PredictProblem predict_problem() {
  if (is_input<X, A>) return PredictProblem::no_buffer;
  return needs_indices<X> ? PredictProblem::indices : PredictProblem::input;
}
template <class X, class T, class A, class Y, class... More>
constexpr PredictProblem predict_problem() {
  using Object = std::remove_cvref_t<Y>;
  if (!is_input<X, A>) return needs_indices<X> ? PredictProblem::indices : PredictProblem::input;
  if (std::is_convertible_v<Y, FlatView<T>>) return PredictProblem::arguments;
  if (std::is_convertible_v<Object&, FlatView<T>> || std::is_convertible_v<Y, FlatView<const T>>) {
    return PredictProblem::const_buffer;
  }
  if (
      requires(const Object& y) { y.eval(); } && !requires(const Object& y) { y.data(); })
    return PredictProblem::expression;
  using Number = typename decltype(number_type<Object>())::type;
  return std::is_arithmetic_v<Number> && !std::is_same_v<Number, T> ? PredictProblem::other_numbers : PredictProblem::buffer;
}

/// Returned by a call of predict that is refused: an error in one sentence.
template <class X, class T, class... A>
struct RefusedPredict {
  static constexpr PredictProblem problem = predict_problem<X, T, A...>();
  static_assert(problem != PredictProblem::input,
                "predict: x is one block of the model's numbers: a linnet::Tensor, a matrix, a std::vector, a std::span or an "
                "array; for a pointer write std::span(pointer, count)");
  static_assert(problem != PredictProblem::indices,
                "predict: this model takes indices, its first layer is an Embedding; x is one block of integers, for example a "
                "std::span<const std::int32_t>");
  static_assert(problem != PredictProblem::no_buffer,
                "predict: this model has no heap and writes predictions where you say: predict(x, y)");
  static_assert(problem != PredictProblem::const_buffer,
                "predict: y is const, or a temporary; it must be a named object that predict can write to");
  static_assert(problem != PredictProblem::other_numbers, "predict: y has another type of numbers than the model");
  static_assert(
      problem != PredictProblem::expression,
      "predict: y is an expression of Eigen; predict writes to a linnet::Tensor, a matrix, a std::vector, a std::span "
      "or an array");
  static_assert(problem != PredictProblem::buffer,
                "predict: y is where predictions go: a linnet::Tensor, a matrix, a std::vector, a std::span or an array of the "
                "model's numbers; for a pointer write std::span(pointer, count)");
  static_assert(
      problem != PredictProblem::arguments,
      "predict: its arguments are predict(x), predict(x, y) or, with memory between the layers, predict(x, y, memory)");
};

/// True if A... are arguments of predict: an x, a buffer (or none, if the model allocates it), and memory, if it is given.
template <class X, class T, class Memory, bool allocates, class... A>
inline constexpr bool predicts = false;
template <class X, class T, class Memory, bool allocates, class A>
inline constexpr bool predicts<X, T, Memory, allocates, A> = allocates&& is_input<X, A>;
template <class X, class T, class Memory, bool allocates, class A, class Y>
inline constexpr bool predicts<X, T, Memory, allocates, A, Y> = is_input<X, A>&& std::is_convertible_v<Y, FlatView<T>>;
template <class X, class T, class Memory, bool allocates, class A, class Y, class M>
inline constexpr bool predicts<X, T, Memory, allocates, A, Y, M> =
    is_input<X, A>&& std::is_convertible_v<Y, FlatView<T>>&& std::is_convertible_v<M, Memory&>;

}  // namespace linnet::detail
