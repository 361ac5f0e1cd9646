// SPDX-License-Identifier: MIT
// The values of fit's options as a call gives them. Each type takes any value and refuses a wrong one in a sentence; with FitOptions itself
// the compiler would answer with a list of functions.
#pragma once

#include <linnet/options/fit_options.hpp>

#include <concepts>
#include <initializer_list>

namespace linnet::detail {

/// The value of an option, if it is given.
template <class V>
struct OptionValue {
  std::optional<V> value{};

  void write(V& to) const {
    if (value) to = *value;
  }
};

/// V is a number, a bool, or an optional number.
template <class V>
struct NumberOption : OptionValue<V> {
  NumberOption() = default;
  template <class A>
  NumberOption(const A& given) {
    constexpr bool number = std::is_convertible_v<const A&, std::optional<double>> && std::is_convertible_v<const A&, V>;
    constexpr bool whole = std::is_floating_point_v<V> || !std::is_floating_point_v<A>;
    static_assert(number, "fit: epochs, batch_size, validation_split, seed and verbose are numbers, shuffle is true or false");
    static_assert(whole, "fit: epochs, batch_size, seed and verbose are whole numbers, shuffle is true or false");
    if constexpr (number && whole) this->value = static_cast<V>(given);
  }
};

struct ClassWeightOption : OptionValue<ClassWeight> {
  ClassWeightOption() = default;
  ClassWeightOption(const ClassWeight& given) : OptionValue{given} {}
  ClassWeightOption(std::initializer_list<std::pair<std::int32_t, float>> given) : OptionValue{ClassWeight(given)} {}
  template <class A>
  ClassWeightOption(const A&) {
    static_assert(sizeof(A) == 0, "fit: class_weight is a list of classes and weights: .class_weight = {{0, 1.0f}, {1, 2.5f}}");
  }
};

struct CallbacksOption : OptionValue<std::vector<AnyCallback>> {
  CallbacksOption() = default;
  CallbacksOption(const std::vector<AnyCallback>& given) : OptionValue{given} {}
  CallbacksOption(std::initializer_list<AnyCallback> given) : OptionValue{std::vector<AnyCallback>(given)} {}
  template <class A>
  CallbacksOption(const A&) {
    static_assert(sizeof(A) == 0,
                  "fit: callbacks is a list, even of one, of objects with a member such as on_epoch_end(FitState&): "
                  ".callbacks = {EarlyStopping{}}");
  }
};

struct IndicesOption : OptionValue<IndexView> {
  IndicesOption() = default;
  template <class A>
  requires(!std::same_as<std::remove_cvref_t<A>, IndicesOption>) IndicesOption(A&& given) {
    constexpr bool indices = std::is_convertible_v<A, IndexView>;
    static_assert(indices, "fit: samples and validation_samples are lists of std::uint32_t, the indices of samples");
    if constexpr (indices) value = std::forward<A>(given);
  }
};

}  // namespace linnet::detail
