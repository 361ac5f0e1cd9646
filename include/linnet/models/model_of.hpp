// SPDX-License-Identifier: MIT
// ModelOf and TrainingOf: names for the types of a model and of its training, for members, parameters and containers.
#pragma once

#include <type_traits>

namespace linnet {

namespace detail {

/// The type that `Function` returns for arguments of these types.
template <class Function, class... Arguments>
struct MadeBy {
  static constexpr bool is_callable = std::is_invocable_v<Function, Arguments...>;
  static_assert(is_callable,
                "ModelOf, TrainingOf: the function does not take these arguments. Their types follow it: "
                "ModelOf<make_model, float> for make_model(0.5f), TrainingOf<compile_model, Model> for compile_model(model)");
  using Type = std::remove_cvref_t<
      typename std::conditional_t<is_callable, std::invoke_result<Function, Arguments...>, std::type_identity<void>>::type>;
};

/// `Made`, if it is a model.
template <class Made>
struct CheckedModel {
  static constexpr bool is_model = std::is_void_v<Made> || requires {
    typename Made::Input;
    typename Made::Output;
  };
  static_assert(is_model, "ModelOf: the function must return a model, as nn::Sequential{...} is one");
  using Type = Made;
};

}  // namespace detail

/// The type of the model that a function returns, or a constexpr lambda:
///
///   inline auto make_model() { return Sequential{Input<4>{}, Dense<3, softmax>{}}; }
///   using Model = ModelOf<make_model>;
///
/// `Arguments` are the types of the function's arguments, if it has any.
template <auto Make, class... Arguments>
using ModelOf = typename detail::CheckedModel<typename detail::MadeBy<decltype(Make), Arguments...>::Type>::Type;

/// The type of the training that a function, or a constexpr lambda, compiles for a model:
///
///   inline auto compile_model(Model& model) { return model.compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{}); }
///   TrainingOf<compile_model, Model> training = compile_model(model);
///
/// It refers to its model, which must stay in its place: a class with both must be neither copied nor moved.
template <auto Compile, class Model>
using TrainingOf = typename detail::MadeBy<decltype(Compile), Model&>::Type;

}  // namespace linnet
