// SPDX-License-Identifier: MIT
// Names of the loss and the metrics of a Training. Metrics with the same name get numbers, as in Keras: precision, precision_1,
// precision_2. The compiler knows them; they need no heap.
#pragma once

#include <linnet/config.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <utility>

namespace linnet::detail {

/// A text of at most `Capacity` characters.
template <std::size_t Capacity>
struct FixedText {
  std::array<char, Capacity> characters{};
  std::size_t size = 0;

  constexpr void append(std::string_view part) {
    std::copy(part.begin(), part.end(), characters.begin() + static_cast<std::ptrdiff_t>(size));
    size += part.size();
  }
  constexpr void append(std::size_t number) {
    if (number >= 10) append(number / 10);
    characters[size++] = static_cast<char>('0' + number % 10);
  }
  constexpr std::string_view view() const { return {characters.data(), size}; }
};

/// Number of metrics before number `I` of M... that have its name; "loss" counts as one of them.
template <std::size_t I, class... M>
constexpr std::size_t earlier_of_same_name() {
  const std::array<std::string_view, sizeof...(M)> names{M::name...};
  std::size_t count = names[I] == "loss" ? 1 : 0;
  for (std::size_t k = 0; k < I; ++k) count += names[k] == names[I];
  return count;
}

/// "val_" if `Validation`, the name of metric number `I` of M..., and a number if it is not the first of that name.
template <bool Validation, std::size_t I, class... M>
inline constexpr auto metric_text = [] {
  constexpr std::string_view name = std::tuple_element_t<I, std::tuple<M...>>::name;
  FixedText<name.size() + 25> text;
  if (Validation) text.append("val_");
  text.append(name);
  constexpr std::size_t earlier = earlier_of_same_name<I, M...>();
  if (earlier > 0) {
    text.append("_");
    text.append(earlier);
  }
  return text;
}();

/// "loss", then the metrics, all of them different; with the prefix "val_" if `Validation`. A member, because g++ shows variable templates in
/// a library that is compiled with -fvisibility=hidden.
template <bool Validation, class... M>
struct MetricNames {
  static constexpr std::array<std::string_view, sizeof...(M) + 1> value = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<std::string_view, sizeof...(M) + 1>{Validation ? "val_loss" : "loss",
                                                          metric_text<Validation, I, M...>.view()...};
  }
  (std::index_sequence_for<M...>{});
};
template <bool Validation, class... M>
inline constexpr const auto& metric_names = MetricNames<Validation, M...>::value;

}  // namespace linnet::detail
